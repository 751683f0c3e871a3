"""Is all there that cardscan needs? One finding a thing, with the command that mends it."""

import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

from cardscan.errors import CardscanError
from cardscan.messages import tr, trn
from cardscan.ocr import engines
from cardscan.settings import config
from cardscan.settings.gives import load_gives
from cardscan.settings.workspace import Workspace
from cardscan.store.open import open_store

if TYPE_CHECKING:
    from cardscan.workflow.passwords import Asker

_PACKAGE = "cardscan-followup"
_RUNTIMES = ("openvino", "onnxruntime")
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


def examine(workspace: Workspace | None, *, mail: bool = False, asker: "Asker | None" = None) -> Iterator[Finding]:
    """Look at Python, packages, engines and, where there is one, the workspace; nothing is changed.

    With `mail` the drafts mailbox is opened too, over the network; `asker` can be asked for its password.
    """
    yield Finding("python", "ok", f"{platform.python_version()} ({sys.executable})")
    yield Finding("system", "ok", f"{platform.system()} {platform.release()} {platform.machine()}")
    yield from _packages()
    yield from (_engine(name) for name in engines.names())
    yield _tesseract()
    if workspace is None:
        yield Finding("workspace", "optional", tr("not in a workspace"), "cardscan init")
    else:
        yield from _workspace(workspace)
        if mail:
            yield _mailbox(workspace, asker)


def _mailbox(workspace: Workspace, asker: "Asker | None") -> Finding:
    from cardscan.settings.mail import load_mail
    from cardscan.workflow.mailbox import open_mailbox  # what it needs is only looked at, where nobody asks for mail

    try:
        settings = load_mail(workspace.config)
        user = settings.user or config.load(workspace.config).sender.email
        with open_mailbox(settings, user, asker) as mailbox:
            found = tr("{mailbox} of {user} at {host}", mailbox=mailbox.name, user=user, host=settings.host)
    except CardscanError as error:
        return Finding("mailbox", "missing", error.message, error.hint)
    return Finding("mailbox", "ok", found)


def _packages() -> Iterator[Finding]:
    """Look at what cardscan asks for; what it asks for on some machines only is the runtimes, one of which will do."""
    yield _package(_PACKAGE)
    always = (requirement for requirement in requires(_PACKAGE) or () if ";" not in requirement)
    for requirement in sorted(always):
        yield _package(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])
    for name in _RUNTIMES:
        if find_spec(name):
            yield _package(name)


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
    languages = done.stdout.splitlines()[1:]  # below a heading
    return Finding("tesseract", "ok", ", ".join(languages))


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
    yield _gives(workspace)
    yield _templates(workspace)
    yield _database(workspace)


def _gives(workspace: Workspace) -> Finding:
    """Look at what the user can give: a mistake in the file stops every run."""
    try:
        gives = load_gives(workspace.gives)
    except CardscanError as error:
        return Finding("gives.toml", "missing", error.message, error.hint or tr("correct the line"))
    if gives:
        return Finding("gives.toml", "ok", trn("{n} thing to give", "{n} things to give", len(gives)))
    return Finding(
        "gives.toml", "optional", tr("nothing to give yet"), tr("Write it into {path}", path=workspace.gives)
    )


def _templates(workspace: Workspace) -> Finding:
    """Look the user's own templates over; a mistake in one keeps its letters from being written."""
    from cardscan.workflow import templates  # needs jinja2, which may be what is missing

    flaws = templates.look_over(workspace)
    if flaws:
        counted = trn("{n} mistake", "{n} mistakes", len(flaws))
        return Finding("templates", "missing", counted, "cardscan templates check")
    own = templates.count(workspace)
    looked = trn("{n} template of yours looked over", "{n} templates of yours looked over", own)
    return Finding("templates", "ok", looked if own else tr("built in"))


def _database(workspace: Workspace) -> Finding:
    if not workspace.database.exists():
        return Finding("database", "optional", tr("nothing processed yet"), "cardscan process")
    try:
        with open_store(workspace.database, create=False) as store:
            store.check()
            counts = store.counts()
    except CardscanError as error:
        return Finding("database", "missing", error.message, error.hint)
    counted = tr(
        "{photos} photos, {contacts} contacts, {drafts} drafts",
        photos=counts.read + counts.backs,
        contacts=counts.contacts,
        drafts=counts.drafts,
    )
    return Finding("database", "ok", counted)
