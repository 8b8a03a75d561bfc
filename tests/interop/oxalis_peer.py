"""Oxalis-AS4 (Apache CXF and WSS4J) as a peer: its own server, and its own sender behind our few lines of Java. Its check of
certificates against the Peppol roots is left out, for it knows no other; WSS4J still asks for a signer of our test authority."""
import fcntl, os, pathlib, re, shutil, subprocess, xml.sax.saxutils

import java_peer, peers
from gateways import run

SOURCE = pathlib.Path(__file__).resolve().parent / "oxalis"
PASSPHRASE = "peppol"


def enveloped(file, sender, receiver, instance):
    """A document in its business envelope, with what Peppol's addressing says of it: (octets, document type, process)."""
    text = file.read_text(encoding="utf-8")
    kind = peers.addressed(file)
    doctype, process = (kind[name].split("::", 1)[1] for name in ("doctype", "process"))
    standard, local = re.match(r"(.*?)::(\w+)##", doctype).groups()
    version = doctype.rsplit("::", 1)[1]
    escape = xml.sax.saxutils.escape
    body = re.sub(r"^\s*<\?xml[^>]*\?>\s*", "", text)

    def party(role, value):
        return f'<{role}><Identifier Authority="iso6523-actorid-upis">{value}</Identifier></{role}>'

    def scope(name, value, scheme=""):
        identifier = f"<Identifier>{scheme}</Identifier>" if scheme else ""
        return f"<Scope><Type>{name}</Type><InstanceIdentifier>{escape(value)}</InstanceIdentifier>{identifier}</Scope>"

    header = (f"<HeaderVersion>1.0</HeaderVersion>{party('Sender', sender)}{party('Receiver', receiver)}"
              f"<DocumentIdentification><Standard>{standard}</Standard><TypeVersion>{version}</TypeVersion>"
              f"<InstanceIdentifier>{instance}</InstanceIdentifier><Type>{local}</Type>"
              "<CreationDateAndTime>2026-11-24T10:00:00Z</CreationDateAndTime></DocumentIdentification>"
              f"<BusinessScope>{scope('DOCUMENTID', doctype, 'busdox-docid-qns')}"
              f"{scope('PROCESSID', process, 'cenbii-procid-ubl')}{scope('COUNTRY_C1', 'BE')}</BusinessScope>")
    return ('<?xml version="1.0" encoding="UTF-8"?><StandardBusinessDocument '
            'xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">'
            f"<StandardBusinessDocumentHeader>{header}</StandardBusinessDocumentHeader>{body}"
            "</StandardBusinessDocument>").encode(), doctype, process


class Oxalis:
    def __init__(self):
        java_peer.needs_java()
        peers.PLACE.mkdir(parents=True, exist_ok=True)
        with open(peers.PLACE / "oxalis.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.pki = java_peer.test_pki(peers.PLACE / "oxalis-pki")
            self.jars = java_peer.collected_jars(SOURCE)
            self.classes = java_peer.compiled_classes(SOURCE, self.jars)

    def home(self, test, name, key, port=0):
        """A folder as Oxalis wants its home: stores of Java's making, and oxalis.conf. Gives the command to run in it."""
        home = test.folder / name
        stores = home / "conf"
        stores.mkdir(parents=True)
        run("keytool", "-importkeystore", "-noprompt", "-srckeystore", self.pki / f"{key}.p12", "-srcstoretype", "PKCS12",
            "-srcstorepass", PASSPHRASE, "-destkeystore", stores / "keys.p12", "-deststoretype", "PKCS12", "-deststorepass",
            PASSPHRASE)
        listed = run("keytool", "-list", "-keystore", stores / "keys.p12", "-storepass", PASSPHRASE)
        (alias,) = re.findall(r"(?m)^([^,\n]+),.*PrivateKeyEntry", listed)
        for store, pem in (("ap", "ap-trust"), ("tls", "tls-ca")):
            authorities = re.findall(r"(?s)-----BEGIN.*?-----END[^\n]*", (self.pki / f"{pem}.pem").read_text())
            for number, authority in enumerate(authorities):
                (home / "one.pem").write_text(authority)
                run("keytool", "-importcert", "-noprompt", "-alias", f"{store}-{number}", "-file", home / "one.pem", "-keystore",
                    stores / f"{store}.p12", "-storetype", "PKCS12", "-storepass", PASSPHRASE)
        (home / "in").mkdir()
        (home / "plugin").mkdir()
        (stores / "oxalis.conf").write_text(f"""
oxalis.keystore {{ path = keys.p12, password = {PASSPHRASE}, key.alias = "{alias}", key.password = {PASSPHRASE} }}
oxalis.path.inbound = "{home / 'in'}"
oxalis.path.plugin = "{home / 'plugin'}"
oxalis.jetty.port = {port}
""")
        # Only system properties reach the search for its mode.
        mode = {"security.validator.class": "network.oxalis.vefa.peppol.security.util.EmptyCertificateValidator",
                "security.pki": "/pki/local.xml", "security.truststore.ap": stores / "ap.p12",
                "security.truststore.smp": stores / "ap.p12", "security.truststore.password": PASSPHRASE,
                "lookup.locator.hostname": "localhost"}
        (home / "logback.xml").write_text("""<configuration><appender name="all" class="ch.qos.logback.core.ConsoleAppender">
<encoder><pattern>%level %logger{20} %msg%n%ex{3}</pattern></encoder></appender>
<logger name="org.eclipse.jetty.server" level="info"/>
<root level="warn"><appender-ref ref="all"/></root></configuration>""")
        return home, ["java", "-Xmx512m", "-XX:TieredStopAtLevel=1", *(f"-Dmode.OWN.{name}={value}" for name, value in mode.items()),
                      f"-Djavax.net.ssl.trustStore={stores / 'tls.p12'}", f"-Djavax.net.ssl.trustStorePassword={PASSPHRASE}",
                      f"-Dlogback.configurationFile={home / 'logback.xml'}", "-cp", f"{self.classes}:{self.jars}/*"]

    def start_receiver(self, test, port, key="POP000902"):
        """Its server, plain on loopback; gives the folder under which it lays what it takes."""
        home, command = self.home(test, "oxalis-server", key, port)
        peers.Peer(test, "oxalis", [*command, "network.oxalis.server.Main"], "Started Server@",
                   env={**os.environ, "OXALIS_HOME": str(home)})
        return home / "in"

    def send(self, test, url, messages, key="POP000901"):
        """What its sender says of each (file, sender, receiver, InstanceIdentifier)."""
        home, command = self.home(test, f"oxalis-sender-{key}", key)
        lines = []
        for number, (file, sender, receiver, instance) in enumerate(messages):
            envelope, doctype, process = enveloped(file, sender, receiver, instance)
            path = home / f"{number}.xml"
            path.write_bytes(envelope)
            lines.append("\t".join((str(path), sender, receiver, doctype, process)))
        (home / "messages").write_text("\n".join(lines) + "\n")
        done = subprocess.run([*command, "peer.Sender", home / "messages", url, self.pki / "POP000902.pem"], timeout=400,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env={**os.environ, "OXALIS_HOME": str(home)})
        said = re.findall(r"(?m)^(?:RECEIPT|FAULT).*", done.stdout)
        test.assertEqual(len(said), len(messages), done.stdout[-3000:])
        shutil.rmtree(home)
        return said
