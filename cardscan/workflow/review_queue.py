"""The contacts in the order in which they need a person, kept up to date from one look at the store to the next."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from cardscan.folding import fold
from cardscan.store.drafts import NEW, REPLACING, WRITTEN
from cardscan.store.heads import Head, Letter, Look
from cardscan.store.store import Store
from cardscan.workflow.steps import APPROVED, GONE_OUT, OBJECTED, SKIPPED

CHECK, READY, EXPORTED = "check", "ready", "exported"
STATES = (CHECK, READY, APPROVED, EXPORTED, SKIPPED)
"""The states of a contact under review, those that need a person first."""

_OPEN = frozenset({NEW, WRITTEN, REPLACING})
_ALIVE = _OPEN | GONE_OUT | {APPROVED}


@dataclass(frozen=True, slots=True)
class Brief:
    """A contact in the queue: its head, its state, that of its latest letter, where it was met, its place (`need`)."""

    head: Head
    state: str
    letter: str = ""
    events: tuple[str, ...] = ()
    pictured: bool = False
    need: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty values leave it open. `text` is looked for by whoever searches the store."""

    event: str = ""
    language: str = ""
    state: str = ""
    tag: str = ""
    text: str = ""


@dataclass(slots=True)
class Queue:
    """All contacts, sorted; `now` grows with every look that finds a change, `changed` says when each last did."""

    now: int = 0
    briefs: list[Brief] = field(default_factory=list)
    changed: dict[int, int] = field(default_factory=dict)
    _heads: dict[int, Head] = field(default_factory=dict)
    _letters: dict[int, tuple[Letter, ...]] = field(default_factory=dict)
    _by_id: dict[int, Brief] = field(default_factory=dict)
    _made_of: dict[int, tuple[object, ...]] = field(default_factory=dict)
    _owners: dict[int, int] = field(default_factory=dict)

    def refresh(self, store: Store) -> frozenset[int]:
        """Bring the queue to what the store holds now; only what changed is read. Answer who is gone."""
        look = store.heads.look({number: head.version for number, head in self._heads.items()})
        self._heads = {number: look.heads.get(number) or self._heads[number] for number in look.versions}
        letters = _grouped(look.letters)
        before, old_letters = self._by_id, self._letters
        self._by_id, self._letters = self._made(look, letters), letters
        self._owners = {letter.id: letter.record for letter in look.letters}
        self.briefs = sorted(self._by_id.values(), key=attrgetter("need"))
        changed = {
            number
            for number in self._by_id.keys() | before.keys()
            if self._by_id.get(number) is not before.get(number) or letters.get(number) != old_letters.get(number)
        }
        if changed:
            self.now += 1
            self.changed |= dict.fromkeys(changed, self.now)
        return frozenset(before.keys() - self._by_id.keys())

    def forget(self) -> None:
        """Read all anew the next time: another database took the place of the one that was read."""
        self._heads = {}

    def since(self, moment: int) -> list[int]:
        """List the contacts that changed, came or went after `moment`."""
        return [number for number, at in self.changed.items() if at > moment]

    def get(self, number: int) -> Brief | None:
        """Answer one contact."""
        return self._by_id.get(number)

    def owner(self, letter: int) -> int | None:
        """Answer whose a letter is."""
        return self._owners.get(letter)

    def letters(self, number: int) -> tuple[Letter, ...]:
        """List a contact's letters."""
        return self._letters.get(number, ())

    def narrowed(self, by: Filter, found: Collection[int] | None = None) -> list[Brief]:
        """List the contacts that fit, whatever their state; `found` are those that a search for the text named."""
        wanted = None if found is None else frozenset(found)
        return [
            one
            for one in self.briefs
            if (not by.event or by.event in one.events)
            and (not by.language or by.language == one.head.language)
            and (not by.tag or by.tag in one.head.tags)
            and (wanted is None or one.head.id in wanted)
        ]

    def tags(self) -> list[str]:
        """List the tags in use."""
        return sorted({tag for one in self.briefs for tag in one.head.tags}, key=fold)

    def languages(self) -> list[str]:
        """List the languages that contacts are written to in."""
        return sorted({one.head.language for one in self.briefs} - {""})

    def _made(self, look: Look, letters: Mapping[int, tuple[Letter, ...]]) -> dict[int, Brief]:
        events: defaultdict[int, list[str]] = defaultdict(list)
        for number, event in look.meetings:
            events[number].append(event)
        before, self._made_of = self._made_of, {}
        made = {}
        for number, head in self._heads.items():
            theirs, met = letters.get(number, ()), tuple(events.get(number, ()))
            parts = self._made_of[number] = (head, theirs, met, number in look.pictured, number in look.exported)
            if before.get(number) == parts:
                made[number] = self._by_id[number]
            else:
                made[number] = _brief(head, theirs, met, pictured=parts[3], exported=parts[4])
        return made


def counts(briefs: Iterable[Brief]) -> dict[str, int]:
    """Count contacts by state, and all of them."""
    found = Counter(one.state for one in briefs)
    return {"all": found.total(), **{state: found[state] for state in STATES}}


def state_of(head: Head, letters: Collection[str], *, exported: bool) -> str:
    """Tell how far a contact is: what nobody looked at yet goes before what is done.

    Args:
        head: The contact.
        letters: The states of its letters.
        exported: It is in an export, which is all that can be done with somebody who has no letter to get.
    """
    waits = any(status in _OPEN for status in letters)
    if not waits and any(status in GONE_OUT for status in letters):
        return EXPORTED
    if not waits and APPROVED in letters:
        return APPROVED
    if head.verdict == CHECK:
        return CHECK
    if head.objected or (letters and all(status in (SKIPPED, OBJECTED) for status in letters)):
        return SKIPPED
    return EXPORTED if exported and not any(status in _ALIVE for status in letters) else READY


def _brief(
    head: Head, letters: Collection[Letter], events: tuple[str, ...], *, pictured: bool, exported: bool
) -> Brief:
    """Put a contact together; those to check come first, of these the most doubtful, else they are as they came."""
    theirs = [letter.status for letter in letters]
    state = state_of(head, theirs, exported=exported)
    doubts = head.concerns if state == CHECK else 0
    need = (STATES.index(state), -doubts, head.id)
    return Brief(head, state, theirs[-1] if theirs else "", events, pictured, need)


def _grouped(letters: Iterable[Letter]) -> dict[int, tuple[Letter, ...]]:
    grouped: defaultdict[int, list[Letter]] = defaultdict(list)
    for letter in letters:
        grouped[letter.record].append(letter)
    return {number: tuple(theirs) for number, theirs in grouped.items()}
