"""The page's texts in the language of whoever looks: the catalogs' translations of what its scripts say."""

from functools import cache
from importlib.resources import files
from typing import Any

from babel.messages.extract import extract
from werkzeug.datastructures import LanguageAccept

from cardscan.messages import LANGUAGES, counted, language, plural_form, translated

KEYWORDS: dict[str, Any] = {"tr": None, "trn": (1, 2)}
"""The functions whose texts are translated, as `make catalogs` names them too."""
_TABLE = 200
"""Plural rules of all our languages repeat after a hundred, but for small numbers."""

Texts = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]


def choose(asked: str, kept: str, accepted: LanguageAccept) -> str:
    """Choose the language: the one asked for, else the one kept in the browser, else what the browser accepts."""
    named = next((code for code in (asked, kept) if code in LANGUAGES), None)
    return named or accepted.best_match(LANGUAGES) or "en"


def spoken() -> dict[str, Any]:
    """Answer the texts in the language that is spoken; those that no catalog knows are left out."""
    single, pairs = _texts()
    table = [plural_form(n) for n in range(_TABLE)]
    own = {text: translated(text) for text in single}
    return {
        "language": language(),
        "direction": "ltr",
        "texts": {text: said for text, said in own.items() if said != text},
        "plurals": {one: [counted(one, many, table.index(form)) for form in sorted(set(table))] for one, many in pairs},
        "plural_table": table,
    }


@cache
def _texts() -> Texts:
    """Find the texts in the scripts: single ones, and pairs of singular and plural."""
    single: dict[str, None] = {}
    pairs: dict[tuple[str, str], None] = {}
    folder = files("cardscan.web") / "static" / "js"
    for script in sorted(folder.iterdir(), key=lambda one: one.name):
        if not script.name.endswith(".js"):
            continue
        with script.open("rb") as file:
            for _, text, _, _ in extract("javascript", file, KEYWORDS):
                if isinstance(text, str):
                    single[text] = None
                elif len(text) > 1:
                    pairs[str(text[0]), str(text[1])] = None
    return tuple(single), tuple(pairs)
