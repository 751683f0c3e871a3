"""The user's own letter templates: which there are, looking them over, beginning one."""

from dataclasses import dataclass
from pathlib import Path

from cardscan.errors import CardscanError, Exit
from cardscan.files import write_atomic
from cardscan.followup import check
from cardscan.followup.intents import intent_named
from cardscan.followup.templates import TEMPLATES, packaged_templates
from cardscan.messages import tr
from cardscan.settings.workspace import Workspace
from cardscan.workflow.letter_files import make_folder


@dataclass(frozen=True, slots=True)
class Listed:
    """A letter in a language; `own` says that the user's template is used."""

    language: str
    name: str
    path: Path
    own: bool


def listed(workspace: Workspace) -> tuple[Listed, ...]:
    """All letters that can be written, by language and in the order of use."""
    return tuple(
        Listed(language, name, path, path == own)
        for language in check.languages()
        for name in TEMPLATES
        for own in (workspace.templates / language / f"{name}.j2",)
        for path in (own if own.is_file() else packaged_templates() / language / f"{name}.j2",)
        if path.is_file()
    )


def look_over(workspace: Workspace) -> tuple[check.Flaw, ...]:
    """What is wrong with the user's own templates."""
    return check.check(workspace.templates, (packaged_templates(),)) if workspace.templates.is_dir() else ()


def count(workspace: Workspace) -> int:
    """How many templates are the user's own."""
    return sum(one.own for one in listed(workspace))


def begin(workspace: Workspace, language: str, intent: str) -> Path:
    """Copy the built-in template to where the user can change it; a file that is there already is never touched.

    Raises:
        CardscanError: There is no such letter, or the user has one already.
    """
    language, name = language.strip().lower(), _named(intent)
    if language not in check.languages():
        known = tr("Languages: {names}", names=", ".join(check.languages()))
        raise CardscanError(tr("no letters are in {name!r}", name=language), hint=known, exit_code=Exit.USAGE)
    source = packaged_templates() / language / f"{name}.j2"
    if not source.is_file():
        raise CardscanError(tr("there is no built-in template {name}", name=f"{language}/{name}.j2"))
    path = workspace.templates / language / source.name
    if path.exists():
        hint = tr("Edit it, or delete it first to begin anew.")
        raise CardscanError(tr("{path} is there already", path=path), hint=hint)
    make_folder(path.parent)
    write_atomic(path, source.read_bytes())
    return path


def _named(intent: str) -> str:
    """The letter that the user means, by its own name or another word for it."""
    word = intent.strip().lower()
    name = word if word in TEMPLATES else intent_named(word) or check.nearest(word, TEMPLATES)
    if name not in TEMPLATES or (word not in TEMPLATES and not intent_named(word)):
        meant = tr("Did you mean {name!r}?", name=name) if name else tr("Letters: {names}", names=", ".join(TEMPLATES))
        raise CardscanError(tr("there is no letter called {name!r}", name=intent), hint=meant, exit_code=Exit.USAGE)
    return name
