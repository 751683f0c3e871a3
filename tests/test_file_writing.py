"""Files are put whole, under harmless names."""

import os
import stat
import subprocess
import sys

import pytest

from cardscan.errors import CardscanError
from cardscan.files import safe_name, write_atomic


def test_a_file_is_put_whole_and_private(tmp_path):
    path = tmp_path / "Ana Díaz.vcf"
    write_atomic(path, b"one")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["Ana Díaz.vcf"]


@pytest.mark.parametrize(
    "name",
    ["../up", "/etc/passwd", "..", ".", "", "a/../../b", "..\\..\\b", "C:\\b", "\x00", ".hidden", "~root", "\u2025/b"],
)
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    out = tmp_path / "out"
    out.mkdir()
    path = out / safe_name(name, "unnamed")
    write_atomic(path, b"x")
    assert path.resolve().parent == out.resolve()
    assert not path.name.startswith(".")
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_a_link_in_the_folder_is_replaced_and_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.vcf").symlink_to(outside)
    write_atomic(out / "a.vcf", b"new")
    assert outside.read_bytes() == b"mine"
    assert (out / "a.vcf").read_bytes() == b"new"


def test_a_full_disk_leaves_the_old_file_and_no_debris(tmp_path):
    """A limit on file size stands in for the disk: the kernel refuses the write half-way."""
    path = tmp_path / "a.vcf"
    write_atomic(path, b"old")
    code = (
        "import resource, signal, sys; from pathlib import Path; from cardscan.files import write_atomic\n"
        "from cardscan.errors import CardscanError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: write_atomic(Path(sys.argv[1]) / 'a.vcf', b'x' * 100000)\n"
        "except CardscanError as error: print(error.message); print(error.hint)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
    message, hint = done.stdout.splitlines()
    assert str(path) in message
    assert "disk is full" in message
    assert hint
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.vcf"]


def test_a_failing_sync_leaves_no_debris(tmp_path, monkeypatch):
    def fail(handle):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(CardscanError, match="disk is full"):
        write_atomic(tmp_path / "a.vcf", b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("blocker", ["a.vcf", "."])
def test_what_stands_in_the_way_is_named(tmp_path, blocker):
    root = tmp_path / "out"
    if blocker == ".":
        root.write_bytes(b"a file")
    else:
        (root / blocker).mkdir(parents=True)
    with pytest.raises(CardscanError) as caught:
        write_atomic(root / "a.vcf", b"x")
    assert str(root) in caught.value.message
    assert "\n" not in caught.value.message
    assert not list(tmp_path.rglob("*.part"))
