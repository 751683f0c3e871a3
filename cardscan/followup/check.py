"""Looks the letter templates over: which line of which file is wrong, and what it should be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from cardscan.followup import templates, trial
from cardscan.followup.templates import LAYOUT, TEMPLATES, TemplateError, environment, render_template
from cardscan.messages import tr

_BLOCKS = ("subject", "body")
_ENDS = {
    "if": "endif",
    "for": "endfor",
    "block": "endblock",
    "filter": "endfilter",
    "macro": "endmacro",
    "set": "endset",
}
_TAGS = (*_ENDS, *_ENDS.values(), "elif", "else", "extends", "include", "import")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in a template: where, in words for people, and what it should be; `code` is a stable word."""

    path: Path
    code: str
    message: str
    advice: str = ""
    line: int | None = None


def check(folder: Path, others: Sequence[Path]) -> tuple[Flaw, ...]:
    """All that is wrong with the templates in a folder, in the order of files and lines.

    Args:
        folder: The templates to look at.
        others: Folders that their layouts may be in too: `packaged_templates()`.
    """
    flaws = [flaw for path in _files(folder) for flaw in _check_file(path, folder, (folder, *others))]
    return tuple(sorted(dict.fromkeys(flaws), key=lambda flaw: (str(flaw.path), flaw.line or 0)))


def languages() -> tuple[str, ...]:
    """The languages that a template may be in."""
    return tuple(sorted(templates.known_languages()))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant; empty where none is near."""
    return next(iter(get_close_matches(word.lower(), tuple(known), n=1, cutoff=0.55)), "")


def _files(folder: Path) -> Iterator[Path]:
    """Every file that is, or was meant to be, a template; a text editor may have added `.txt` to its name."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and re.search(r"\.(j2|jinja2?)\b", path.name))


def _check_file(path: Path, folder: Path, folders: tuple[Path, ...]) -> Iterator[Flaw]:
    misplaced = tuple(_check_place(path, folder))
    yield from misplaced
    tree = _parsed(path)
    if isinstance(tree, Flaw):
        yield tree
        return
    found = tuple(_check_tree(tree, path, folders))
    yield from found
    name = path.relative_to(folder)
    if not found and not misplaced and path.stem != LAYOUT:
        yield from _check_letters(path, name.as_posix(), folders)


def _check_place(path: Path, folder: Path) -> Iterator[Flaw]:
    """A template is called `<language>/<intent>.j2`; any other is never used."""
    parts = path.relative_to(folder).parts
    if len(parts) != 2:
        advice = tr("Put it into the folder of its language, such as {place}.", place=f"es/{path.name}")
        yield Flaw(path, "place", tr("it lies where no template is looked for"), advice)
    elif parts[0] not in languages():
        known = tr("Languages: {names}", names=", ".join(languages()))
        yield Flaw(path, "language", tr("the folder {name!r} is no language", name=parts[0]), known)
    stem, _, suffix = path.name.partition(".")
    names = (*TEMPLATES, LAYOUT)
    if suffix != "j2":
        advice = tr("Rename it to {name}.", name=f"{nearest(stem, names) or stem}.j2")
        yield Flaw(path, "name", tr("the name does not end in .j2, so that it is never used"), advice)
    elif stem not in names:
        yield Flaw(path, "name", tr("there is no letter called {name!r}", name=stem), _meant(stem, names))


def _meant(word: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown word."""
    names = tuple(known)
    if close := nearest(word, names):
        return tr("Did you mean {name!r}?", name=close)
    return tr("Known: {names}", names=", ".join(sorted(names)))


def _parsed(path: Path) -> nodes.Template | Flaw:
    """The template's syntax tree, or why there is none."""
    try:
        return environment(()).parse(path.read_text("utf-8-sig"), filename=str(path))
    except TemplateSyntaxError as error:
        message, advice = _explained(error)
        return Flaw(path, "syntax", message, advice, error.lineno)
    except (OSError, UnicodeError):
        return Flaw(path, "unreadable", tr("it cannot be read as UTF-8 text"), tr("Save it as UTF-8 text."))


def _explained(error: TemplateSyntaxError) -> tuple[str, str]:
    """Jinja's complaint in words for people, and what to do."""
    said = error.message or ""
    unknown = re.search(r"unknown tag '(\w+)'", said)
    if unknown and unknown[1] not in _TAGS:
        return tr("there is no tag {name!r}", name=unknown[1]), _meant(unknown[1], _TAGS)
    if open_tag := re.search(r"innermost block that needs to be closed is '(\w+)'", said):
        end = _ENDS.get(open_tag[1], f"end{open_tag[1]}")
        wrong = (
            tr("{{% {tag} %}} does not belong here", tag=unknown[1]) if unknown else tr("the template ends too early")
        )
        return wrong, tr(
            "The block {{% {tag} %}} is still open: close it with {{% {end} %}}.", tag=open_tag[1], end=end
        )
    if unknown:
        return tr("{{% {tag} %}} does not belong here", tag=unknown[1]), tr(
            "Nothing is open that it closes: take it out."
        )
    if (
        "unclosed" in said.lower()
        or "Missing end of" in said
        or "unexpected '}'" in said
        or "expected token 'end of" in said
    ):
        advice = tr(
            "A value is written {value}, a tag {tag}; look at the brackets of this line.",
            value="{{ name }}",
            tag="{% if name %}",
        )
        return tr("the brackets do not fit: {reason}", reason=said), advice
    return said, tr("Compare the line with the built-in template.")


def _check_tree(tree: nodes.Template, path: Path, folders: tuple[Path, ...]) -> Iterator[Flaw]:
    """Unknown words: variables, their parts, filters, blocks."""
    yield from _check_names(tree, path)
    known = environment(()).filters
    for node in tree.find_all(nodes.Filter):
        if node.name not in known:
            yield Flaw(
                path, "filter", tr("there is no filter {name!r}", name=node.name), _meant(node.name, known), node.lineno
            )
    yield from _check_blocks(tree, path, folders)


def _check_names(tree: nodes.Template, path: Path) -> Iterator[Flaw]:
    known = trial.variables()
    made = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    declared = made | set(known) | set(environment(()).globals)
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load" and node.name not in declared:
            yield Flaw(
                path,
                "variable",
                tr("nothing is called {name!r}", name=node.name),
                _meant(node.name, known),
                node.lineno,
            )
    for part in tree.find_all(nodes.Getattr):
        owner = part.node.name if isinstance(part.node, nodes.Name) else ""
        parts = known.get(owner, ())
        if parts and part.attr not in parts:
            text = tr("{owner} has no part {name!r}", owner=owner, name=part.attr)
            yield Flaw(path, "variable", text, _meant(part.attr, parts), part.lineno)


def _check_blocks(tree: nodes.Template, path: Path, folders: tuple[Path, ...]) -> Iterator[Flaw]:
    own = {block.name: block.lineno for block in tree.find_all(nodes.Block)}
    parent = next(tree.find_all(nodes.Extends), None)
    if parent is None:
        for name in _BLOCKS:
            if name not in own:
                advice = _renamed(name, own) or tr("Add {{% block {name} %}} ... {{% endblock %}}.", name=name)
                yield Flaw(path, "block", tr("it has no block `{block}`", block=name), advice)
        return
    layout = parent.template.value if isinstance(parent.template, nodes.Const) else ""
    file = next((folder / layout for folder in folders if layout and (folder / layout).is_file()), None)
    if file is None:
        advice = tr("The layout of a language is {name}.", name=f"{path.parent.name}/{LAYOUT}.j2")
        yield Flaw(path, "layout", tr("there is no layout {name!r}", name=layout), advice, parent.lineno)
        return
    theirs = _parsed(file)
    if isinstance(theirs, Flaw):
        yield Flaw(path, "layout", tr("its layout {name!r} is broken", name=layout), theirs.message, parent.lineno)
        return
    known = {block.name for block in theirs.find_all(nodes.Block)}
    for name, line in own.items():
        if name not in known:
            text = tr("the layout has no block {name!r}, so that this text never shows", name=name)
            yield Flaw(path, "block", text, _meant(name, known), line)


def _renamed(name: str, own: Iterable[str]) -> str:
    close = nearest(name, own)
    return tr("Is the block {name!r} meant?", name=close) if close else ""


def _check_letters(path: Path, name: str, folders: tuple[Path, ...]) -> Iterator[Flaw]:
    """Write letters to all kinds of people with it, and look at what comes out."""
    lines = path.read_text("utf-8-sig").splitlines()
    seen: set[str] = set()
    for case in trial.cases(path.parent.name, path.stem):
        try:
            subject, body = render_template(folders, name, case.values)
        except TemplateError as error:
            yield Flaw(error.path, "render", f"{error.reason} ({case.about})", "", error.line)
            return
        fresh = [finding for finding in case.look_over(subject, body) if finding.code not in seen]
        for finding in fresh:
            seen.add(finding.code)
            yield Flaw(path, finding.code, finding.detail, case.about, _line_of(finding.detail, lines))


def _line_of(words: str, lines: Sequence[str]) -> int | None:
    """The line of the template that holds the words, where one does."""
    return next((number for number, line in enumerate(lines, 1) if words and words in line), None)
