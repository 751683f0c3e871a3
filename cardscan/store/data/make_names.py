"""Make `countries.tsv` and `months.tsv`: what people call them in cardscan's languages, from Unicode's CLDR by Babel.

Run once in a while, by hand: `python cardscan/store/data/make_names.py`. CLDR is under the Unicode licence
(https://www.unicode.org/license.txt).
"""

from collections.abc import Iterable
from pathlib import Path

from babel import Locale

from cardscan.folding import fold
from cardscan.messages import LANGUAGES

FOLDER = Path(__file__).parent


def write(name: str, what: str, rows: Iterable[tuple[str, Iterable[str]]]) -> None:
    """Write a table: a key and its names, folded and each once."""
    head = f"# {what}, folded; Unicode CLDR by Babel (Unicode licence), made by make_names.py\n"
    lines = (f"{key}\t{' '.join(dict.fromkeys(filter(None, map(fold, names))))}\n" for key, names in rows)
    (FOLDER / name).write_text(head + "".join(lines), encoding="utf-8")


def main() -> None:
    """Write both tables."""
    locales = [Locale(language) for language in LANGUAGES]
    known = map(str, locales[0].territories)
    codes = sorted(code for code in known if len(code) == 2 and code.isalpha())
    write(
        "countries.tsv",
        "Countries by ISO 3166-1 code",
        ((code, [str(locale.territories.get(code, "")) for locale in locales]) for code in codes),
    )
    forms = [locale.months[form]["wide"] for locale in locales for form in ("format", "stand-alone")]
    write("months.tsv", "Months by number", ((str(month), [form[month] for form in forms]) for month in range(1, 13)))


if __name__ == "__main__":
    main()
