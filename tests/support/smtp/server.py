#!/usr/bin/python3
"""A real SMTP server (aiosmtpd) for tests and the demo: stores what it takes, misbehaves when the recipient says so.

    server.py --dir DIR [--port N] [--dsn] [--user NAME --secret WORD] [--tls CERT KEY] [--limit OCTETS] [--until-stdin-ends]

Prints one line "listening on 127.0.0.1:PORT", then serves until SIGTERM (with --until-stdin-ends: or the end of stdin).
Each message it takes becomes DIR/NNNN.eml (the octets as they came) and DIR/NNNN.json (envelope), the latter by rename,
so that whoever sees the .json finds the message whole.

What the recipient's local part asks for:
  grey…      451 4.7.1 twice, then taken        full…     552 5.2.2 at RCPT
  unknown…   550 5.1.1 at RCPT                  policy…   550 5.7.1 at RCPT
  bare…      550 without an enhanced code       busy…     421 4.3.2 at RCPT
  large…     552 5.3.4 behind the message       spam…     554 5.7.1 behind the message
  later…     451 4.3.0 behind the message       hang…     taken, but never answered
  cut…       taken, then the connection ends without an answer
  gone…      the connection ends at RCPT
"""

import argparse
import asyncio
import json
import logging
import os
import signal
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

AT_RCPT = {
    "full": "552 5.2.2 Mailbox full",
    "unknown": "550 5.1.1 No such user here",
    "policy": "550 5.7.1 Sender not wanted",
    "bare": "550 No",
    "busy": "421 4.3.2 Try again later",
}
BEHIND_MESSAGE = {
    "large": "552 5.3.4 Message too big",
    "spam": "554 5.7.1 Message refused",
    "later": "451 4.3.0 Local trouble",
}


def asked(local_part, table):
    return next((answer for word, answer in table.items() if local_part.startswith(word)), None)


class Server(SMTP):
    """aiosmtpd knows no DSN (RFC 3461): take its parameters off, and keep them."""

    dsn = False

    def take_parameters(self, arg, names):
        words = (arg or "").split(" ")
        taken = [w for w in words if w.split("=")[0].upper() in names]
        return " ".join(w for w in words if w not in taken), taken

    async def smtp_MAIL(self, arg):
        self.dsn_of_sender = []
        if self.dsn:
            arg, self.dsn_of_sender = self.take_parameters(arg, ("RET", "ENVID"))
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        self.dsn_of_recipient = []
        if self.dsn:
            arg, self.dsn_of_recipient = self.take_parameters(arg, ("NOTIFY", "ORCPT"))
        await super().smtp_RCPT(arg)


class Handler:
    def __init__(self, folder, dsn):
        self.folder = folder
        self.dsn = dsn
        self.tries = {}
        self.count = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        if self.dsn:
            responses.insert(1, "250-DSN")
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0]
        if local.startswith("gone"):
            server.transport.abort()
            return "250 never read"
        if local.startswith("grey"):
            self.tries[address] = self.tries.get(address, 0) + 1
            if self.tries[address] < 3:
                return "451 4.7.1 Greylisted"
        refusal = asked(local, AT_RCPT)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient fine"

    async def handle_DATA(self, server, session, envelope):
        local = envelope.rcpt_tos[0].split("@")[0]
        refusal = asked(local, BEHIND_MESSAGE)
        if refusal:
            return refusal
        number = self.store(server, session, envelope)
        if local.startswith("hang"):
            await asyncio.Event().wait()
        if local.startswith("cut"):
            server.transport.abort()
        return f"250 2.0.0 Ok: queued as {number}"

    def store(self, server, session, envelope):
        self.count += 1
        number = f"{self.count:04d}"
        base = os.path.join(self.folder, number)
        with open(base + ".eml", "wb") as message:
            message.write(envelope.original_content)
        facts = {
            "sender": envelope.mail_from,
            "recipient": envelope.rcpt_tos[0],
            "helo": session.host_name,
            "mail_parameters": server.dsn_of_sender,
            "rcpt_parameters": server.dsn_of_recipient,
            "tls": session.ssl is not None,
            "user": session.auth_data.decode() if session.authenticated else "",
        }
        with open(base + ".tmp", "w", encoding="utf-8") as out:
            json.dump(facts, out)
        os.rename(base + ".tmp", base + ".json")
        return number


def authenticator(user, secret):
    def check(server, session, envelope, mechanism, data):
        good = data.login == user.encode() and data.password == secret.encode()
        return AuthResult(success=good, handled=False, auth_data=data.login)

    return check


def tls_context(files):
    if not files:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return context


async def serve(options):
    handler = Handler(options.dir, options.dsn)
    tls = tls_context(options.tls)

    def session():
        server = Server(
            handler,
            hostname="mx.test",
            ident="ESMTP test",
            data_size_limit=options.limit,
            tls_context=tls,
            auth_require_tls=False,
            authenticator=authenticator(options.user, options.secret) if options.user else None,
            auth_required=bool(options.user),
        )
        server.dsn = options.dsn
        return server

    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, "127.0.0.1", options.port)
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    print("listening on 127.0.0.1:%d" % server.sockets[0].getsockname()[1], flush=True)
    if options.until_stdin_ends:
        loop.run_in_executor(None, lambda: (sys.stdin.read(), loop.call_soon_threadsafe(ended.set)))
    await ended.wait()
    os._exit(0)  # sessions that hang on purpose must not keep the process


def main():
    # It complains of AUTH without TLS and of failed handshakes, which the tests want.
    warnings.simplefilter("ignore")
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--dsn", action="store_true")
    parser.add_argument("--user", default="")
    parser.add_argument("--secret", default="")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--limit", type=int, default=32 << 20)
    parser.add_argument("--until-stdin-ends", action="store_true", help="end with the process that holds our stdin")
    options = parser.parse_args()
    os.makedirs(options.dir, exist_ok=True)
    asyncio.run(serve(options))


if __name__ == "__main__":
    main()
