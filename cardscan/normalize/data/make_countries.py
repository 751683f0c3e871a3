"""Make `countries.tsv`: folded names of countries and their codes, in cardscan's languages and their neighbours'.

Run by hand after Babel learnt new names: `python make_countries.py`. The names are those of Unicode's CLDR, by Babel.
"""

from importlib.metadata import version
from pathlib import Path

from babel import Locale

from cardscan.folding import fold
from cardscan.messages import LANGUAGES

TARGET = Path(__file__).with_name("countries.tsv")
NEIGHBOURS = ("ca", "nl", "cs", "sk", "hu")


def names() -> dict[str, str]:
    """Folded names and their ISO 3166-1 codes; of a name that two languages use, the first one's country."""
    codes = {code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()}
    found: dict[str, str] = {}
    for language in (*LANGUAGES, *NEIGHBOURS):
        for code, name in Locale(language).territories.items():
            if code in codes:
                found.setdefault(fold(name), code)
    return found


if __name__ == "__main__":
    source = f"# Unicode CLDR by Babel {version('babel')}; made by make_countries.py\n"
    TARGET.write_text(source + "".join(f"{name}\t{code}\n" for name, code in names().items()), encoding="utf-8")
