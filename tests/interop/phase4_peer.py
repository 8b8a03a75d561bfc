"""phase4 as a peer, in two makes with one set of calls: Own, which every clone can build from the registry's jars, and
Beside, the ready-made one of ../shared where that lies beside this project. QUITTANCE_PHASE4=own|beside chooses."""
import fcntl, os, pathlib, re, subprocess

import java_peer, peers
from gateways import ROOT
from scene import SELLER

SOURCE, BESIDE = pathlib.Path(__file__).resolve().parent / "phase4", ROOT.parent / "shared" / "peers" / "phase4"
# phase4 holds a message in memory several times over, and the JDK's own GCM takes quadratic time.
LARGE = int(os.environ.get("QUITTANCE_LARGE_MB", 0)) > 24
HEAP = "-Xmx8g" if LARGE else "-Xmx512m"
# The common name of a key whose file is not called by it.
PARTIES = {"neg-expired": "POP000911", "neg-unknownca": "POP000913"}
# Fixed factories: else phase4 looks through all its jars for them with every message.
_INSIDE = "com.sun.org.apache."
FACTORIES = [f"-D{name}={value}" for name, value in (
    ("javax.xml.transform.TransformerFactory", _INSIDE + "xalan.internal.xsltc.trax.TransformerFactoryImpl"),
    ("javax.xml.parsers.DocumentBuilderFactory", _INSIDE + "xerces.internal.jaxp.DocumentBuilderFactoryImpl"),
    ("javax.xml.parsers.SAXParserFactory", _INSIDE + "xerces.internal.jaxp.SAXParserFactoryImpl"),
    ("javax.xml.stream.XMLInputFactory", "com.sun.xml.internal.stream.XMLInputFactoryImpl"),
    ("javax.xml.xpath.XPathFactory:http://java.sun.com/jaxp/xpath/dom", _INSIDE + "xpath.internal.jaxp.XPathFactoryImpl"),
    ("javax.xml.validation.SchemaFactory:http://www.w3.org/2001/XMLSchema",
     _INSIDE + "xerces.internal.jaxp.validation.XMLSchemaFactory"))]


def choose():
    """The peer to test with; skips the test where no Java is."""
    wanted = os.environ.get("QUITTANCE_PHASE4") or ("beside" if BESIDE.exists() else "own")
    return choose_own() if wanted == "own" else with_java(Beside)


def choose_own():
    """Our own build, whatever lies beside this project."""
    return with_java(Own)


def with_java(peer):
    java_peer.needs_java()
    return peer()


def sent_in(output):
    """The verdict on each message that was sent: it begins with GOOD or BAD."""
    return re.findall(r"^(?:GOOD|BAD )[^\n]*(?:\n {5}[^\n]*)*", output, re.M)


class Own:
    """Our own few classes on phase4's jars, which are held to their hashes and kept in the home folder."""

    believed, doctored = ("reorder",), ("cut", "secondreceipt")  # receipts that this doctor alone makes

    def __init__(self):
        peers.PLACE.mkdir(parents=True, exist_ok=True)
        with open(peers.PLACE / "phase4-own.lock", "w") as lock:  # tests start beside each other
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.pki = java_peer.test_pki(peers.PLACE / "phase4-own-pki")
            self.jars = java_peer.collected_jars(SOURCE)
            self.classes = java_peer.compiled_classes(SOURCE, self.jars)

    def command(self, verb, **settings):
        return ["java", *FACTORIES, HEAP, "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp",
                f"{self.classes}:{self.jars}/*", "peer.Main", verb, f"pki={self.pki}",
                *(f"{name}={value}" for name, value in settings.items())]

    def start_receiver(self, test, https, http, out):
        peers.Peer(test, "phase4", self.command("receive", https=https, http=http, out=out, bouncy=int(LARGE)),
                   "READY")

    def start_doctor(self, test, port):
        peers.Peer(test, "doctor", self.command("doctor", http=port), "READY")

    def send_cases(self, test, cases, **settings):
        """One message a case, all by one process; a case is its settings (phase4/src/peer/Sender.java)."""
        path = test.folder / "cases"
        path.write_text("".join("\t".join(f"{name}={value}" for name, value in case.items()) + "\n" for case in cases))
        settings.setdefault("from", f"iso6523-actorid-upis::{SELLER}")
        done = subprocess.run(self.command("send", cases=path, **settings), stdin=subprocess.DEVNULL, timeout=400,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        verdicts = sent_in(done.stdout)
        test.assertEqual(len(verdicts), len(cases), done.stdout[-3000:])
        return verdicts

    def send(self, test, url, files, to, dump=None, key="POP000901", compress=True, ids=()):
        """The verdicts on messages that hold these files."""
        cases = []
        for number, file in enumerate(files):
            case = {"case": file.name, "file": file, "key": key, **peers.addressed(file)}
            case["compress"] = "on" if compress else "off"
            case["party"] = PARTIES.get(key, key)
            if dump:
                dump.mkdir(exist_ok=True)
                case["dump"] = dump / str(number)
            if ids:
                case["id"] = ids[number]
            cases.append(case)
        return self.send_cases(test, cases, url=url, to=f"iso6523-actorid-upis::{to}")


class Beside:
    """The peer of ../shared: its own pki and its own scripts."""

    believed = doctored = ()

    def __init__(self):
        self.work = peers.PLACE / "phase4"
        peers.PLACE.mkdir(parents=True, exist_ok=True)
        with open(peers.PLACE / "phase4.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            java_peer.had(BESIDE / "setup.sh", self.work)
        self.pki = self.work / "pki"
        trust = self.pki / "ap-trust.pem"
        trust.write_text((self.pki / "ap-ca.pem").read_text() + (self.pki / "root.pem").read_text())

    def start(self, test, name, *words):
        peers.Peer(test, name, [self.work / f"run-{words[0]}.sh", *words[1:]], "READY", env={**os.environ, "JOPTS": HEAP})

    def start_receiver(self, test, https, http, out):
        self.start(test, "phase4", "receiver", "--https", https, "--http", http, "--out", out,
                   *(("--bc-first", "on") if LARGE else ()))

    def start_doctor(self, test, port):
        self.start(test, "doctor", "fake", "--port", port)

    def send(self, test, url, files, to, dump=None, key="POP000901", compress=True, ids=()):
        words = ["--url", url, "--sender", f"iso6523-actorid-upis::{SELLER}", "--receiver", f"iso6523-actorid-upis::{to}",
                 "--keystore", f"pki/{key}.p12", "--party", PARTIES.get(key, key), "--compress", "on" if compress else "off"]
        for file in dict.fromkeys(files):
            words += ["--file", file]
        if dump:
            words += ["--dump", dump]
        if ids:
            assert len(set(ids)) == 1
            words += ["--message-id", ids[0], "--count", len(ids)]
        done = subprocess.run([self.work / "run-sender.sh", *map(str, words)], stdin=subprocess.DEVNULL, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, "JOPTS": HEAP})
        verdicts = sent_in(done.stdout)
        test.assertEqual(len(verdicts), len(files), done.stdout[-3000:])
        return verdicts
