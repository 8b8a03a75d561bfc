"""Two real gateways on loopback: drop folder to proved receipt, over HTTPS, checked by all rules on both ends, on disk."""
import contextlib, os, pathlib, shutil, sys, tempfile, time
import corpus, phase4, process

sys.path.insert(0, str(corpus.ROOT / "tests" / "support"))
import gateways

SELLER, BUYER = "0208:0456789133", "0208:0771234528"
WARM_UP = 20
PATIENCE_SECONDS = 120

NODE = """
[node]
name = "{name}.test"
state_dir = "state"
rules_dir = "{rules}"
[log]
to = "plain"
[as4]
key_store = "../pki/{key}.p12"
key_password = "file:../pki/passphrase"
trust_store = "../pki/ap-trust.pem"
"""
SENDER = NODE + """
tls_trust = "../pki/tls-ca.pem"
peers = "anywhere"
[[folder]]
participant = "{seller}"
path = "drop"
[[partner]]
participant = "{buyer}"
url = "https://localhost:{port}/as4"
certificate = "../pki/POP000902.pem"
"""
RECEIVER = NODE + """
listen = "127.0.0.1:{port}"
tls_certificate = "../pki/tls.pem"
tls_key = "../pki/tls.key"
[[folder]]
participant = "{buyer}"
inbox = "inbox"
"""


class Pair:
    """A sender with a drop folder and a receiver with an inbox, in a folder of their own on a real disk."""

    def __init__(self, folder, rules):
        self.folder = folder
        self.port = gateways.free_port()
        self.connections = set()
        values = dict(rules=rules, seller=SELLER, buyer=BUYER, port=self.port)
        gateways.run(gateways.QUITTANCE, "keys", "make-test-pki", folder / "pki")
        (folder / "sender" / "drop").mkdir(parents=True)
        (folder / "receiver" / "inbox").mkdir(parents=True)
        self.daemons = []
        for name, key, toml in (("receiver", "POP000902", RECEIVER), ("sender", "POP000901", SENDER)):
            config = folder / name / "quittance.toml"
            config.write_text(toml.format(name=name, key=key, **values))
            self.daemons.append(gateways.Daemon(name, folder / name, config))
        for daemon in self.daemons:
            daemon.wait_ready()

    def stop(self):
        for daemon in self.daemons:
            daemon.stop()

    def cpu_seconds(self, with_children=False):
        """Of the receiver and the sender so far; with those of their processes that have ended."""
        last = 15 if with_children else 13
        ticks = [pathlib.Path(f"/proc/{d.process.pid}/stat").read_text().rpartition(")")[2].split()[11:last] for d in self.daemons]
        return [sum(map(int, two)) / os.sysconf("SC_CLK_TCK") for two in ticks]

    def count(self):
        """Invoices that are proved: in the receiver's inbox, and with a receipt beside the sender's folder."""
        inbox = sum(name.endswith(".xml") for name in os.listdir(self.folder / "receiver" / "inbox"))
        receipts = self.folder / "sender" / "drop" / "receipts"
        return min(inbox, len(os.listdir(receipts)) if receipts.exists() else 0)

    def note_connections(self):
        """Remembers the sender's ends of connections to the receiver, those of the last minute too (TIME_WAIT)."""
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
            near, far = (int(end.rpartition(":")[2], 16) for end in line.split()[1:3])
            if self.port in (near, far) and near and far:
                self.connections.add(near if far == self.port else far)

    def exchange(self, numbers, pause=0.0):
        """Drops an invoice of each number, so many seconds apart, and waits until as many more are proved. Returns when
        each was dropped."""
        goal = self.count() + len(numbers)
        text = (corpus.OWN / "peppol-invoice-be.xml").read_text(encoding="utf-8")
        dropped, began = {}, time.monotonic()
        for place, number in enumerate(numbers):
            time.sleep(max(0, began + place * pause - time.monotonic()))
            gateways.put(self.folder / "sender" / "drop", f"{number}.xml", text.replace("VK-2026-00417", number).encode())
            dropped[number] = time.time()
        self.wait_for(goal)
        return dropped

    def drop(self, name, content):
        """Drops one document and waits until it is proved."""
        goal = self.count() + 1
        gateways.put(self.folder / "sender" / "drop", name, content)
        self.wait_for(goal)

    def wait_for(self, goal):
        end = time.monotonic() + PATIENCE_SECONDS
        while self.count() < goal:
            if time.monotonic() > end:
                raise corpus.Missing(f"{goal - self.count()} invoices not proved in {PATIENCE_SECONDS} s")
            self.note_connections()
            time.sleep(0.02)
        self.note_connections()

    def seconds_to_receipt(self, dropped):
        """Sorted, from the drop of each to the time its receipt was written."""
        seconds = []
        for path in (self.folder / "sender" / "drop" / "receipts").glob("*.receipt.xml"):
            number = path.name.removesuffix(".xml.receipt.xml")[len("01234567-0123-0123-0123-012345678901-"):]
            if number in dropped:
                seconds.append(path.stat().st_mtime - dropped[number])
        return sorted(seconds)


@contextlib.contextmanager
def pair(setting):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="exchange-", dir=setting.build / "bench"))
    both = None
    try:
        both = Pair(folder, setting.rules.resolve())
        yield both
    finally:
        if both:
            both.stop()
        shutil.rmtree(folder, ignore_errors=True)


def peaks(both):
    """Resident memory at its highest, in MB, of the receiver and the sender."""
    statuses = [pathlib.Path(f"/proc/{d.process.pid}/status").read_text() for d in both.daemons]
    return [int(status.split("VmHWM:")[1].split()[0]) / 1024 for status in statuses]


def large(setting, figures):
    """One invoice of nearly 100 MB after small ones: processor time of each end, its child processes included, and memory."""
    process.need_binary(setting)
    gateways.QUITTANCE = setting.binary
    import scene  # asks the environment for its rules when it is read
    try:
        with pair(setting) as both:
            both.exchange([f"WARM-{n}" for n in range(WARM_UP)])
            document, memory, cpu, began = scene.large_invoice("LARGE-1", 98_000_000), peaks(both), both.cpu_seconds(True), time.monotonic()
            both.drop("large.xml", document)
            wall = time.monotonic() - began
            cpu = [after - before for before, after in zip(cpu, both.cpu_seconds(True))]
            memory = [after - before for before, after in zip(memory, peaks(both))]
    except gateways.Failure as failure:
        raise corpus.Missing(str(failure))
    size = len(document) / 1e6
    figures.add(f"large/{size:.0f} MB, drop folder to receipt and inbox", "s wall", wall)
    for name, seconds, more in zip(("receiver", "sender"), cpu, memory):
        figures.add(f"large/{name}, checking included", "s CPU", seconds)
        figures.add(f"large/{name}, peak memory beyond small ones", "MB", more)


def phase4_ms(folder):
    """CPU of (sender, receiver) of phase4's exchange; zeros, with a word, where it cannot run."""
    if why := phase4.missing():
        print(f"bench: without phase4: {why}", flush=True)
        return 0, 0
    print(f"bench: phase4, {phase4.WARM_UP} messages and more until its figure stays", flush=True)
    seconds, warm_after = phase4.seconds_each(folder)
    print(f"bench: phase4 timed after {warm_after} messages; no rules, no store, nothing synced", flush=True)
    return [each * 1000 for each in seconds]


def against(peer, ours):
    return ("phase4, warm, AS4 alone", peer, ours / peer) if peer else ()


def section(setting, figures):
    process.need_binary(setting)
    gateways.QUITTANCE = setting.binary
    try:
        with pair(setting) as both:
            both.exchange([f"WARM-{n}" for n in range(WARM_UP)])
            print(f"bench: {setting.exchanges} invoices from drop folder to receipt", flush=True)
            cpu, began = both.cpu_seconds(), time.monotonic()
            both.exchange([f"RUN-{n}" for n in range(setting.exchanges)])
            wall = time.monotonic() - began
            receiver, sender = (after - before for before, after in zip(cpu, both.cpu_seconds()))
            rate = setting.exchanges / wall
            print(f"bench: as many again at {rate / 2:.0f} a second", flush=True)
            waited = both.seconds_to_receipt(both.exchange([f"HALF-{n}" for n in range(setting.exchanges)], 2 / rate))
            peer = phase4_ms(both.folder / "phase4")
            sent, connections = WARM_UP + 2 * setting.exchanges, len(both.connections)
    except gateways.Failure as failure:
        raise corpus.Missing(str(failure))
    each = setting.exchanges
    figures.add("exchange/drop folder to receipt, sustained", "1/s wall", each / wall)
    figures.add("exchange/sender", "ms CPU/invoice", sender / each * 1000, *against(peer[0], sender / each * 1000))
    figures.add("exchange/receiver", "ms CPU/invoice", receiver / each * 1000, *against(peer[1], receiver / each * 1000))
    figures.add("exchange/drop to receipt at half that rate/p50", "ms wall", waited[len(waited) // 2] * 1000)
    figures.add("exchange/drop to receipt at half that rate/p99", "ms wall", waited[len(waited) * 99 // 100] * 1000)
    figures.add("exchange/connections used again", "%", 100 * (1 - connections / sent))
    both_ms = (sender + receiver) / each * 1000
    figures.add("exchange/both ends", "ms CPU/invoice", both_ms, *against(sum(peer), both_ms))
    figures.add("exchange/both ends per CPU second", "1/s CPU", 1000 / both_ms)
