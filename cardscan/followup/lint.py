"""The linter of drafts: what a thoughtful friend would say before a letter goes out.

An error keeps a draft from being approved, a warning does not. It judges the text that it is given, be it as the
program wrote it or as the user changed it, by the word lists of `lexicon`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from cardscan.followup import lexicon
from cardscan.followup.address import is_address
from cardscan.followup.anatomy import sentences, without
from cardscan.followup.intents import is_commercial
from cardscan.followup.judged import Findings, Judged, error, warning
from cardscan.followup.manners import manners, measure, wording, written
from cardscan.followup.values import known_gender
from cardscan.model import Draft, Finding, Record, Sender


def lint(draft: Draft, *, record: Record, sender: Sender, others: Sequence[Draft] = ()) -> tuple[Finding, ...]:
    """What is to be said against a draft, errors first, each code once.

    Args:
        draft: The letter as it stands; its warnings are those of its writing, and still count.
        record: The contact it goes to.
        sender: The user.
        others: The letters it may be compared with by those who get them; its own among them does no harm.
    """
    letter = Judged(draft, record, sender, others)
    found: dict[str, Finding] = {}
    for rule in _RULES:
        for finding in rule(letter):
            found.setdefault(finding.code, finding)
    return tuple(sorted(found.values(), key=lambda finding: finding.level != "error"))


def _standing(letter: Judged) -> Findings:
    """May this letter be written to this person at all?"""
    draft, record = letter.draft, letter.record
    if not is_address(draft.to):
        yield error("no-recipient", draft.to)
    if record.objection:
        yield error("objected", record.objection.on.isoformat())
    if is_commercial(draft.intent) and not record.consent:
        yield error("no-consent", draft.intent)


def _blanks(letter: Judged) -> Findings:
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
        yield error("placeholder", ", ".join(dict.fromkeys(holes)))
    if odd := re.search(
        r"\S* ?[ \t]{2,}\S+|\S+[ \t]+[,.](?![.\w])|,,|,\.|^\s*[,;]|\(\s*\)|\n{4,}", letter.draft.body, re.M
    ):
        yield warning("odd-blanks", odd.group())


def _genders(letter: Judged) -> Findings:
    """Is the reader addressed as a man or a woman, and is that known?"""
    twofold = r"\b\w{3,}/(?:as?|os?|es?|in|innen|ă|y|ra|na)\b|\b\w{3,}\((?:as?|os?|es?|in|ne|ra|na)\)|\bPan\w*/Pani\w*"
    if both := re.search(f"{twofold}|\\b(?:Herr/Frau|Mr\\.?/M\\w+|Monsieur/Madame|Sir/Madam)", letter.draft.body):
        yield error("both-genders", both.group())
        return
    line = without(letter.parts.greeting.split("\n")[0], letter.quoted())
    said = {gender for gender in ("m", "f") if letter.hits(f"greets-{gender}", line)}
    known = known_gender(letter.record)
    if len(said) == 1 and known not in said:
        yield error("wrong-gender" if known else "greeting-unsure", letter.parts.greeting.split("\n")[0].strip(" ,:"))


def _language(letter: Judged) -> Findings:
    """Is it in the contact's language, as a whole, paragraph by paragraph, sentence by sentence?"""
    note, contact = letter.record.note, letter.record.contact
    codes = [(code or "").lower()[:2] for code in (note.language, contact.language, letter.draft.language)]
    expected = next((code for code in codes if code in lexicon.languages()), letter.draft.language)
    for text in (letter.text, *letter.text.split("\n\n"), *sentences(letter.text)):
        if other := lexicon.surely_in(text, expected):
            yield error("wrong-language", f"{other}: {text.strip()[:60]}")


def _register(letter: Judged) -> Findings:
    """Does it say Sie or du, and that alone? What is said to two people at once may be either."""
    formal = (*letter.hits("formal", letter.whole), *letter.hits("titles", letter.whole))
    informal = letter.hits("informal", letter.whole)
    if letter.draft.cc:
        return
    if formal and informal:
        yield error("mixed-register", f"{formal[0]}, {informal[0]}")
    elif wrong := informal if letter.draft.formal else formal:
        yield error("wrong-register", ", ".join(wrong[:3]))


def _selling(letter: Judged) -> Findings:
    """Does it sell? A letter that may, since its reader agreed to it, is only reminded."""
    text = letter.untempting
    loud = (*letter.hits("sells", text), *lexicon.matches("prices", text))
    soft = letter.hits("softly", text)
    allowed = is_commercial(letter.draft.intent) and letter.record.consent
    if loud and not allowed:
        yield error("sells", ", ".join(loud))
    elif loud or soft:
        yield warning("sells-softly", ", ".join((*loud, *soft)))


def _attachment(letter: Judged) -> Findings:
    """Does it say that something is attached? Nothing is."""
    for sentence in sentences(letter.untempting):
        if (named := letter.hits("attached", sentence)) and not letter.hits("follows", sentence):
            yield error("attachment", named[0])


def _links(letter: Judged) -> Findings:
    """Is a link without https?"""
    for link in lexicon.matches("links", letter.draft.body):
        yield error("unsafe-link", link)


_RULES: tuple[Callable[[Judged], Findings], ...] = (
    _standing,
    written,
    _blanks,
    _genders,
    _language,
    _register,
    _selling,
    _attachment,
    _links,
    measure,
    manners,
    wording,
)
