"""phase4 as the peer of the exchange: two of its access points on the registry's jars, warm, over HTTPS, on the same
invoice. It checks no rules and keeps nothing on disk; ours does both."""
import os, pathlib, shutil, subprocess, sys, time
import corpus

sys.path[:0] = [str(corpus.ROOT / "tests" / "support"), str(corpus.ROOT / "tests" / "interop")]
import gateways, peers, phase4_peer

WARM_UP, EXCHANGES = 100, 150
START_SECONDS = 90


def missing():
    """Why it cannot be measured here; "" when it can."""
    return next((f"{program} is not installed" for program in ("java", "javac", "mvn") if not shutil.which(program)), "")


class Pair:
    def __init__(self, folder):
        folder.mkdir()
        self.folder, self.peer, self.port = folder, phase4_peer.Own(), gateways.free_port()
        command = self.warm(self.peer.command("receive", https=self.port, http=gateways.free_port(), out=folder / "out"))
        (folder / "out").mkdir()
        with open(folder / "receiver.log", "w") as log:
            self.receiver = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        end = time.monotonic() + START_SECONDS
        while "READY" not in (folder / "receiver.log").read_text():
            if self.receiver.poll() is not None or time.monotonic() > end:
                self.stop()
                raise corpus.Missing("phase4's receiver did not start")
            time.sleep(0.1)

    @staticmethod
    def warm(command):
        """As it would serve: with the compiler the tests do without."""
        return [str(word) for word in command if word != "-XX:TieredStopAtLevel=1"]

    def stop(self):
        self.receiver.kill()
        self.receiver.wait()

    def receiver_seconds(self):
        ticks = pathlib.Path(f"/proc/{self.receiver.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def send(self, count):
        """CPU seconds of (sender, receiver) for so many messages by one process."""
        file = corpus.OWN / "peppol-invoice-be.xml"
        case = {"case": "bench", "file": file, "key": "POP000901", "party": "POP000901", "compress": "on",
                **peers.addressed(file)}
        cases = self.folder / "cases"
        cases.write_text(("\t".join(f"{name}={value}" for name, value in case.items()) + "\n") * count)
        command = self.peer.command("send", cases=cases, url=f"https://localhost:{self.port}/as4",
                                    to="iso6523-actorid-upis::0208:0771234528",
                                    **{"from": "iso6523-actorid-upis::0208:0456789133"})
        before = self.receiver_seconds()
        process = subprocess.Popen(self.warm(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True)
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if said.count("GOOD") < count:
            raise corpus.Missing(f"phase4 did not exchange: {said[-600:]}")
        return usage.ru_utime + usage.ru_stime, self.receiver_seconds() - before


def seconds_each(folder):
    """CPU seconds of an exchange (sender, receiver) once both are warm: a long run less a short one."""
    pair = Pair(folder)
    try:
        short, long = pair.send(WARM_UP), pair.send(WARM_UP + EXCHANGES)
    finally:
        pair.stop()
    return (long[0] - short[0]) / EXCHANGES, long[1] / (WARM_UP + EXCHANGES)
