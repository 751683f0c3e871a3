"""Everything stays on the machine: reading a photo and writing its draft opens no connection."""

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

GUARDED = """
import socket, sys

def refuse(*args, **kwargs):
    sys.stderr.write("NETWORK %r\\n" % (args,))
    raise OSError("no network in this test")

socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.socket.sendto = refuse
socket.getaddrinfo = refuse
socket.gethostbyname = refuse

from cardscan.cli.main import run

sys.exit(run(sys.argv[1:]))
"""


def guarded(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", GUARDED, *arguments],
        cwd=cwd,
        env={**os.environ, "CARDSCAN_LANG": "en"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_reading_and_drafting_open_no_connection(tmp_path: Path) -> None:
    event = tmp_path / "2026-11-19 Breakfast"
    event.mkdir()
    card = Image.new("RGB", (1000, 600), "white")
    pen = ImageDraw.Draw(card)
    for i, text in enumerate(("Ellen Marsh", "Head Gardener", "Northwind Ltd", "ellen@northwind-gardens.co.uk")):
        pen.text((80, 60 + 110 * i), text, fill="black", font=ImageFont.load_default(size=48))
    card.save(event / "IMG_1.png")
    for arguments in (("init",), ("process",), ("doctor",)):
        done = guarded(*arguments, cwd=tmp_path)
        assert "NETWORK" not in done.stderr
        assert done.returncode == 0, done.stderr
    assert list((tmp_path / "drafts").rglob("*.eml"))


def test_the_guard_guards(tmp_path: Path) -> None:
    program = GUARDED.replace("from cardscan.cli.main import run", "").replace(
        "sys.exit(run(sys.argv[1:]))", "socket.create_connection(('localhost', 9))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "NETWORK" in done.stderr
