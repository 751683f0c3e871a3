"""The linter of drafts: what a thoughtful friend would say before a letter goes out.

An error keeps a draft from being approved, a warning does not. It judges the text that it is given, be it as the
program wrote it or as the user changed it, by the word lists of `lexicon`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cardscan.folding import fold
from cardscan.followup import lexicon
from cardscan.followup.address import is_address
from cardscan.followup.anatomy import Anatomy, sentences, take_apart, without
from cardscan.followup.clean import one_line
from cardscan.followup.draft import MOST_IN_SUBJECT, MOST_WORDS
from cardscan.followup.greeting import full_name
from cardscan.followup.intents import is_commercial
from cardscan.followup.jotting import without_conjunction
from cardscan.followup.values import known_gender
from cardscan.model import Draft, Finding, Record, Sender

_GIFTS_THEMSELVES = frozenset({"introduction", "introduction-question", "promised", "thanks"})
"""Intents whose letter gives something by what it is for."""

_LEAST_OWN = 3
"""Sentences about the writer alone that a letter may bear, less one."""
_LONGEST_DETAIL = 100


@dataclass(frozen=True)
class _Letter:
    """A draft with what its rules go by."""

    draft: Draft
    record: Record
    sender: Sender
    others: Sequence[Draft]

    @cached_property
    def parts(self) -> Anatomy:
        return take_apart(self.draft.body, self.draft.language, self.sender)

    @cached_property
    def whole(self) -> str:
        """All but signature and footer, without names, notes and other words that are not the letter's own."""
        body = "\n".join((self.parts.greeting, self.parts.text, self.parts.closing))
        return without(body, self._quoted())

    @cached_property
    def text(self) -> str:
        """What the letter says between greeting and closing, likewise."""
        return without(self.parts.text, self._quoted())

    def hits(self, kind: str, text: str | None = None) -> tuple[str, ...]:
        """The words of the letter that are in a list of its language."""
        return lexicon.hits(kind, self.text if text is None else text, self.draft.language)

    @cached_property
    def untempting(self) -> str:
        """The text without the phrases in which the words of salesmen are innocent."""
        return without_spans(self.text, lexicon.spans("innocent", self.text, self.draft.language))

    def _quoted(self) -> Iterator[str]:
        contact, note = self.record.contact, self.record.note
        for text in (note.note, note.promised):
            yield from (without_conjunction(line, self.draft.language) for line in (text, *text.splitlines()))
        events = (part for event in self.record.events for part in (event.name, event.place))
        fields = (field.value for field in (contact.company, contact.title, contact.department) if field)
        gifts = (part for gift in self.draft.suggestions for part in (gift.title, gift.url))
        name = contact.name
        names = (name.full, name.given, name.family) if name else ()
        own = (self.sender.name, self.sender.firm, self.sender.role)
        own_words = (*self.sender.gives, *self.sender.seeks)
        for text in (*events, *fields, *gifts, full_name(name), *names, *self.draft.cc_names, *own, *own_words):
            yield text or ""


def lint(draft: Draft, *, record: Record, sender: Sender, others: Sequence[Draft] = ()) -> tuple[Finding, ...]:
    """What is to be said against a draft, errors first, each code once.

    Args:
        draft: The letter as it stands; its warnings are those of its writing, and still count.
        record: The contact it goes to.
        sender: The user.
        others: The letters it may be compared with by those who get them; its own among them does no harm.
    """
    letter = _Letter(draft, record, sender, others)
    found: dict[str, Finding] = {}
    for rule in _RULES:
        for finding in rule(letter):
            found.setdefault(finding.code, finding)
    return tuple(sorted(found.values(), key=lambda finding: finding.level != "error"))


def without_spans(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with a dot in place of each of the spans, which follow one another."""
    kept, done = [], 0
    for start, end in spans:
        kept.append(text[done:start])
        done = end
    return "·".join((*kept, text[done:]))


Findings = Iterator[Finding]


def _error(code: str, detail: str) -> Finding:
    return Finding(code, "error", one_line(detail, _LONGEST_DETAIL))


def _warning(code: str, detail: str = "") -> Finding:
    return Finding(code, "warning", one_line(detail, _LONGEST_DETAIL))


def _standing(letter: _Letter) -> Findings:
    """May this letter be written to this person at all?"""
    draft, record = letter.draft, letter.record
    if not is_address(draft.to):
        yield _error("no-recipient", draft.to)
    if record.objection:
        yield _error("objected", record.objection.on.isoformat())
    if is_commercial(draft.intent) and not record.consent:
        yield _error("no-consent", draft.intent)


def _blanks(letter: _Letter) -> Findings:
    """Values that are missing, and what the gaps look like."""
    body, language = f"{letter.draft.subject}\n{letter.draft.body}", letter.draft.language
    holes = [*lexicon.matches("blanks", body), *lexicon.hits("invented", letter.whole, language)]
    ends = [end for _, end in lexicon.spans("before", body, language)]
    # A small word that something must follow, and then a stop; or two blanks, or a line's end in a subject.
    gaps = [match for end in ends if (match := re.compile(r"[ \t]*[.,;!](?!\w)|[ \t]{2,}(?=\S)").match(body, end))]
    holes += [body[max(0, gap.start() - 20) : gap.end()].rsplit("\n", maxsplit=1)[-1] for gap in gaps]
    if re.search(r"^[^\n]*\w[ \t]+,", letter.parts.greeting):
        holes.append(letter.parts.greeting)
    if holes:
        yield _error("placeholder", ", ".join(dict.fromkeys(holes)))
    if odd := re.search(
        r"\S* ?[ \t]{2,}\S+|\S+[ \t]+[,.](?![.\w])|,,|,\.|^\s*[,;]|\(\s*\)|\n{4,}", letter.draft.body, re.M
    ):
        yield _warning("odd-blanks", odd.group())


def _genders(letter: _Letter) -> Findings:
    """Is the reader addressed as a man or a woman, and is that known?"""
    twofold = r"\b\w{3,}/(?:as?|os?|es?|in|innen|ă|y|ra|na)\b|\b\w{3,}\((?:as?|os?|es?|in|ne|ra|na)\)|\bPan\w*/Pani\w*"
    if both := re.search(f"{twofold}|\\b(?:Herr/Frau|Mr\\.?/M\\w+|Monsieur/Madame|Sir/Madam)", letter.draft.body):
        yield _error("both-genders", both.group())
        return
    line = without(letter.parts.greeting.split("\n")[0], letter._quoted())
    said = {gender for gender in ("m", "f") if letter.hits(f"greets-{gender}", line)}
    known = known_gender(letter.record)
    if len(said) == 1 and known not in said:
        yield _error("wrong-gender" if known else "greeting-unsure", letter.parts.greeting.split("\n")[0].strip(" ,:"))


def _language(letter: _Letter) -> Findings:
    """Is it in the contact's language, as a whole, paragraph by paragraph, sentence by sentence?"""
    note, contact = letter.record.note, letter.record.contact
    codes = [(code or "").lower()[:2] for code in (note.language, contact.language, letter.draft.language)]
    expected = next((code for code in codes if code in lexicon.languages()), letter.draft.language)
    for text in (letter.text, *letter.text.split("\n\n"), *sentences(letter.text)):
        if other := lexicon.surely_in(text, expected):
            yield _error("wrong-language", f"{other}: {text.strip()[:60]}")


def _register(letter: _Letter) -> Findings:
    """Does it say Sie or du, and that alone? What is said to two people at once may be either."""
    formal = (*letter.hits("formal", letter.whole), *letter.hits("titles", letter.whole))
    informal = letter.hits("informal", letter.whole)
    if letter.draft.cc:
        return
    if formal and informal:
        yield _error("mixed-register", f"{formal[0]}, {informal[0]}")
    elif wrong := informal if letter.draft.formal else formal:
        yield _error("wrong-register", ", ".join(wrong[:3]))


def _selling(letter: _Letter) -> Findings:
    """Does it sell? A letter that may, since its reader agreed to it, is only reminded."""
    text = letter.untempting
    loud = (*letter.hits("sells", text), *lexicon.matches("prices", text))
    soft = letter.hits("softly", text)
    allowed = is_commercial(letter.draft.intent) and letter.record.consent
    if loud and not allowed:
        yield _error("sells", ", ".join(loud))
    elif loud or soft:
        yield _warning("sells-softly", ", ".join((*loud, *soft)))


def _attachment(letter: _Letter) -> Findings:
    """Does it say that something is attached? Nothing is."""
    for sentence in sentences(letter.untempting):
        if (named := letter.hits("attached", sentence)) and not letter.hits("follows", sentence):
            yield _error("attachment", named[0])


def _links(letter: _Letter) -> Findings:
    """Is a link without https?"""
    for link in lexicon.matches("links", letter.draft.body):
        yield _error("unsafe-link", link)


def _measure(letter: _Letter) -> Findings:
    """Length, and noise."""
    spoken = f"{letter.parts.greeting}\n{letter.parts.text}"
    words = len([word for word in spoken.split() if re.search(r"\w", word)])
    if words > MOST_WORDS:
        yield _warning("too-long", str(words))
    shouted = re.findall(r"\b[^\W\d_a-zà-ÿ]{4,}\b", letter.text)
    shouted = [word for word in shouted if word.isupper()]
    if len(set(shouted)) > 1 or letter.draft.subject.isupper():
        yield _warning("shouting", ", ".join(shouted) or letter.draft.subject)
    if noise := re.search(r"[!?]*!!+[!?]*|[!?]*\?\?+|\?!|!\?", letter.draft.subject + letter.draft.body):
        yield _warning("shouting", noise.group())
    if not letter.draft.subject.strip():
        yield _warning("empty-subject")
    elif len(letter.draft.subject) > MOST_IN_SUBJECT:
        yield _warning("long-subject", str(len(letter.draft.subject)))


def _manners(letter: _Letter) -> Findings:
    """Whom it is about, what it asks for, what it gives."""
    said = tuple(sentences(letter.untempting))
    theirs = [one for one in said if letter.hits("yours", one) or letter.hits("offers", one)]
    mine = [one for one in said if letter.hits("own", one) and one not in theirs]
    if len(mine) >= _LEAST_OWN and len(mine) > len(theirs) + 1:
        yield _warning("about-sender", " / ".join(one_line(one, 40) for one in mine))
    asks = tuple(_asks(letter))
    if len(asks) > 1:
        yield _warning("many-asks", " / ".join(one_line(one, 45) for one in asks))
    if letter.draft.intent not in _GIFTS_THEMSELVES and not _gives(letter):
        yield _warning("no-give")


def _asks(letter: _Letter) -> Iterator[str]:
    """The questions and requests; a request right after a question (`Tell me.`) is no other."""
    for paragraph in letter.text.split("\n\n"):
        questioned = False
        for sentence in sentences(paragraph):
            is_question = sentence.rstrip('»"”’) ').endswith("?")
            if is_question or (not questioned and _requests(letter, sentence)):
                yield sentence
            questioned = is_question


def _requests(letter: _Letter, sentence: str) -> bool:
    """Whether the sentence asks for something, and not only in case that the reader should want something."""
    beginning = " ".join(sentence.split()[:2])
    return bool(letter.hits("asks", sentence)) and not letter.hits("conditions", beginning)


def _gives(letter: _Letter) -> bool:
    """Whether it offers something: what was suggested, what was promised, a link, or a service."""
    said = letter.parts.text
    offered = any(gift.title and one_line(gift.title) in one_line(said, 5000) for gift in letter.draft.suggestions)
    return offered or "https://" in said or bool(letter.record.note.promised or letter.hits("offers", said))


def _written(letter: _Letter) -> Findings:
    """What the draft's writing warned of, as long as it holds: a jotting that the user took out is mended."""
    note = letter.record.note
    jottings = {"edit-note": note.note, "edit-promise": note.promised}
    for code in letter.draft.warnings:
        lines = jottings.get(code, "").splitlines()
        jotting = [without_conjunction(line, letter.draft.language) for line in lines]
        gone = bool(jotting) and without(letter.draft.body, jotting) == letter.draft.body
        if code != "no-email" and not gone:
            yield _warning(code, note.promised if code == "put-it-in" else "")


def _wording(letter: _Letter) -> Findings:
    """Is it word for word what another person gets?"""
    mine = _core(letter.draft, letter.sender)
    twins = [other for other in letter.others if other.to != letter.draft.to and _core(other, letter.sender) == mine]
    if not twins or not mine:
        return
    domain = letter.draft.to.rpartition("@")[2]
    colleagues = [other for other in twins if other.to.rpartition("@")[2] == domain]
    if colleagues and domain and not lexicon.is_public_mail(domain):
        yield _error("same-wording", ", ".join(other.to_name for other in colleagues))
    else:
        yield _warning("same-wording", ", ".join(other.to_name for other in twins))


@lru_cache(maxsize=4096)
def _core(draft: Draft, sender: Sender) -> str:
    """What a letter says between greeting and closing, without its reader's name, to be compared with others."""
    return fold(without(take_apart(draft.body, draft.language, sender).text, (draft.to_name, *draft.to_name.split())))


_RULES: tuple[Callable[[_Letter], Findings], ...] = (
    _standing,
    _written,
    _blanks,
    _genders,
    _language,
    _register,
    _selling,
    _attachment,
    _links,
    _measure,
    _manners,
    _wording,
)
