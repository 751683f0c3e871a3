"""Trades and subjects: what a text, a card, speaks of, from word lists in eight languages (data/topics.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from cardscan.folding import fold
from cardscan.followup.clean import one_line
from cardscan.followup.phrases import Hit, Phrases, Word, compile_lists, words_of
from cardscan.model import Contact, Record

NONE = "none"
"""The list of what looks like a trade and is none."""

_ALONE = "alone"
_FAMILY = "family"

_ENTIRE = ("any", "en")
"""The lists that are read with those of any language: English titles stand on cards everywhere."""

_SHORTEST_INSIDE = 7
"""Letters that a stem needs to be believed in the midst of a domain: `panader` in lopezpanaderia.es."""


class Mention(NamedTuple):
    """A topic, and the words of the text that tell it."""

    topic: str
    words: str


class TradeMention(NamedTuple):
    """A topic that a card tells, its words, and the field (`title` `department` `company` `domain`) they stand in."""

    topic: str
    words: str
    field: str


def names() -> frozenset[str]:
    """All topics there are."""
    return frozenset(_lists()) - {NONE}


def topics_of(text: str, language: str | None = None) -> frozenset[str]:
    """Answer the trades and subjects that `text` names.

    Args:
        text: A title, a firm's name, a note, a word of gives.toml.
        language: Its language (ISO 639-1), whose words go before those of all others.
    """
    return frozenset(mention.topic for mention in mentions(text, language))


def mentions(text: str, language: str | None = None) -> tuple[Mention, ...]:
    """Answer each topic that `text` names, in its order, with the words that name it."""
    words = words_of(text)
    if alone := _alone().get(" ".join(word.folded for word in words)):
        return (Mention(alone, one_line(text)),)
    hits = topic_hits(words, language)
    found = (Mention(hit.key, spoken(text, words, hit.first, hit.after)) for hit in hits if hit.key != NONE)
    return tuple(dict.fromkeys(found))


def topic_hits(words: Sequence[Word], language: str | None = None) -> list[Hit]:
    """Find the topics in `words` by the lists of `language`, and by those of all where it finds none."""
    hits = list(_phrases(language).find(words))
    if not hits and language is not None:
        hits = list(_phrases(None).find(words))
    return [hit for hit in hits if hit.key != NONE] if any(hit.key != NONE for hit in hits) else hits


def spoken(text: str, words: Sequence[Word], first: int, after: int, limit: int = 60) -> str:
    """Answer the words from `first` to `after` as the text has them, on one line."""
    return one_line(text[words[first].start : words[after - 1].end], limit)


def trade_mentions(record: Record) -> tuple[TradeMention, ...]:
    """Answer the trades of a contact, those of the title first, each with the words that tell it."""
    return tuple(dict.fromkeys(_trades(record.contact)))


def _trades(contact: Contact) -> Iterator[TradeMention]:
    yield from _in_field(contact, "title")
    yield from _in_field(contact, "department")
    surnames = _surnames() | {word.folded for word in words_of(contact.name.full if contact.name else "")}
    firm = [mention for mention in _in_field(contact, "company") if fold(mention.words) not in surnames]
    yield from firm
    if not firm:  # a domain repeats the firm's name, and is read less surely
        for domain in domains_of(contact):
            yield from (TradeMention(topic, domain, "domain") for topic in sorted(_domain_topics(domain, surnames)))


def _in_field(contact: Contact, field: str) -> Iterator[TradeMention]:
    if value := getattr(contact, field):
        for mention in mentions(value.value, contact.language):
            yield TradeMention(mention.topic, mention.words, field)


def domains_of(contact: Contact) -> tuple[str, ...]:
    """Answer the domains of a contact's web and e-mail addresses, without those that give mailboxes to everybody."""
    hosts = [re.split(r"[/?#:]", link.value.lower())[0].removeprefix("www.") for link in contact.urls]
    hosts += [email.address.lower().rpartition("@")[2] for email in contact.emails]
    return tuple(dict.fromkeys(host for host in hosts if "." in host and host not in _free_domains()))


def _domain_topics(domain: str, surnames: Collection[str]) -> set[str]:
    """The topics of a domain's own name, by its parts and by what stands in the midst of them."""
    rest = " ".join(word.folded for word in words_of(domain.rpartition(".")[0]))
    for name in sorted((name for name in surnames if name in rest), key=len, reverse=True):
        rest = re.sub(rf"\b{name}" if len(name) > 3 else rf"\b{name}\b", " ", rest)
    found = {hit.key for hit in _phrases(None).find(words_of(rest))}
    for label in rest.split():
        found |= _phrases(None).within(label, _SHORTEST_INSIDE)
    return found - {NONE}


@cache
def _surnames() -> frozenset[str]:
    """Trades that are family names: in a firm's name they tell none."""
    return frozenset(fold(name) for name in _lists()[NONE][_FAMILY].split(","))


@cache
def _phrases(language: str | None) -> Phrases:
    wanted = None if language is None else {language, *_ENTIRE}
    return compile_lists(
        (topic, phrases)
        for topic, lists in _lists().items()
        for code, phrases in lists.items()
        if code not in (_ALONE, _FAMILY) and (wanted is None or code in wanted)
    )


@cache
def _alone() -> dict[str, str]:
    """Words that name a topic where nothing else is said, as in gives.toml: elsewhere `vino` is also "he came"."""
    lists = ((topic, lists.get(_ALONE, "").split(",")) for topic, lists in _lists().items())
    return {fold(word): topic for topic, words in lists for word in words if word.strip()}


@cache
def _lists() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("cardscan.followup") / "data" / "topics.toml").read_text("utf-8"))


@cache
def _free_domains() -> frozenset[str]:
    text = (files("cardscan.followup") / "data" / "free_domains.toml").read_text("utf-8")
    return frozenset(tomllib.loads(text)["free"])
