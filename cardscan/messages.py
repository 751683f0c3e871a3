"""The user's language: `tr` translates what people read on the terminal; catalogs are gettext `.mo` files.

The source text is English. `use` picks the catalog once, early; without it, `tr` answers in English.
"""

import gettext
import locale
import os
from importlib.resources import as_file, files

LANGUAGES = ("en", "es", "it", "ro", "pl", "de", "fr", "pt")

_catalog: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str | None = None) -> None:
    """Speak `language` (ISO 639-1), or the one that the environment asks for; English where there is no catalog."""
    global _catalog  # noqa: PLW0603  # one process speaks one language
    wanted = language or _environment_language()
    with as_file(files("cardscan") / "locale") as folder:
        _catalog = gettext.translation("cardscan", folder, languages=[wanted], fallback=True)


def tr(text: str, **values: object) -> str:
    """Translate a template such as `"{n} cards"` and fill it in."""
    return _catalog.gettext(text).format(**values) if values else _catalog.gettext(text)


def trn(singular: str, plural: str, n: int, **values: object) -> str:
    """Translate a counted template by the language's plural rule and fill it in; `{n}` is the count."""
    return _catalog.ngettext(singular, plural, n).format(n=n, **values)


def _environment_language() -> str:
    for variable in ("CARDSCAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return value.split(":")[0].split("_")[0].split(".")[0].lower()
    return (locale.getlocale()[0] or "en").split("_")[0].lower()
