"""Is all there that cardscan needs? One finding a thing, with the command that mends it."""

import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Literal

from cardscan.errors import CardscanError
from cardscan.messages import tr
from cardscan.ocr import engines
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.open import open_store

_PACKAGE = "cardscan-followup"
_TESSERACT = {
    "Darwin": "brew install tesseract tesseract-lang",
    "Windows": "winget install UB-Mannheim.TesseractOCR",
    "Linux": "sudo apt install tesseract-ocr tesseract-ocr-ita tesseract-ocr-spa",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `missing` is a fault, `optional` is not; `hint` says what mends it."""

    about: str
    state: Literal["ok", "optional", "missing"]
    detail: str
    hint: str = ""


def examine(workspace: Workspace | None) -> Iterator[Finding]:
    """Look at Python, packages, engines and, where there is one, the workspace; nothing is changed."""
    yield Finding("python", "ok", f"{platform.python_version()} ({sys.executable})")
    yield Finding("system", "ok", f"{platform.system()} {platform.release()} {platform.machine()}")
    yield from _packages()
    yield from (_engine(name) for name in engines.names())
    yield _tesseract()
    if workspace is None:
        yield Finding("workspace", "optional", tr("not in a workspace"), "cardscan init")
    else:
        yield from _workspace(workspace)


def _packages() -> Iterator[Finding]:
    yield _package(_PACKAGE)
    for requirement in sorted(requires(_PACKAGE) or ()):
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        if "extra ==" not in requirement and not _elsewhere(requirement):
            yield _package(name)


def _elsewhere(requirement: str) -> bool:
    """Tell whether a requirement is for other machines than this one."""
    machine, here = "platform_machine", platform.machine()
    if 'sys_platform == "win32"' in requirement.replace("'", '"'):
        return sys.platform != "win32"
    if machine not in requirement:
        return False
    named = re.findall(rf"{machine}\s*(==|!=)\s*[\"']([^\"']+)", requirement)
    return (
        not any(value == here for sign, value in named if sign == "==")
        if named[0][0] == "=="
        else (any(value == here for _, value in named))
    )


def _package(name: str) -> Finding:
    try:
        return Finding(name, "ok", version(name))
    except PackageNotFoundError:
        return Finding(name, "missing", tr("not installed"), f"{sys.executable} -m pip install {name}")


def _engine(name: str) -> Finding:
    about, chosen = f"engine {name}", name == engines.DEFAULT
    try:
        engines.get(name).check()
    except CardscanError as error:
        return Finding(about, "missing" if chosen else "optional", error.message, error.hint)
    except Exception as error:  # an engine of another package may fail in any way
        return Finding(about, "missing" if chosen else "optional", f"{type(error).__name__}: {error}")
    return Finding(about, "ok", tr("works"))


def _tesseract() -> Finding:
    program = shutil.which("tesseract")
    if program is None:
        hint = _TESSERACT.get(platform.system(), "")
        return Finding("tesseract", "optional", tr("not installed, and not needed by rapidocr"), hint)
    try:
        done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=10, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        return Finding("tesseract", "optional", str(error))
    return Finding(
        "tesseract", "ok", ", ".join(done.stdout.split()[-40:] if ":" not in done.stdout else _langs(done.stdout))
    )


def _langs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()[1:] if line.strip()]


def _workspace(workspace: Workspace) -> Iterator[Finding]:
    yield Finding("workspace", "ok", str(workspace.root))
    try:
        settings = config.load(workspace.config)
    except CardscanError as error:
        yield Finding("settings", "missing", error.message, error.hint)
    else:
        named = bool(settings.sender.name and settings.sender.email)
        lacking = tr("your name or e-mail is missing"), tr("Write them into {path}", path=workspace.config)
        yield Finding("settings", "ok", str(workspace.config)) if named else Finding("settings", "optional", *lacking)
    if not workspace.database.exists():
        yield Finding("database", "optional", tr("nothing processed yet"), "cardscan process")
        return
    try:
        with open_store(workspace.database, create=False) as store:
            store.check()
            counts = store.counts()
    except CardscanError as error:
        yield Finding("database", "missing", error.message, error.hint)
        return
    counted = tr(
        "{photos} photos, {contacts} contacts, {drafts} drafts",
        photos=counts.read + counts.backs,
        contacts=counts.contacts,
        drafts=counts.drafts,
    )
    yield Finding("database", "ok", counted)
