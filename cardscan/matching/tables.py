"""The room's data files, each read once and folded as names are compared."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from cardscan.folding import fold
from cardscan.matching.spelling import plain


@cache
def table(name: str) -> dict[str, Any]:
    """`data/NAME.toml`."""
    return tomllib.loads(_text(f"{name}.toml"))


@cache
def shared(kind: str) -> frozenset[str]:
    """A list of `data/shared.toml`."""
    return frozenset(table("shared")[kind])


@cache
def formals(word: str) -> frozenset[str]:
    """All names that a word, as compared, may be short for, itself among them; one of two words has a space."""
    return frozenset((word, *_nicknames().get(word, ())))


@cache
def givens() -> frozenset[str]:
    """The given names, as compared."""
    rows = [line.split("\t")[0] for line in _text("given_names.tsv").splitlines() if not line.startswith("#")]
    return frozenset(plain(name) for name in rows) | frozenset(_nicknames())


@cache
def common(kind: str) -> frozenset[str]:
    """The most frequent `given` or `family` names, as compared."""
    return frozenset(plain(name) for names in table("common_names")[kind].values() for name in names.split())


@cache
def _nicknames() -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for names in table("nicknames").values():
        for formal, short in names.items():
            whole = " ".join(map(plain, fold(formal).split()))
            for nickname in short.split(", "):
                found.setdefault("".join(map(plain, nickname.split())), set()).add(whole)
    return {nickname: tuple(sorted(wholes)) for nickname, wholes in found.items()}


def _text(name: str) -> str:
    return (files("cardscan.matching") / "data" / name).read_text(encoding="utf-8")
