"""Starting real gateways and odd partners on loopback, for the demo and the end-to-end tests."""
import json, os, pathlib, random, socket, subprocess, threading, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
QUITTANCE = pathlib.Path(os.environ.get("QUITTANCE_BINARY", ROOT / "build" / "bin" / "quittance"))


class Failure(Exception):
    """What went wrong, in one line for a person."""


def free_port():
    """A port that stays ours while its daemon is down: below those the system gives to others that ask for any."""
    while True:
        port = random.SystemRandom().randrange(15000, 32000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class SilentPartner:
    """Takes connections and never answers."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(16)
        self.port = self.socket.getsockname()[1]
        self.held = []
        threading.Thread(target=self.hold, daemon=True).start()

    def hold(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.held.append(connection)
            threading.Thread(target=self.drain, args=(connection,), daemon=True).start()

    @staticmethod
    def drain(connection):
        try:
            while connection.recv(65536):
                pass
        except OSError:
            pass


class Daemon:
    """One `quittance serve`, started as systemd would: it is ready when it says READY=1."""

    def __init__(self, name, folder, config):
        self.name, self.folder, self.config = name, folder, config
        notify = folder / "notify.sock"
        notify.unlink(missing_ok=True)
        self.notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.notify.bind(str(notify))
        self.log = open(folder / "daemon.log", "a")
        self.process = subprocess.Popen([QUITTANCE, "serve", "--config", config], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, start_new_session=True,
                                        env={**os.environ, "NOTIFY_SOCKET": str(notify)})

    def wait_ready(self, seconds=120):
        self.notify.settimeout(0.2)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if b"READY=1" in self.notify.recv(4096):
                    return
            except socket.timeout:
                pass
            if self.process.poll() is not None:
                raise Failure(f"{self.name} ended with {self.process.returncode}: {self.last_words()}")
        raise Failure(f"{self.name} did not become ready: {self.last_words()}")

    def last_words(self):
        return (self.folder / "daemon.log").read_text().strip()[-400:]

    def ask(self, *words):
        run = subprocess.run([QUITTANCE, *words, "--config", self.config, "--json"], stdout=subprocess.PIPE, text=True)
        return json.loads(run.stdout) if run.returncode == 0 else None

    def follow(self, on_event):
        self.follower = subprocess.Popen([QUITTANCE, "events", "--follow", "--json", "--config", self.config],
                                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

        def read():
            for line in self.follower.stdout:
                on_event(self, json.loads(line))

        threading.Thread(target=read, daemon=True).start()

    def stop(self):
        for process in (getattr(self, "follower", None), self.process):
            if process and process.poll() is None:
                process.terminate()
                try:
                    process.wait(60)
                except subprocess.TimeoutExpired:
                    process.kill()
        self.notify.close()
        self.log.close()


def run(*words):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, words))} failed: {done.stdout.strip()[-400:]}")
    return done.stdout


def put(folder, name, content):
    """As an SFTP client does it: under a temporary name, then renamed."""
    partial = folder / (name + ".part")
    partial.write_bytes(content)
    partial.rename(folder / name)
