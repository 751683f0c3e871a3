"""The letter templates: where they lie, which languages they are in, and rendering one without trusting it.

A template is a Jinja file `<lang>/<intent>.j2` with the blocks `subject` and `body`; templates/README.md tells more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
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
from cardscan.messages import tr

FIRST_MEETING = "first-meeting"
_SUBJECT_LIMIT = 150


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
    return frozenset(written) & greeting.languages() & occasion.languages()


def render_template(folders: Sequence[Path], name: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Render a template's subject and body; the first folder that has the template wins.

    Args:
        folders: Template folders, the user's own first.
        name: The template's path below them, such as `es/first-meeting.j2`.
        values: What the template may use, and `identity` and `taken` for the filter `either`.

    Raises:
        TemplateError: The template is missing, broken, uses an unknown variable, or leaves subject or body empty.
    """
    path = next((folder / name for folder in folders if (folder / name).is_file()), Path(name))
    template = _load(tuple(folders), name, path)
    subject, body = (tidy(_render_block(template, block, values, path)) for block in ("subject", "body"))
    for block, text in (("subject", subject), ("body", body)):
        if not text:
            raise TemplateError(path, tr("the block `{block}` is empty", block=block))
    # A closing formula whose signature is missing ends in a comma.
    return one_line(subject, _SUBJECT_LIMIT), body[:-1] + "." if body.endswith(",") else body


@lru_cache(maxsize=8)
def _environment(folders: tuple[Path, ...]) -> SandboxedEnvironment:
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
    return choose(options, context["identity"], context["taken"]) if options else ""


def _load(folders: tuple[Path, ...], name: str, path: Path) -> Template:
    try:
        template = _environment(folders).get_template(name)
    except TemplateNotFound as error:
        raise TemplateError(path, tr("there is no such template")) from error
    except TemplateSyntaxError as error:
        raise TemplateError(path, error.message or "", line=error.lineno) from error
    except (OSError, UnicodeError) as error:
        raise TemplateError(path, tr("it cannot be read as UTF-8 text")) from error
    if missing := [block for block in ("subject", "body") if block not in template.blocks]:
        raise TemplateError(path, tr("it has no block `{block}`", block=missing[0]))
    return template


def _render_block(template: Template, block: str, values: Mapping[str, Any], path: Path) -> str:
    try:
        return "".join(template.blocks[block](template.new_context(dict(values))))
    except Exception as error:  # a template may fail in any way that Python knows
        line = max(_lines_in(template, error.__traceback__), default=None)
        raise TemplateError(path, str(error) or type(error).__name__, line=line) from error


def _lines_in(template: Template, trace: TracebackType | None) -> Iterator[int]:
    """The template's lines that an error passed through."""
    while trace is not None:
        if trace.tb_frame.f_globals.get("__jinja_template__") is template or (
            trace.tb_frame.f_code.co_filename == template.filename
        ):
            yield template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
