"""phase4 as the peer of the exchange: two of its access points on the registry's jars, warm, over HTTPS, on the same
invoice. It checks no rules, knows no duplicates and syncs nothing; ours does all of it."""
import os, pathlib, shutil, subprocess, sys, time
import corpus

sys.path[:0] = [str(corpus.ROOT / "tests" / "support"), str(corpus.ROOT / "tests" / "interop")]
import gateways, peers, phase4_peer

# The virtual machine compiles what runs often: its figure falls for some thousand messages, then stays. Blocks are timed
# from WARM_UP on, until two agree; at ENOUGH the last two are taken as they are.
WARM_UP, BLOCK, ENOUGH = 2500, 500, 6000
AGREE = 0.05
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

    def send(self, count):
        """One process that sends so many messages; what it says of each is a line."""
        file = corpus.OWN / "peppol-invoice-be.xml"
        case = {"case": "bench", "file": file, "key": "POP000901", "party": "POP000901", "compress": "on",
                **peers.addressed(file)}
        cases = self.folder / "cases"
        cases.write_text(("\t".join(f"{name}={value}" for name, value in case.items()) + "\n") * count)
        command = self.peer.command("send", cases=cases, url=f"https://localhost:{self.port}/as4",
                                    to="iso6523-actorid-upis::0208:0771234528",
                                    **{"from": "iso6523-actorid-upis::0208:0456789133"})
        return subprocess.Popen(self.warm(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True)


def cpu_seconds(*processes):
    """Of each so far, all its threads: collector and compiler too."""
    ticks = [pathlib.Path(f"/proc/{p.pid}/stat").read_text().rpartition(")")[2].split()[11:13] for p in processes]
    return [sum(map(int, two)) / os.sysconf("SC_CLK_TCK") for two in ticks]


def exchange(sender, count):
    """Reads the sender's words until so many messages more have their receipt."""
    said = []
    while count:
        line = sender.stdout.readline()
        if not line:
            raise corpus.Missing(f"phase4 did not exchange: {''.join(said)[-600:]}")
        said.append(line)
        count -= line.startswith("GOOD")


def block(sender, receiver):
    """CPU seconds of an exchange (sender, receiver) over one block."""
    before = cpu_seconds(sender, receiver)
    exchange(sender, BLOCK)
    return [(after - then) / BLOCK for then, after in zip(before, cpu_seconds(sender, receiver))]


def seconds_each(folder):
    """CPU seconds of an exchange (sender, receiver) once both are warm, and after how many messages they were."""
    pair = Pair(folder)
    sender = pair.send(ENOUGH + BLOCK)
    try:
        exchange(sender, WARM_UP)
        sent, blocks = WARM_UP + BLOCK, [block(sender, pair.receiver)]
        while sent < ENOUGH:
            blocks.append(block(sender, pair.receiver))
            sent += BLOCK
            last, this = map(sum, blocks[-2:])
            if abs(last - this) <= AGREE * last:
                break
    finally:
        sender.kill()
        sender.wait()
        pair.stop()
    return [sum(two) / 2 for two in zip(*blocks[-2:])], sent - 2 * BLOCK
