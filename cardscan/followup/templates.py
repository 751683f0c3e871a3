"""The letter templates: where they lie, which languages they are in, and rendering one without trusting it.

A template is a Jinja file `<lang>/<intent>.j2` with the blocks `subject` and `body`, most often those of the language's
`letter.j2`, which it extends; templates/README.md tells more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateNotFound, TemplateSyntaxError, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

import cardscan
from cardscan.errors import CardscanError
from cardscan.followup import greeting, occasion
from cardscan.followup.choice import choose, split_options
from cardscan.followup.clean import one_line, tidy
from cardscan.followup.intents import FIRST_MEETING, INTENTS
from cardscan.messages import tr

LAYOUT = "letter"
TEMPLATES = (*INTENTS, "second", "third")
"""The letters that cardscan can write: one for each intent, and those of the plan's second and third day."""

_SUBJECT_LIMIT = 150
_BLOCKS = ("subject", "body")


class TemplateError(CardscanError):
    """A template that cannot be used: the message names file and line, the hint what to do.

    Args:
        path: The template's file.
        reason: What is wrong, in words for people.
        line: The line it is in, where known.
    """

    def __init__(self, path: Path, reason: str, *, line: int | None = None) -> None:
        place = tr("{file}, line {line}", file=path, line=line) if line else str(path)
        hint = tr("Correct the template, or delete it to get the built-in one back; see templates/README.md.")
        super().__init__(f"{place}: {reason}", hint=hint)
        self.path = path
        self.line = line
        self.reason = reason


def packaged_templates() -> Path:
    """The folder of the templates that come with cardscan: inside the installed package, or the checkout's own."""
    package = Path(cardscan.__file__ or __file__).parent
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"


def supported_languages(folders: Sequence[Path], intent: str = FIRST_MEETING) -> frozenset[str]:
    """The languages that have a template and whose customs (greeting, dates) cardscan knows."""
    written = {path.parent.name for folder in folders for path in folder.glob(f"*/{intent}.j2")}
    return frozenset(written) & known_languages()


def known_languages() -> frozenset[str]:
    """The languages whose customs (greeting, dates) cardscan knows."""
    return greeting.languages() & occasion.languages()


def template_name(folders: Sequence[Path], language: str, template: str) -> str:
    """`es/thanks`; where nobody has written that letter in the language yet, its `first-meeting`."""
    name = f"{language}/{template}"
    written = any((folder / f"{name}.j2").is_file() for folder in folders)
    return name if written else f"{language}/{FIRST_MEETING}"


def render_template(folders: Sequence[Path], name: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Render a template's subject and body; the first folder that has the template wins.

    Args:
        folders: Template folders, the user's own first.
        name: The template's path below them, such as `es/first-meeting.j2`.
        values: What the template may use; `identity`, `taken` and `personal` are for the filter `either`.

    Raises:
        TemplateError: The template is missing, broken, uses an unknown variable, or leaves subject or body empty.
    """
    path = _path_of(folders, name)
    template = _load(tuple(folders), name, path)
    subject, body = map(tidy, _render_blocks(template, values, path))
    for block, text in zip(_BLOCKS, (subject, body), strict=True):
        if not text:
            raise TemplateError(path, tr("the block `{block}` is empty", block=block))
    # A closing formula whose signature is missing ends in a comma.
    return one_line(subject, _SUBJECT_LIMIT), body[:-1] + "." if body.endswith(",") else body


@lru_cache(maxsize=8)
def environment(folders: tuple[Path, ...]) -> SandboxedEnvironment:
    """Where templates are loaded and run: what they may do, and the filters they have."""
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(folders, encoding="utf-8-sig"),
        undefined=StrictUndefined,
        autoescape=False,  # a letter is plain text; the HTML alternative escapes the whole of it
        lstrip_blocks=True,
    )
    environment.filters["either"] = _either
    return environment


@pass_context
def _either(context: Context, text: str) -> str:
    options = split_options(text)
    if not options:
        return ""
    if context.get("brief"):
        options = sorted(options, key=len)[: (len(options) + 1) // 2]
    return choose(options, context["identity"], context["taken"], personal=context.get("personal", ()))


def _path_of(folders: Sequence[Path], name: str) -> Path:
    return next((folder / name for folder in folders if (folder / name).is_file()), Path(name))


def _load(folders: tuple[Path, ...], name: str, path: Path) -> Template:
    try:
        return environment(folders).get_template(name)
    except TemplateNotFound as error:
        raise TemplateError(path, tr("there is no such template")) from error
    except TemplateSyntaxError as error:
        raise TemplateError(path, error.message or "", line=error.lineno) from error
    except (OSError, UnicodeError) as error:
        raise TemplateError(path, tr("it cannot be read as UTF-8 text")) from error


def _render_blocks(template: Template, values: Mapping[str, Any], path: Path) -> list[str]:
    """Render subject and body, after a first run of the whole, in which the layouts that it extends join in."""
    context = template.new_context(dict(values))
    try:
        for _ in template.root_render_func(context):
            pass
        if missing := [block for block in _BLOCKS if block not in context.blocks]:
            raise TemplateError(path, tr("it has no block `{block}`", block=missing[0]))
        return ["".join(context.blocks[block][0](context)) for block in _BLOCKS]
    except TemplateError:
        raise
    except TemplateSyntaxError as error:  # in a layout
        raise TemplateError(Path(error.filename or path), error.message or "", line=error.lineno) from error
    except Exception as error:  # a template may fail in any way that Python knows
        file, line = _place(error.__traceback__) or (path, None)
        raise TemplateError(file, str(error) or type(error).__name__, line=line) from error


def _place(trace: TracebackType | None) -> tuple[Path, int] | None:
    """Tell the template's or layout's file and line that an error arose in; None where it arose in none."""
    place = None
    for frame, number in walk_tb(trace):
        code = frame.f_globals.get("__jinja_template__")
        if isinstance(code, Template) and code.filename:
            place = Path(code.filename), code.get_corresponding_lineno(number)
    return place
