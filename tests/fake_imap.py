"""A small mail server for tests that can misbehave: it refuses, is slow, and cuts connections at any point."""

import base64
import re
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import trustme

DRAFTS = [(r"\HasNoChildren", "INBOX"), (r"\HasNoChildren \Drafts", "Entw&APw-rfe")]


@dataclass
class Behaviour:
    """What the server does wrong, and what is in it: it lives on while connections come and go."""

    capabilities: str = "IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 UIDPLUS"
    greeting: str = "* OK ready"
    folders: list = field(default_factory=lambda: list(DRAFTS))
    secret: str = "right"
    refuse: str = ""  # the answer to APPEND
    refuse_when: bytes = b""  # only letters that hold this
    cut_at: int = 0  # at this APPEND, counted over all connections ...
    cut_after: bool = False  # ... before it is stored, or after
    silent: str = ""  # the command that gets no answer
    messages: dict = field(default_factory=dict)  # uid: [flags, bytes]
    said: list = field(default_factory=list)  # what clients said, without letters
    appends: int = 0
    uid: int = 0

    def texts(self):
        return [data for flags, data in self.messages.values() if r"\Deleted" not in flags]


@contextmanager
def fake_imap(behaviour, tls=None):
    """Serve on a port of this machine, which is answered; `tls` is a certificate authority to speak TLS with."""
    server = socket.create_server(("127.0.0.1", 0))
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.issue_cert("localhost").configure_cert(context)
    thread = threading.Thread(target=_serve, args=(server, behaviour, context), daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1]
    finally:
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)


def authority():
    return trustme.CA()


def _serve(server, behaviour, context):
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with suppress(OSError), connection:
            connection.settimeout(5)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if context:
                connection = context.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rwb") as stream:
                _Talk(behaviour, stream).run()


class _CutError(OSError):
    """The server hangs up."""


class _Talk:
    def __init__(self, behaviour, stream):
        self.it, self.stream = behaviour, stream

    def run(self):
        self.say(self.it.greeting)
        while line := self.stream.readline():
            tag, _, rest = line.decode("utf-8", "replace").rstrip("\r\n").partition(" ")
            self.it.said.append(rest)
            word = rest.split(" ")[0].upper()
            if word == self.it.silent:
                self.stream.readline()  # until the client hangs up
                return
            if word == "LOGOUT":
                self.say("* BYE bye")
            answer = getattr(self, f"do_{word.lower()}", lambda _: "BAD unknown")(rest)
            self.say(f"{tag} {answer}")
            if word == "LOGOUT":
                return

    def say(self, text):
        self.stream.write(text.encode("utf-8") + b"\r\n")
        self.stream.flush()

    def do_capability(self, _):
        self.say(f"* CAPABILITY {self.it.capabilities}")
        return "OK done"

    do_logout = do_noop = lambda self, _: "OK done"

    def do_login(self, rest):
        return "OK done" if rest.endswith(f'"{self.it.secret}"') else "NO [AUTHENTICATIONFAILED] Invalid credentials"

    def do_authenticate(self, rest):
        self.say("+ ")
        told = base64.b64decode(self.stream.readline()).decode("utf-8")
        if rest.endswith("PLAIN"):
            right = told.split("\0")[2] == self.it.secret
        else:
            right = f"auth=Bearer {self.it.secret}\1" in told
            if not right:
                self.say("+ " + base64.b64encode(b'{"status":"400"}').decode())
                self.stream.readline()
        return "OK done" if right else "NO [AUTHENTICATIONFAILED] Invalid credentials"

    def do_list(self, rest):
        asked = "(SPECIAL-USE)" in rest
        for flags, name in self.it.folders:
            shown = flags.removeprefix("asked ") if asked else flags if not flags.startswith("asked") else ""
            if not asked or "Drafts" in shown:
                self.say(f'* LIST ({shown}) "/" "{name}"')
        return "OK done"

    def do_select(self, rest):
        name = rest.split(" ", 1)[1].strip('"')
        if name not in [folder for _, folder in self.it.folders]:
            return "NO [NONEXISTENT] Unknown mailbox"
        self.say(f"* {len(self.it.messages)} EXISTS")
        self.say("* 0 RECENT")
        return "OK [READ-WRITE]"

    def do_append(self, rest):
        size = int(re.search(r"\{(\d+)\}$", rest)[1])
        self.it.appends += 1
        cut = self.it.appends == self.it.cut_at
        self.say("+ go on")
        data = self.stream.read(size // 2 if cut and not self.it.cut_after else size)
        if cut and not self.it.cut_after:
            raise _CutError
        self.stream.readline()
        if self.it.refuse and self.it.refuse_when in data:
            return f"NO {self.it.refuse}"
        self.it.uid += 1
        self.it.messages[self.it.uid] = [re.search(r"\((.*?)\)", rest)[1], data]
        if cut:
            raise _CutError
        return f"OK [APPENDUID 1 {self.it.uid}]"

    def do_uid(self, rest):
        _, word, uids, *more = rest.split(" ")
        if word == "SEARCH":
            found = [str(uid) for uid, (flags, _) in self.it.messages.items() if r"\Deleted" not in flags]
            self.say(f"* SEARCH {' '.join(found)}")
            return "OK done"
        wanted = [uid for uid in self.it.messages if str(uid) in uids.split(",")]
        for number, uid in enumerate(wanted, start=1):
            flags, data = self.it.messages[uid]
            if word == "STORE":
                self.it.messages[uid][0] = flags + r" \Deleted"
            elif word == "EXPUNGE":
                del self.it.messages[uid]
            else:
                self._fetch(number, uid, flags, data, " ".join(more))
        return "OK done"

    def _fetch(self, number, uid, flags, data, asked):
        body, what = data, "BODY[]"
        if "HEADER.FIELDS" in asked:
            names = re.search(r"\(([^()]+)\)\]", asked)[1]
            head = data.partition(b"\r\n\r\n")[0] + b"\r\n"
            found = [re.search(rb"(?im)^" + name.encode() + rb":.*\r\n", head) for name in names.split()]
            body, what = b"".join(one[0] for one in found if one) + b"\r\n", f"BODY[HEADER.FIELDS ({names})]"
        self.stream.write(f"* {number} FETCH (UID {uid} FLAGS ({flags}) {what} {{{len(body)}}}\r\n".encode() + body)
        self.say(")")
