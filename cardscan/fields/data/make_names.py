"""Writes given_names.tsv and family_names.tsv from Faker's lists and names_by_hand.toml: `python make_names.py`.

Faker (https://pypi.org/project/Faker, MIT licence) is needed only here: `pip install Faker`.
"""

from __future__ import annotations

import importlib
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from cardscan.folding import unaccent

HERE = Path(__file__).parent
HEAD = """\
# {what}
# Sources: Faker {version} (https://pypi.org/project/Faker, MIT licence, (c) Daniele Faraglia and contributors)
# and names_by_hand.toml. Written by make_names.py; do not edit.
"""
# Faker's locales in Latin letters, by language. `en` itself is left to the other lists: it holds many rare spellings.
LOCALES = {
    "es": ("es_ES", "es_MX", "es_AR", "es_CL", "es_CO", "es_CA"),
    "it": ("it_IT",), "ro": ("ro_RO",), "pl": ("pl_PL",),
    "en": ("en_GB", "en_US", "en_IE", "en_NZ"),
    "de": ("de_DE", "de_AT", "de_CH"), "fr": ("fr_FR", "fr_BE", "fr_CH", "fr_CA"), "pt": ("pt_PT", "pt_BR"),
    "hi": ("en_IN",), "cs": ("cs_CZ",), "sk": ("sk_SK",), "hu": ("hu_HU",), "nl": ("nl_NL", "nl_BE"),
    "sv": ("sv_SE",), "da": ("da_DK",), "no": ("no_NO",), "fi": ("fi_FI",), "tr": ("tr_TR",), "hr": ("hr_HR",),
    "sl": ("sl_SI",), "ga": ("ga_IE",), "ar": ("fr_DZ",), "et": ("et_EE",), "lt": ("lt_LT",), "lv": ("lv_LV",),
}  # fmt: skip
FEMALE = ("first_names_female",)
MALE = ("first_names_male",)
FAMILY = ("last_names", "last_names_male", "last_names_female", "unisex_last_names", "male_last_names")


def is_name(text: str) -> bool:
    """Tell whether `text` is one name in Latin letters, of two letters at least."""
    letters = [c for c in text if c.isalpha()]
    latin = all(unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return (
        len(letters) > 1
        and latin
        and text[0].isupper()
        and re.fullmatch(r"[^\W\d_]+([-' ’][^\W\d_]+)*", text) is not None
    )


def take(locale: str, attributes: tuple[str, ...]) -> set[str]:
    """Give the names that Faker's provider for `locale` holds under `attributes`."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    return {name for attribute in attributes for name in provider.__dict__.get(attribute, ()) if is_name(name)}


def by_hand(kind: str) -> dict[str, dict[str, str]]:
    """Give a table of names_by_hand.toml."""
    table: dict[str, dict[str, str]] = tomllib.loads((HERE / "names_by_hand.toml").read_text("utf-8"))[kind]
    return table


def split(text: str) -> set[str]:
    """Take names that stand apart by commas and line ends."""
    return {name for piece in re.split(r"[,\n]", text) if (name := piece.strip())}


def given_names() -> dict[str, dict[str, str]]:
    """Give each given name's gender by language: f, m, or b where both bear it."""
    sets: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for language, locales in LOCALES.items():
        for locale in locales:
            for gender, attributes in (("f", FEMALE), ("m", MALE)):
                for name in take(locale, attributes):
                    sets[name][language].add(gender)
    names = {n: {lang: min(g) if len(g) == 1 else "b" for lang, g in by.items()} for n, by in sets.items()}
    for language, genders in by_hand("given").items():  # by hand wins: Faker's lists now and then err
        for gender, text in genders.items():
            for name in split(text):
                names.setdefault(name, {})[language] = gender
    return names


def family_names() -> dict[str, set[str]]:
    """Give each family name's languages."""
    names: dict[str, set[str]] = defaultdict(set)
    for language, locales in LOCALES.items():
        for locale in locales:
            for name in take(locale, FAMILY):
                names[name].add(language)
    for language, text in by_hand("family").items():
        for name in split(str(text)):
            names[name].add(language)
    return names


def merged(names: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Give a row for all names that fold alike: as folded, as spelled, then languages (and genders)."""
    rows: dict[str, tuple[set[str], dict[str, str]]] = defaultdict(lambda: (set(), {}))
    for name, known in names.items():
        spelled, languages = rows[unaccent(name)]
        spelled.add(name)
        for language, gender in known.items():
            languages[language] = gender if languages.get(language, gender) == gender else "b"
    return [
        "\t".join(
            (
                key,
                ",".join(sorted(spelled)),
                " ".join(f"{lang}:{g}" if g else lang for lang, g in sorted(languages.items())),
            )
        )
        for key, (spelled, languages) in sorted(rows.items())
    ]


def write(path: Path, what: str, rows: list[str]) -> None:
    """Write a list under its head."""
    version = importlib.import_module("faker").VERSION
    path.write_text(HEAD.format(what=what, version=version) + "\n".join(rows) + "\n", "utf-8")


def main() -> None:
    """Write both lists."""
    family = {name: dict.fromkeys(languages, "") for name, languages in family_names().items()}
    write(
        HERE / "given_names.tsv",
        "Given name folded, as spelled, language:gender (f, m, b: both)",
        merged(given_names()),
    )
    write(HERE / "family_names.tsv", "Family name folded, as spelled, languages", merged(family))


if __name__ == "__main__":
    main()
