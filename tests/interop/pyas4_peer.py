"""A Peppol access point on the PyPI package `as4`, which shares no code with us: one message out, or messages in over TLS.

  pyas4_peer.py send PKI URL RECIPIENT FILE    sends as POP000901, judges the receipt; prints GOOD or BAD and the answer
  pyas4_peer.py receive PKI PORT OUT           listens as POP000902 on localhost; each document accepted becomes a file
"""
import http.client, http.server, pathlib, ssl, sys, urllib.parse, uuid, warnings

import peers
from as4 import AS4LocalPrivateKey
from as4.peppol import (build_peppol_message, create_peppol_external_party, create_peppol_internal_party,
                        parse_peppol_message, parse_peppol_receipt)
from as4.profiles.peppol.profile import peppol_security_policy
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

warnings.filterwarnings("ignore")
SELLER = "0208:0456789133"


def certificate(pki, name):
    return load_pem_x509_certificate((pki / f"{name}.pem").read_bytes())


def myself(pki, name):
    key = AS4LocalPrivateKey(load_pem_private_key((pki / f"{name}.key").read_bytes(), None))
    return create_peppol_internal_party(party_id=name, certificate=certificate(pki, name), private_key=key)


def send(pki, url, recipient, file):
    says, receiver = peers.addressed(file), certificate(pki, "POP000902")
    scheme, document_type = says["doctype"].split("::", 1)
    message = build_peppol_message(
        payload=file.read_bytes(), local_party=myself(pki, "POP000901"),
        remote_party=create_peppol_external_party(party_id="POP000902", certificate=receiver), sender=SELLER,
        recipient=recipient, document_type_identifier_scheme=scheme,
        document_type_identifier_value=document_type, process_identifier=says["process"].split("::", 1)[1], sender_country_id="BE")
    body, boundary = message.get_request_data()
    headers, target = message.get_http_headers(boundary), urllib.parse.urlsplit(url)
    connection = http.client.HTTPSConnection(target.hostname, target.port, timeout=60,
                                             context=ssl.create_default_context(cafile=pki / "tls-ca.pem"))
    answers = []
    for _ in range(2):  # the second time as after a lost answer: the same bytes again
        connection.request("POST", target.path, body, headers)
        answers.append(connection.getresponse().read())
    try:
        parse_peppol_receipt(answers[0], receiver).verify_non_repudiation(message.signed_references)
        verdict = "GOOD"
    except Exception as reason:  # whatever it dislikes is the verdict
        verdict = f"BAD {type(reason).__name__} {reason}".replace("\n", " ")
    print(verdict, "same" if answers[0] == answers[1] else "differs", answers[0].decode("utf-8", "replace"))


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        exchange = parse_peppol_message(request_headers=dict(self.headers), request_body=body, local_party=self.server.party,
                                        security_policy=self.server.policy)
        headers, signal = exchange.build_signal()
        if exchange.successful:
            for content in exchange.message.decrypted_data.values():
                (self.server.out / f"{uuid.uuid4()}.xml").write_bytes(content)
        self.send_response(200)
        for name, value in headers.items():
            if name.lower() != "content-length":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(signal)))
        self.end_headers()
        self.wfile.write(signal)

    def log_message(self, *_):
        pass


def receive(pki, port, out):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pki / "tls.pem", pki / "tls.key")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Receiver)
    server.party, server.out = myself(pki, "POP000902"), out
    server.policy = peppol_security_policy(certificate(pki, "root"), intermediates=[certificate(pki, "ap-ca")])
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    print("READY", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    verb, pki, *rest = sys.argv[1:]
    if verb == "send":
        send(pathlib.Path(pki), rest[0], rest[1], pathlib.Path(rest[2]))
    else:
        receive(pathlib.Path(pki), int(rest[0]), pathlib.Path(rest[1]))
