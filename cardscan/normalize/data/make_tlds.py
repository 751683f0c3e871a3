"""Make `tlds.txt`: the top-level domains, from the ICANN part of Mozilla's Public Suffix List.

Run once in a while, by hand: `pip install publicsuffixlist && python make_tlds.py`. The package ships the list offline.
The list is under the MPL 2.0 (https://publicsuffix.org); taken from it are the names of the top-level domains alone.
"""

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).with_name("tlds.txt")


def top_level_domains(public_suffix_list: str) -> list[str]:
    """The last labels of the rules that ICANN delegates, in Unicode, sorted."""
    icann = public_suffix_list.split("===BEGIN ICANN DOMAINS===")[1].split("===END ICANN DOMAINS===", maxsplit=1)[0]
    rules = (line.strip() for line in icann.splitlines() if line.strip() and not line.startswith("//"))
    return sorted({rule.split(".")[-1] for rule in rules})


if __name__ == "__main__":
    domains = top_level_domains((files("publicsuffixlist") / "public_suffix_list.dat").read_text(encoding="utf-8"))
    source = f"publicsuffixlist {version('publicsuffixlist')} on PyPI, the Public Suffix List (MPL 2.0)"
    TARGET.write_text(
        f"# Top-level domains. Source: {source}; made by make_tlds.py.\n" + "\n".join(domains) + "\n", encoding="utf-8"
    )
