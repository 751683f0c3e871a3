"""A small address book server for tests that can misbehave as real ones do, and as hostile ones could."""

import re
import threading
from base64 import b64decode
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote
from xml.sax.saxutils import escape

BOOK = "/dav/zoe/book/"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><multistatus xmlns="DAV:">&c;</multistatus>'
)


@dataclass
class Behaviour:
    """What the server does wrong, and what is in it: it lives on while connections come and go."""

    cards: dict = field(default_factory=dict)  # path: text
    password: str = "right"
    digest: bool = False  # takes no other login
    tells_etags: bool = True  # in the answer to PUT
    rewrites: bool = False  # words cards its own way
    reports: bool = True  # knows sync-collection and multiget
    parts: int = 0  # so many cards in one part of a list
    answers: dict = field(default_factory=dict)  # method, or method and path: (status, headers, body), or a list
    before_put: object = None  # called with the path, before a PUT is looked at
    home: str = "/dav/zoe/"
    asked: list = field(default_factory=list)  # method and path of each request
    headers: list = field(default_factory=list)


@contextmanager
def fake_carddav(behaviour):
    """Serve on a port of this machine, which is answered."""
    handler = type("Handler", (_Handler,), {"it": behaviour})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def etag(text):
    return f'"{sha256(text.encode()).hexdigest()[:12]}"'


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    it: Behaviour

    def log_message(self, *arguments):
        pass

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def _serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        path = unquote(self.path)
        self.it.asked.append(f"{self.command} {path}")
        self.it.headers.append(dict(self.headers))
        if not self._admitted():
            scheme = 'Digest realm="x", nonce="abc", qop="auth"' if self.it.digest else 'Basic realm="x"'
            return self._say(401, {"WWW-Authenticate": scheme})
        for key in (f"{self.command} {path}", self.command):
            planned = self.it.answers.get(key)
            if isinstance(planned, list):
                planned = planned.pop(0) if planned else None
            if planned:
                return self._say(*planned)
        return getattr(self, f"_{self.command.lower()}")(path, body)

    do_GET = do_PUT = do_DELETE = do_PROPFIND = do_REPORT = _serve  # noqa: N815  # http.server's names

    def _admitted(self):
        kind, _, told = self.headers.get("Authorization", "").partition(" ")
        if self.it.digest:
            return kind == "Digest" and 'username="zoe"' in told and "response=" in told
        return kind == "Basic" and b64decode(told).decode() == f"zoe:{self.it.password}"

    def _say(self, status, headers=None, body=b""):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if "Content-Length" not in (headers or {}):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _many(self, *responses, token=""):
        said = "".join(responses) + (f"<sync-token>{token}</sync-token>" if token else "")
        text = f'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav">{said}</multistatus>'
        self._say(207, {"Content-Type": "application/xml"}, text.encode())

    def _propfind(self, path, _):
        if path in ("/.well-known/carddav", "/", "/dav/"):
            self._many(_found(path, "<current-user-principal><href>/dav/me/</href></current-user-principal>"))
        elif path == "/dav/me/":
            self._many(_found(path, f"<C:addressbook-home-set><href>{self.it.home}</href></C:addressbook-home-set>"))
        elif path == "/dav/zoe/":
            self._many(_found(path, "<resourcetype><collection/></resourcetype>"), _found(BOOK, _OF_BOOK))
        elif path == BOOK:
            cards = [_found(one, f"<getetag>{escape(etag(text))}</getetag>") for one, text in self.it.cards.items()]
            self._many(_found(BOOK, _OF_BOOK), *(cards if self.headers["Depth"] == "1" else ()))
        else:
            self._say(404)

    def _report(self, path, body):
        if not self.it.reports:
            return self._say(403)
        if "sync-collection" in body:
            return self._part(body)
        wanted = [unquote(one) for one in re.findall(r"<href>(.*?)</href>", body)]
        return self._many(
            *(
                _found(one, f"<getetag>{escape(etag(text))}</getetag><C:address-data>{escape(text)}</C:address-data>")
                if (text := self.it.cards.get(one))
                else f"<response><href>{one}</href><status>HTTP/1.1 404 Not Found</status></response>"
                for one in wanted
            )
        )

    def _part(self, body):
        start = int((re.search(r"<sync-token>(\d+)</sync-token>", body) or [0, "0"])[1])
        end = start + (self.it.parts or len(self.it.cards))
        listed = list(self.it.cards.items())
        said = [_found(one, f"<getetag>{escape(etag(text))}</getetag>") for one, text in listed[start:end]]
        if end < len(listed):
            said.append(f"<response><href>{BOOK}</href><status>HTTP/1.1 507 Insufficient Storage</status></response>")
        self._many(*said, token=str(end))

    def _get(self, path, _):
        text = self.it.cards.get(path)
        if text is None:
            return self._say(404)
        return self._say(200, {"ETag": etag(text), "Content-Type": "text/vcard"}, text.encode())

    def _put(self, path, body):
        if self.it.before_put:
            self.it.before_put(path)
        there = self.it.cards.get(path)
        expected = self.headers.get("If-Match")
        if (expected and (there is None or expected != etag(there))) or (there and self.headers.get("If-None-Match")):
            return self._say(412)
        if self.it.rewrites:
            body = body.replace("END:VCARD", "X-SERVER:was here\r\nEND:VCARD").replace("TYPE=CELL", "TYPE=cell,voice")
        self.it.cards[path] = body
        return self._say(201, {"ETag": etag(body)} if self.it.tells_etags else {})

    def _delete(self, path, _):
        self._say(204 if self.it.cards.pop(path, None) else 404)


_OF_BOOK = "<resourcetype><collection/><C:addressbook/></resourcetype><displayname>People</displayname>"


def _found(path, properties):
    return (
        f"<response><href>{escape(path)}</href><propstat><prop>{properties}</prop>"
        "<status>HTTP/1.1 200 OK</status></propstat></response>"
    )
