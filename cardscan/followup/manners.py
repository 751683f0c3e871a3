"""The linter's rules of manners: length, noise, whom a letter is about, what it asks and gives, whose words it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cardscan.folding import fold
from cardscan.followup import lexicon
from cardscan.followup.anatomy import sentences, take_apart, without
from cardscan.followup.clean import one_line
from cardscan.followup.draft import MOST_IN_SUBJECT, MOST_WORDS
from cardscan.followup.jotting import without_conjunction
from cardscan.followup.judged import Findings, Judged, error, warning
from cardscan.model import Draft, Sender

_GIFTS_THEMSELVES = frozenset({"introduction", "introduction-question", "promised", "thanks"})
"""Intents whose letter gives something by what it is for."""

_LEAST_OWN = 3
"""Sentences about the writer alone that a letter may bear, less one."""


def measure(letter: Judged) -> Findings:
    """Length, and noise."""
    spoken = f"{letter.parts.greeting}\n{letter.parts.text}"
    words = len([word for word in spoken.split() if re.search(r"\w", word)])
    if words > MOST_WORDS:
        yield warning("too-long", str(words))
    shouted = re.findall(r"\b[^\W\d_a-zà-ÿ]{4,}\b", letter.text)
    shouted = [word for word in shouted if word.isupper()]
    if len(set(shouted)) > 1 or letter.draft.subject.isupper():
        yield warning("shouting", ", ".join(shouted) or letter.draft.subject)
    if noise := re.search(r"[!?]*!!+[!?]*|[!?]*\?\?+|\?!|!\?", letter.draft.subject + letter.draft.body):
        yield warning("shouting", noise.group())
    if not letter.draft.subject.strip():
        yield warning("empty-subject")
    elif len(letter.draft.subject) > MOST_IN_SUBJECT:
        yield warning("long-subject", str(len(letter.draft.subject)))


def manners(letter: Judged) -> Findings:
    """Whom it is about, what it asks for, what it gives."""
    said = tuple(sentences(letter.untempting))
    theirs = [one for one in said if letter.hits("yours", one) or letter.hits("offers", one)]
    mine = [one for one in said if letter.hits("own", one) and one not in theirs]
    if len(mine) >= _LEAST_OWN and len(mine) > len(theirs) + 1:
        yield warning("about-sender", " / ".join(one_line(one, 40) for one in mine))
    asks = tuple(_asks(letter))
    if len(asks) > 1:
        yield warning("many-asks", " / ".join(one_line(one, 45) for one in asks))
    if letter.draft.intent not in _GIFTS_THEMSELVES and not _gives(letter):
        yield warning("no-give")


def _asks(letter: Judged) -> Iterator[str]:
    """The questions and requests; a request right after a question (`Tell me.`) is no other."""
    for paragraph in letter.text.split("\n\n"):
        questioned = False
        for sentence in sentences(paragraph):
            is_question = sentence.rstrip('»"”’) ').endswith("?")
            if is_question or (not questioned and _requests(letter, sentence)):
                yield sentence
            questioned = is_question


def _requests(letter: Judged, sentence: str) -> bool:
    """Whether the sentence asks for something, and not only in case that the reader should want something."""
    beginning = " ".join(sentence.split()[:2])
    return bool(letter.hits("asks", sentence)) and not letter.hits("conditions", beginning)


def _gives(letter: Judged) -> bool:
    """Whether it offers something: what was suggested, what was promised, a link, or a service."""
    said = letter.parts.text
    offered = any(gift.title and one_line(gift.title) in one_line(said, 5000) for gift in letter.draft.suggestions)
    return offered or "https://" in said or bool(letter.record.note.promised or letter.hits("offers", said))


def written(letter: Judged) -> Findings:
    """What the draft's writing warned of, as long as it holds: a jotting that the user took out is mended."""
    note = letter.record.note
    jottings = {"edit-note": note.note, "edit-promise": note.promised}
    for code in letter.draft.warnings:
        lines = jottings.get(code, "").splitlines()
        jotting = [without_conjunction(line, letter.draft.language) for line in lines]
        gone = bool(jotting) and without(letter.draft.body, jotting) == letter.draft.body
        if code != "no-email" and not gone:
            yield warning(code, note.promised if code == "put-it-in" else "")


def wording(letter: Judged) -> Findings:
    """Is it word for word what another person gets?"""
    mine = _core(letter.draft, letter.sender)
    twins = [other for other in letter.others if other.to != letter.draft.to and _core(other, letter.sender) == mine]
    if not twins or not mine:
        return
    domain = letter.draft.to.rpartition("@")[2]
    colleagues = [other for other in twins if other.to.rpartition("@")[2] == domain]
    if colleagues and domain and not lexicon.is_public_mail(domain):
        yield error("same-wording", ", ".join(other.to_name for other in colleagues))
    else:
        yield warning("same-wording", ", ".join(other.to_name for other in twins))


@lru_cache(maxsize=4096)
def _core(draft: Draft, sender: Sender) -> str:
    """What a letter says between greeting and closing, without its reader's name, to be compared with others."""
    return fold(without(take_apart(draft.body, draft.language, sender).text, (draft.to_name, *draft.to_name.split())))
