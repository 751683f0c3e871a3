"""A real Radicale on a port of its own, with a storage of its own; and a line to it that can be cut."""

import configparser
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests

# As `python -m radicale --config FILE`, but without waiting for the disk at each card: that takes no file.
_START = """
import socket, sys
from radicale import config, server
settings = config.load([(sys.argv[1], False)])
settings.update({"storage": {"_filesystem_fsync": "False"}}, "tests", privileged=True)
here, there = socket.socketpair()
server.serve(settings, there)
"""
USER, PASSWORD = "zoé", "geheim+ñ"


@dataclass
class Radicale:
    """A running server: its address, and the folder where its cards lie as files."""

    url: str
    storage: Path

    def book(self, name="contacts"):
        """Make an address book over the wire, and answer its address."""
        url = f"{self.url}/{requests.utils.quote(USER)}/{name}/"
        body = (
            (
                '<create xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop><resourcetype><collection/>'
                f"<C:addressbook/></resourcetype><displayname>{name} of Zoé</displayname></prop></set></create>"
            )
            .replace("<create ", "<mkcol ")
            .replace("</create>", "</mkcol>")
        )
        self.ask("MKCOL", url, body).raise_for_status()
        return url

    def cards(self, url):
        """Read all cards of an address book as text: file name -> card."""
        return {path.name: path.read_bytes().decode() for path in self.folder(url).glob("*.vcf")}

    def folder(self, url):
        """Answer where the cards of an address book lie."""
        return self.storage / "collection-root" / USER / url.rstrip("/").rpartition("/")[2]

    def put(self, url, text):
        """Put a card there, as another program would."""
        self.ask("PUT", url, text, {"Content-Type": "text/vcard"}).raise_for_status()

    def delete(self, url):
        """Delete a card there."""
        self.ask("DELETE", url).raise_for_status()

    def ask(self, method, url, body="", headers=None):
        """Ask the server for something, as the user."""
        auth = (USER.encode(), PASSWORD.encode())
        verify = os.environ.get("SSL_CERT_FILE") or True
        return requests.request(method, url, data=body.encode(), headers=headers, auth=auth, timeout=10, verify=verify)


@contextmanager
def radicale(folder, tls=None):
    """Run a server; `tls` is a certificate authority to speak TLS with."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    port = _free_port()
    settings = configparser.ConfigParser()
    served = {"hosts": f"127.0.0.1:{port}", "ssl": str(bool(tls))}
    if tls:
        certificate = tls.issue_cert("localhost")
        certificate.cert_chain_pems[0].write_to_path(folder / "cert.pem")
        certificate.private_key_pem.write_to_path(folder / "key.pem")
        served |= {"certificate": str(folder / "cert.pem"), "key": str(folder / "key.pem")}
    settings["server"] = served
    users = {"htpasswd_filename": str(folder / "users"), "htpasswd_encryption": "plain"}
    settings["auth"] = {"type": "htpasswd", "delay": "0", **users}
    settings["encoding"] = {"request": "utf-8", "stock": "utf-8"}
    quick = {"use_mtime_and_size_for_item_cache": "True"}  # else it hashes all cards at each new one
    settings["storage"] = {"filesystem_folder": str(folder / "storage"), **quick}
    settings["rights"] = {"type": "owner_only"}
    settings["logging"] = {"level": "warning"}
    with (folder / "config").open("w", encoding="utf-8") as file:
        settings.write(file)
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-c", _START, str(folder / "config")]
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait(port, server, folder / "log")
            yield Radicale(f"{'https' if tls else 'http'}://localhost:{port}", folder / "storage")
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def _wait(port, server, log):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"Radicale does not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


class Line:
    """A line to a server: it counts the requests of a kind, and is cut at one of them, before or after it arrives."""

    def __init__(self, port):
        self._port = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.seen = 0
        self.cut_at = 0
        self.after = False
        self.method = b"PUT "
        self.down = False
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def close(self):
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for thread in self._threads:
            thread.join(5)

    def mend(self):
        """Let everything through again."""
        self.cut_at, self.down = 0, False

    def _accept(self):
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._carry, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _carry(self, client):
        with suppress(OSError), client, socket.create_connection(("127.0.0.1", self._port)) as server:
            if self.down:
                return
            back = threading.Thread(target=self._back, args=(server, client), daemon=True)
            back.start()
            while data := client.recv(65536):
                if data.startswith(self.method):
                    self.seen += 1
                    if self.seen == self.cut_at:
                        self.down = True
                        if self.after:
                            server.sendall(data)
                            time.sleep(0.3)  # the server stores it; nobody hears the answer
                        break
                if self.down:
                    break
                server.sendall(data)
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
            back.join(5)

    def _back(self, server, client):
        with suppress(OSError):
            while data := server.recv(65536):
                if self.down:
                    return
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)


__all__ = ["PASSWORD", "USER", "Line", "Radicale", "radicale", "ssl"]
