"""What the interoperability tests share: peers as processes, and a judge of what we emit that is none of our code."""
import base64, gzip, hashlib, http.client, http.server, pathlib, re, ssl, subprocess, sys, threading, urllib.parse
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from gateways import QUITTANCE, ROOT, Failure
from scene import SKIPPED

PLACE = ROOT / "build" / "interop"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
XENC = "http://www.w3.org/2001/04/xmlenc#"
DS = "http://www.w3.org/2000/09/xmldsig#"
FINAL = {"receipted", "delivered", "unconfirmed", "refused", "undeliverable", "rejected", "expired"}


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


class Peer:
    """A process of a peer; up when it has said so. All it says goes to a log."""

    def __init__(self, test, name, words, says_ready, seconds=240, **options):
        self.lines, self.ready = [], threading.Event()
        self.log = open(test.folder / f"{name}.log", "w")
        self.process = subprocess.Popen([str(w) for w in words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, start_new_session=True, **options)
        test.addCleanup(self.stop)
        self.reader = threading.Thread(target=self.read, args=(says_ready,), daemon=True)
        self.reader.start()
        if not self.ready.wait(seconds) or self.process.poll() is not None:
            raise Failure(f"{name} did not start: {''.join(self.lines)[-1500:]}")

    def read(self, says_ready):
        for line in self.process.stdout:
            self.lines.append(line)
            self.log.write(line)
            self.log.flush()
            if re.search(says_ready, line):
                self.ready.set()
        self.ready.set()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.reader.join(5)
        self.log.close()


def addressed(file):
    """How Peppol addresses a document: its type and process, as it says itself."""
    root = xml.etree.ElementTree.parse(file).getroot()
    namespace, name = root.tag[1:].split("}")

    def said(*places):
        return next("".join(e.itertext()).strip() for e in root.iter() if e.tag.rsplit("}")[-1] in places)

    customization = said("CustomizationID", "GuidelineSpecifiedDocumentContextParameter")
    profile = said("ProfileID", "BusinessProcessSpecifiedDocumentContextParameter")
    version = "D16B" if name == "CrossIndustryInvoice" else "2.1"
    return {"doctype": f"busdox-docid-qns::{namespace}::{name}##{customization}::{version}",
            "process": f"cenbii-procid-ubl::{profile}"}


def buyer(number):
    """A participant of its own for each partner: an enterprise number with a right check."""
    stem = 8123456 + number
    return f"0208:0{stem}{97 - stem % 97:02d}"


class Relay:
    """An HTTPS server between two access points that changes how a message travels, and nothing that was signed. It can
    forget the first answers: it closes instead of bringing them back."""

    def __init__(self, test, pki, target, change=lambda kind, body: (kind, body), chunked=False, forgets=0):
        relay, self.left_to_forget = self, forgets
        self.target, self.change, self.chunked = urllib.parse.urlsplit(target), change, chunked
        self.believed = ssl.create_default_context(cafile=pki / "tls-ca.pem")

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, kind, answer = relay.forward(*relay.change(self.headers["Content-Type"], body))
                if relay.left_to_forget > 0:
                    relay.left_to_forget -= 1
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pki / "tls.pem", pki / "tls.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://localhost:{self.server.server_port}/as4"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        test.addCleanup(self.server.server_close)
        test.addCleanup(self.server.shutdown)

    def forward(self, kind, body):
        if self.target.scheme == "https":
            connection = http.client.HTTPSConnection(self.target.hostname, self.target.port, timeout=120, context=self.believed)
        else:
            connection = http.client.HTTPConnection(self.target.hostname, self.target.port, timeout=120)
        try:
            if self.chunked:
                pieces = (body[at:at + 997] for at in range(0, len(body), 997))
                connection.request("POST", self.target.path, pieces, {"Content-Type": kind}, encode_chunked=True)
            else:
                connection.request("POST", self.target.path, body, {"Content-Type": kind})
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type", "text/plain"), answer.read()
        finally:
            connection.close()


def payload_first(kind, body):
    """The same parts with the payload before the envelope, which `start` then names."""
    boundary = b"--" + re.search(r'boundary="?([^";]+)', kind).group(1).encode()
    soap, *payloads = (b"\r\n" + body).split(b"\r\n" + boundary)[1:-1]
    soap = b"\r\nContent-ID: <root@relay.test>" + soap if b"content-id" not in soap[:500].lower() else soap
    root = re.search(rb"(?i)content-id:\s*(<[^>]+>)", soap).group(1).decode()
    return f'{kind}; start="{root}"', b"".join(boundary + part + b"\r\n" for part in [*payloads, soap]) + boundary + b"--\r\n"


def grown(document, octets):
    """The document with its embedded file made larger, until that has so many octets more."""
    content = base64.b64encode(bytes(range(256)) * (octets // 256 + 1))
    return re.sub(rb"(<cbc:EmbeddedDocumentBinaryObject[^>]*>)[^<]*", lambda found: found.group(1) + content, document)


def blob(daemon, item, name):
    """Stored bytes of an item, as they are."""
    return subprocess.run([QUITTANCE, "blob", item, name, "--config", daemon.config], check=True, stdout=subprocess.PIPE,
                          timeout=60).stdout


def xmlsec1_verifies(signal, certificate, folder):
    """xmlsec1's word on a signal of ours: every reference, and the signature by that certificate."""
    path = folder / "signal.xml"
    path.write_bytes(signal)
    done = subprocess.run(
        ["xmlsec1", "--verify", "--id-attr:Id", "Messaging", "--id-attr:Id", "Body", "--id-attr:Id",
         "BinarySecurityToken", "--enabled-key-data", "x509,rsa", "--pubkey-cert-pem", certificate, path],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    return done.returncode == 0, done.stdout


def soap_of(request):
    """The envelope of one of our requests, cut out as bytes."""
    begin = min(at for at in (request.find(b"<?xml"), request.find(b"<S12:Envelope")) if at >= 0)
    end = request.index(b"Envelope>", begin) + len(b"Envelope>")
    return request[begin:end]


def only_same_document_references_verify(request, certificate, folder):
    """libxml2's and openssl's word on a user message: the signature of its SignedInfo as it stands, and the digest of
    each reference inside the document. Returns the URIs that were compared, and those that lie in MIME parts."""
    from lxml import etree
    root = etree.fromstring(soap_of(request))
    info = root.find(f".//{{{DS}}}SignedInfo")
    (folder / "signed-info").write_bytes(canonical(info, info.find(f"{{{DS}}}CanonicalizationMethod")))
    (folder / "signature").write_bytes(base64.b64decode(root.findtext(f".//{{{DS}}}SignatureValue")))
    key = subprocess.run(["openssl", "x509", "-in", certificate, "-pubkey", "-noout"], check=True, stdout=subprocess.PIPE).stdout
    (folder / "key.pem").write_bytes(key)
    subprocess.run(["openssl", "dgst", "-sha256", "-verify", folder / "key.pem", "-signature", folder / "signature",
                    folder / "signed-info"], check=True, stdout=subprocess.DEVNULL)
    inside, outside = [], []
    for reference in info.findall(f"{{{DS}}}Reference"):
        uri = reference.get("URI")
        if uri.startswith("cid:"):
            outside.append(uri)
            continue
        (element,) = [e for e in root.iter() if e.get(f"{{{WSU}}}Id") == uri[1:]]
        (folder / "element").write_bytes(canonical(element, reference.find(f".//{{{DS}}}Transform")))
        digest = subprocess.run(["openssl", "dgst", "-sha256", "-binary", folder / "element"], check=True,
                                stdout=subprocess.PIPE).stdout
        if base64.b64decode(reference.findtext(f"{{{DS}}}DigestValue")) != digest:
            raise AssertionError(f"digest of {uri}")
        inside.append(element.tag.rsplit("}")[-1])
    return sorted(inside), outside


def opened_payload(request, key):
    """The envelope inside one of our messages, by OpenSSL, `cryptography` and zlib: key unwrapped, content decrypted, its
    digest the one that was signed, then unpacked."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from lxml import etree
    root = etree.fromstring(soap_of(request))
    wrapped = base64.b64decode(root.findtext(f".//{{{XENC}}}EncryptedKey//{{{XENC}}}CipherValue"))
    options = [word for one in ("rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256") for word in ("-pkeyopt", one)]
    content_key = subprocess.run(["openssl", "pkeyutl", "-decrypt", "-inkey", key, *options], input=wrapped, check=True,
                                 stdout=subprocess.PIPE).stdout
    boundary = request[:request.index(b"\r\n")]
    sealed = request.split(b"\r\n" + boundary)[1].split(b"\r\n\r\n", 1)[1]
    content = AESGCM(content_key).decrypt(sealed[:12], sealed[12:], None)
    (signed,) = [r for r in root.iter(f"{{{DS}}}Reference") if r.get("URI").startswith("cid:")]
    if base64.b64decode(signed.findtext(f"{{{DS}}}DigestValue")) != hashlib.sha256(content).digest():
        raise AssertionError("digest of the payload")
    return gzip.decompress(content)


def canonical(element, method):
    from lxml import etree
    namespaces = method.find("{http://www.w3.org/2001/10/xml-exc-c14n#}InclusiveNamespaces")
    prefixes = namespaces.get("PrefixList").split() if namespaces is not None else None
    return etree.tostring(element, method="c14n", exclusive=True, with_comments=False, inclusive_ns_prefixes=prefixes,
                          with_tail=False)
