"""The user's language: `tr` translates what people read on the terminal; catalogs are gettext `.mo` files.

The source text is English. `use` picks the catalog once, early; without it, `tr` answers in English.
"""

import gettext
import locale
import os
import re
from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from pathlib import Path

LANGUAGES = ("en", "es", "it", "ro", "pl", "de", "fr", "pt")

_catalog: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str | None = None) -> None:
    """Speak `language` (ISO 639-1), or the one that the environment asks for; English where there is no catalog."""
    global _catalog  # noqa: PLW0603  # one process speaks one language
    wanted = [_code(language)] if language else environment_languages()
    with catalogs() as folder:
        _catalog = gettext.translation("cardscan", folder, languages=wanted, fallback=True)


def tr(text: str, **values: object) -> str:
    """Translate a template such as `"{n} cards"` and fill it in."""
    return _catalog.gettext(text).format(**values) if values else _catalog.gettext(text)


def trn(singular: str, plural: str, n: int, **values: object) -> str:
    """Translate a counted template by the language's plural rule and fill it in; `{n}` is the count."""
    return _catalog.ngettext(singular, plural, n).format(n=n, **values)


def language() -> str:
    """Answer the language that is spoken (ISO 639-1)."""
    return _catalog.info().get("language", "en")


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
