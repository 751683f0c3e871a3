"""A Dovecot of the test's own: rootless, on ports of its own, with certificate, users and mailboxes in a folder."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme
from imapclient import IMAPClient

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin") or "dovecot"
USER, PASSWORD = "zoe@example.com", "pässwörd with blanks"

CONFIG = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
protocols = imap
listen = 127.0.0.1
default_internal_user = {me}
default_internal_group = {group}
default_login_user = {me}
ssl = required
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
disable_plaintext_auth = yes
auth_failure_delay = 0
auth_mechanisms = plain xoauth2
mail_location = maildir:{root}/mail/%u
mail_plugins = quota
passdb {{
  driver = passwd-file
  args = scheme=plain {root}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={root}/home/%u
}}
plugin {{
  quota = count:User quota
  quota_rule = *:messages={most}
  quota_vsizes = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {starttls}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Archiv/Entwürfe {{
    auto = subscribe
    special_use = \\Drafts
  }}
  mailbox Drafts {{
    auto = subscribe
  }}
}}
"""
DRAFTS = "Archiv/Entwürfe"


@dataclass
class Dovecot:
    """Where it listens, and the certificate authority that its certificate is from."""

    tls: int
    starttls: int
    authority: Path

    def client(self) -> IMAPClient:
        """An IMAP client library's view of the mailbox, apart from what is tested."""
        import ssl

        client = IMAPClient("localhost", self.tls, ssl_context=ssl.create_default_context(cafile=str(self.authority)))
        client.plain_login(USER, PASSWORD)
        return client


@contextmanager
def dovecot(most=1000):
    """Run Dovecot; as root it becomes nobody, since it serves no mail to root."""
    account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    with tempfile.TemporaryDirectory(prefix="cardscan-dovecot-") as folder:
        root = Path(folder)
        tls, starttls = _free_ports(2)
        authority = _write(root, account, tls, starttls, most)
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        process = subprocess.Popen([PROGRAM, "-F", "-c", str(root / "dovecot.conf")], **who)
        try:
            _wait(process, tls, root)
            yield Dovecot(tls, starttls, authority)
        finally:
            process.terminate()
            process.wait(timeout=10)


def _write(root, account, tls, starttls, most):
    authority = trustme.CA()
    mine = authority.issue_cert("localhost")
    (root / "key.pem").write_bytes(mine.private_key_pem.bytes())
    (root / "cert.pem").write_bytes(b"".join(part.bytes() for part in mine.cert_chain_pems))
    authority.cert_pem.write_to_path(str(root / "ca.pem"))
    (root / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\ntoken@example.com:{{PLAIN}}ya29.a-token::::::\n")
    import grp

    values = {"root": root, "me": account.pw_name, "group": grp.getgrgid(account.pw_gid).gr_name, "most": most}
    values |= {"uid": account.pw_uid, "gid": account.pw_gid, "tls": tls, "starttls": starttls}
    (root / "dovecot.conf").write_text(CONFIG.format(**values), encoding="utf-8")
    for name in ("run", "state", "mail", "home"):
        (root / name).mkdir()
    if os.getuid() == 0:
        for path in (root, *root.iterdir()):
            os.chown(path, account.pw_uid, account.pw_gid)
    return root / "ca.pem"


def _free_ports(count):
    with closing(socket.socket()) as one, closing(socket.socket()) as two:
        sockets = (one, two)[:count]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def _wait(process, port, root):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    log = root / "dovecot.log"
    raise AssertionError(f"dovecot does not start: {log.read_text() if log.exists() else 'no log'}")
