"""The user's language: `tr` translates what people read on the terminal; catalogs are gettext `.mo` files.

The source text is English. `use` picks the catalog once, early; without it, `tr` answers in English.
"""

import gettext
import locale
import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

LANGUAGES = ("en", "es", "it", "ro", "pl", "de", "fr", "pt")

_catalog: gettext.NullTranslations = gettext.NullTranslations()
_spoken: ContextVar[gettext.NullTranslations | None] = ContextVar("spoken", default=None)


def use(language: str | None = None) -> None:
    """Speak `language` (ISO 639-1), or the one that the environment asks for; English where there is no catalog."""
    global _catalog  # noqa: PLW0603  # one process speaks one language
    _catalog = _load([_code(language)] if language else environment_languages())


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak `language` within the block, in this thread alone: a page in the language of whoever looks at it."""
    token = _spoken.set(_kept(_code(language)))
    try:
        yield
    finally:
        _spoken.reset(token)


def tr(text: str, **values: object) -> str:
    """Translate a template such as `"{n} cards"` and fill it in."""
    translated = _spoke().gettext(text)
    return translated.format(**values) if values else translated


def trn(singular: str, plural: str, n: int, **values: object) -> str:
    """Translate a counted template by the language's plural rule and fill it in; `{n}` is the count."""
    return _spoke().ngettext(singular, plural, n).format(n=n, **values)


def translated(text: str) -> str:
    """Translate a text that stands elsewhere, and leave it unfilled, for a page that fills it in by itself."""
    return _spoke().gettext(text)


def plural_form(n: int) -> int:
    """Answer which of its forms the spoken language takes for a count, from 0."""
    rule = getattr(_spoke(), "plural", None)  # where there is no catalog, English counts
    return int(rule(n)) if rule else int(n != 1)


def counted(singular: str, plural: str, n: int) -> str:
    """Translate a counted template and leave it unfilled, for a page that counts by itself."""
    return _spoke().ngettext(singular, plural, n)


def language() -> str:
    """Answer the language that is spoken (ISO 639-1)."""
    return _spoke().info().get("language", "en")


def catalogs() -> AbstractContextManager[Path]:
    """Lend the folder of the catalogs: `<language>/LC_MESSAGES/cardscan.mo`."""
    return as_file(files("cardscan") / "locale")


def environment_languages() -> list[str]:
    """Answer the languages (ISO 639-1) that the environment asks for, the best first; nothing goes after English.

    CARDSCAN_LANG is for cardscan alone and goes before all. Else it is as in GNU gettext ("Locale environment
    variables" in its manual): the locale is the first that is set of LC_ALL, LC_MESSAGES and LANG, the list in LANGUAGE
    goes before it, and with the locale C all is English. Where none is set (Windows), the system tells its locale.
    """
    if own := os.environ.get("CARDSCAN_LANG"):
        return [_code(own)]
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None)
    preferred = "" if named and _is_c(named) else os.environ.get("LANGUAGE", "")
    codes = [_code(name) for name in (*preferred.split(":"), named or _system_locale()) if name]
    return codes[: codes.index("en") + 1] if "en" in codes else codes


def _spoke() -> gettext.NullTranslations:
    return _spoken.get() or _catalog


def _load(languages: list[str]) -> gettext.NullTranslations:
    with catalogs() as folder:
        return gettext.translation("cardscan", folder, languages=languages, fallback=True)


@cache
def _kept(language: str) -> gettext.NullTranslations:
    return _load([language])


def _is_c(name: str) -> bool:
    return re.split(r"[.@]", name, maxsplit=1)[0] in ("C", "POSIX")


def _code(name: str) -> str:
    """Answer the language of a locale: `pl` for `pl_PL.UTF-8`, `pl-PL` and Windows' own `Polish_Poland`."""
    if _is_c(name):
        return "en"
    word = re.split(r"[_.@-]", name.strip().lower(), maxsplit=1)[0]
    return word if len(word) <= 3 else locale.normalize(word).split("_")[0]


def _system_locale() -> str:
    try:
        return locale.getlocale()[0] or "en"
    except ValueError:  # a locale that Python does not know
        return "en"
