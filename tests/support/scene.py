"""What the end-to-end tests share: a temporary place with daemons in it, all ended when the test ends."""
import base64, contextlib, json, os, pathlib, random, shutil, signal, subprocess, sys, tempfile, time, unittest
import xml.etree.ElementTree

from gateways import QUITTANCE, ROOT, Daemon, Failure, free_port, put, run

DOCUMENTS = ROOT / "tests" / "documents"
RULES = pathlib.Path(os.environ.get("QUITTANCE_RULES_DIR", ROOT / "build" / "rules"))
SELLER, BUYER, NEWCOMER = "0208:0456789133", "0208:0771234528", "0208:0812345603"
SKIPPED = 77


def invoice(number, buyer=BUYER, padding=0):
    """A valid Peppol invoice of that number, longer by a comment of `padding` octets."""
    text = (DOCUMENTS / "peppol-invoice-be.xml").read_text(encoding="utf-8")
    for old, new in (("VK-2026-00417", number), (BUYER[5:], buyer[5:])):
        assert old in text, old
        text = text.replace(old, new)
    if padding:
        head, root = text.split("<Invoice ", 1)
        words = "filling that means nothing "
        text = f"{head}<!-- {(words * (padding // len(words) + 1))[:padding]} --><Invoice {root}"
    return text.encode()


def large_invoice(number, octets):
    """A valid one of that many octets and a few more: two attachments that gzip cannot make much smaller."""
    content = base64.b64encode(random.Random(1).randbytes(octets // 2 * 3 // 4)).decode()
    attachments = "".join(
        f"<cac:AdditionalDocumentReference><cbc:ID>LARGE-{n}</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject "
        f'mimeCode="application/pdf" filename="{n}.pdf">{content}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>'
        "</cac:AdditionalDocumentReference>" for n in (1, 2))
    text = (DOCUMENTS / "peppol-invoice-attachment.xml").read_text(encoding="utf-8")
    head, rest = text.split("<cac:AdditionalDocumentReference>", 1)
    before, after = head.split("<cbc:ID>", 1)
    head = f"{before}<cbc:ID>{number}{after[after.index('<'):]}"
    return f"{head}{attachments}<cac:AdditionalDocumentReference>{rest}".encode()


def content_of(document):
    """What arrives of a document: its root element. In its envelope nothing can stand before it."""
    return xml.etree.ElementTree.canonicalize(document.decode())


def until(seen, what, seconds=180):
    """Looks until a condition holds and gives what it gave."""
    end = time.monotonic() + seconds
    while True:
        if found := seen():
            return found
        if time.monotonic() > end:
            raise Failure(f"not seen within {seconds} s: {what}")
        time.sleep(0.1)


class Scene(unittest.TestCase):
    """One test: its folder, what it started, and what it saw when it fails."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="quittance-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.addCleanup(self.tell_when_failed)

    def tell_when_failed(self):
        outcome = self._outcome.result
        if any(test is self for test, _ in [*outcome.failures, *outcome.errors]) or sys.exc_info()[0]:
            self.tell()

    def tell(self):
        for log in sorted(self.folder.rglob("*.log")):
            print(f"--- end of {log.relative_to(self.folder)}\n{log.read_text(errors='replace')[-3000:]}", file=sys.stderr)

    def serve(self, name, toml, ready=True):
        """Starts a daemon in a folder of its own; what it is given by name is written into its configuration."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        (folder / "quittance.toml").write_text(toml)
        return self.start(name, ready)

    def start(self, name, ready=True):
        daemon = Daemon(name, self.folder / name, self.folder / name / "quittance.toml")
        self.addCleanup(end, daemon)
        if ready:
            daemon.wait_ready()
        return daemon

    def make_pki(self):
        run(QUITTANCE, "keys", "make-test-pki", self.folder / "pki")


class Pair(Scene):
    """A sender with a drop folder and a receiver with an inbox, who know each other, over HTTPS."""

    def prepare_pair(self, profile="rename", more_for_sender=""):
        self.make_pki()
        self.port, self.drop, self.inbox = free_port(), self.folder / "sender" / "drop", self.folder / "receiver" / "inbox"
        for folder in (self.drop, self.inbox, self.folder / "receiver" / "inbox-of-newcomer"):
            folder.mkdir(parents=True)
        (self.folder / "sender" / "quittance.toml").write_text(self.sender_toml(profile) + more_for_sender)
        (self.folder / "receiver" / "quittance.toml").write_text(self.receiver_toml())

    def sender_toml(self, profile="rename"):
        return f"""
[node]
name = "sender.test"
state_dir = "state"
rules_dir = "{RULES}"
[as4]
key_store = "../pki/POP000901.p12"
key_password = "file:../pki/passphrase"
trust_store = "../pki/ap-trust.pem"
tls_trust = "../pki/tls-ca.pem"
peers = "anywhere"
[retry]
ladder = ["300ms", "600ms"]
give_up_after = "10m"
attempt_timeout = "10s"
[log]
to = "plain"
[[folder]]
participant = "{SELLER}"
path = "drop"
profile = "{profile}"
settle = "400ms"
rescan = "200ms"
""" + self.partner_toml(BUYER)

    def partner_toml(self, participant):
        return f"""
[[partner]]
participant = "{participant}"
url = "https://localhost:{self.port}/as4"
certificate = "../pki/POP000902.pem"
"""

    def receiver_toml(self):
        return f"""
[node]
name = "receiver.test"
state_dir = "state"
rules_dir = "{RULES}"
[as4]
key_store = "../pki/POP000902.p12"
key_password = "file:../pki/passphrase"
trust_store = "../pki/ap-trust.pem"
listen = "127.0.0.1:{self.port}"
tls_certificate = "../pki/tls.pem"
tls_key = "../pki/tls.key"
[log]
to = "plain"
[[folder]]
participant = "{BUYER}"
inbox = "inbox"
[[folder]]
participant = "{NEWCOMER}"
inbox = "inbox-of-newcomer"
"""

    def start_pair(self):
        self.receiver = self.start("receiver", ready=False)
        self.sender = self.start("sender", ready=False)
        self.receiver.wait_ready()
        self.sender.wait_ready()

    def received(self, number):
        """The inbox files that hold the invoice of that number."""
        words = f"<cbc:ID>{number}</cbc:ID>".encode()
        return [path for path in self.inbox.glob("*.xml") if words in path.read_bytes()]

    def state(self, name):
        """Of the delivery of that number, or nothing when it is not known."""
        code, out, _ = quittance("show", name, "--json", "--config", self.sender.config)
        return json.loads(out)["delivery"]["state"] if code == 0 else None

    def answers(self, place, name):
        """The answers to an upload of that name."""
        return sorted((self.drop / place).glob(f"*-{name}"))


def end(daemon):
    with contextlib.suppress(ProcessLookupError):
        daemon.process.send_signal(signal.SIGCONT)
    daemon.stop()


def kill(daemon):
    """As the system's killer does it: no last word."""
    daemon.process.kill()
    daemon.process.wait()
    daemon.notify.close()
    daemon.log.close()


def quittance(*words, given=None, **options):
    """Runs the program to its end: (exit code, standard output, standard error), as text."""
    done = subprocess.run([QUITTANCE, *map(str, words)], input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=300, **options)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def main():
    """Runs the test file's tests. Exit 0, 1, or 77 when what they need is not on this machine."""
    if not (RULES / "manifest.toml").exists():
        print(f"skipped: no rule packs in {RULES}; run make rules")
        sys.exit(SKIPPED)
    unittest.main(verbosity=2)
