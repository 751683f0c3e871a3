"""What came of a run and what is on a card: as text that people act on, and as JSON."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cardscan.cli.terminal import harmless, labelled
from cardscan.messages import tr, trn
from cardscan.model import Contact, Failure, PhotoResult
from cardscan.workflow.summary import Met, Summary

_SHOWN = 20  # contacts or photos of one kind that a summary names; the rest is counted


def summary_text(summary: Summary, *, elsewhere: bool = False) -> str:
    """Say what came of a run: what is ready, what to look at and why, where it lies, and what to type next.

    Args:
        summary: What came of it.
        elsewhere: The workspace is not the one that the user is in, so that commands must name it.
    """
    parts = [
        _heading(summary),
        _people(tr("Ready:"), summary.ready),
        _people(tr("Please check:"), summary.check),
        _people(tr("Already known, card added:"), summary.known),
        _photos(tr("No card found in:"), summary.empty),
        _failures(tr("Could not be read:"), summary.failures),
        _failed_before(summary),
        "\n".join(f"! {harmless(problem)}" for problem in summary.problems),
        _places(summary),
        _next(summary, f" -w {shlex.quote(harmless(summary.root))}" if elsewhere else ""),
    ]
    return "\n\n".join(part for part in parts if part)


def summary_json(summary: Summary) -> dict[str, Any]:
    """Answer a summary as plain values."""
    return {
        "workspace": str(summary.root),
        "drafts_folder": str(summary.drafts_folder),
        "photos": summary.photos,
        "cards": summary.cards,
        "unchanged": summary.unchanged,
        "contacts": {"ready": len(summary.ready), "check": len(summary.check), "known": len(summary.known)},
        "added": [_met_json(met) for met in summary.added],
        "known": [_met_json(met) for met in summary.known],
        "drafts": summary.drafts,
        "drafts_renewed": summary.renewed,
        "no_card": [str(path) for path in summary.empty],
        "failures": [_failure_json(failure) for failure in summary.failures],
        "failed_before": [_failure_json(failure) for failure in summary.failed_before],
        "problems": summary.problems,
    }


def result_text(result: PhotoResult) -> str:
    """Say what is on a photo, one block a card."""
    title = harmless(result.path.name)
    if result.back_of:
        back = tr("the back of {photo}", photo=harmless(result.back_of.name))
        return f"{title}\n  {back}\n"
    if not result.readings:
        nothing = tr("no card found")
        return f"{title}\n  {nothing}\n"
    blocks = []
    for reading in result.readings:
        check = [reason(concern.field, concern.reason) for concern in reading.concerns]
        fields = labelled(contact_lines(reading.contact), indent="  ")
        blocks.append(fields + (f"\n  ? {'; '.join(check)}" if check else ""))
    return title + "\n" + "\n\n".join(blocks) + "\n"


def reason(field: str, word: str) -> str:
    """Say why a field should be looked at."""
    names = {
        "name": tr("the name"),
        "title": tr("the title"),
        "department": tr("the department"),
        "company": tr("the firm"),
        "phones": tr("the phone number"),
        "emails": tr("the e-mail address"),
        "urls": tr("the web address"),
        "address": tr("the address"),
        "tax_ids": tr("the tax number"),
    }
    name = names.get(re.split(r"[.\[]", field, maxsplit=1)[0], field)
    known = {
        "missing": tr("{field} was not found", field=name),
        "no-way-to-reach": tr("there is neither e-mail nor phone"),
        "invalid": tr("{field} cannot be right", field=name),
        "unsure": tr("{field} may be misread", field=name),
    }
    return known.get(word) or tr("{field}: {reason}", field=name, reason=word)


def warning(word: str) -> str:
    """Say what a draft's warning means."""
    known = {
        "no-email": tr("there is no e-mail address to send it to"),
        "check-name": tr("the name may be wrong or incomplete"),
        "gender-unsure": tr("the greeting may need another gender"),
        "language-guessed": tr("the language is a guess"),
        "no-note": tr("you noted nothing; add what you talked about"),
        "edit-note": tr("your note stands in it as you wrote it; word it for the reader"),
        "edit-promise": tr("what you promised stands in it as you wrote it; word it for the reader"),
        "no-sender-name": tr("your own name is missing in cardscan.toml"),
    }
    return known.get(word, word)


def contact_lines(contact: Contact) -> Iterator[tuple[str, str]]:
    """Yield a contact's fields, each with its label."""
    if name := contact.name:
        yield tr("Name"), " ".join(part for part in (name.prefix, name.full, name.suffix) if part)
    for label, text in (
        (tr("Title"), contact.title),
        (tr("Department"), contact.department),
        (tr("Firm"), contact.company),
    ):
        if text:
            yield label, text.value
    kinds = {"mobile": tr("Mobile"), "fax": tr("Fax")}
    for phone in contact.phones:
        yield (
            kinds.get(phone.type or "", tr("Phone")),
            phone.number + (f" / {phone.extension}" if phone.extension else ""),
        )
    yield from ((tr("E-mail"), email.address) for email in contact.emails)
    yield from ((tr("Web"), link.value) for link in (*contact.urls, *contact.social))
    if contact.address:
        yield tr("Address"), contact.address.full
    yield from ((tax_id.type, tax_id.number) for tax_id in contact.tax_ids)


def _heading(summary: Summary) -> str:
    if not summary.photos and not summary.failures:
        if summary.unchanged:
            counted = trn("{n} photo is", "{n} photos are", summary.unchanged)
            renewed = trn("{n} draft was written anew.", "{n} drafts were written anew.", summary.renewed)
            return tr("Nothing new: {photos} done already.", photos=counted) + (
                f" {renewed}" if summary.renewed else ""
            )
        return tr("There are no photos to read.")
    parts = [trn("{n} photo", "{n} photos", summary.photos), trn("{n} card", "{n} cards", summary.cards)]
    people = [trn("{n} new contact", "{n} new contacts", len(summary.added))]
    people.append(trn("{n} draft", "{n} drafts", summary.drafts))
    done = tr("{n} done before", n=summary.unchanged)
    return ", ".join([*parts, *people, *([done] if summary.unchanged else [])]) + "."


def _people(title: str, people: list[Met]) -> str:
    if not people:
        return ""
    lines = [title]
    for met in people[:_SHOWN]:
        why = "; ".join(reason(*check) for check in met.check)
        name = harmless(met.name) or tr("(no name)")
        lines.append(f"  {met.id:>4}  {name}" + (f": {harmless(why)}" if why else ""))
    return "\n".join([*lines, *_rest(len(people))])


def _photos(title: str, paths: list[Path]) -> str:
    lines = [f"  {harmless(path)}" for path in paths[:_SHOWN]]
    return "\n".join([title, *lines, *_rest(len(paths))]) if paths else ""


def _failures(title: str, failures: list[Failure]) -> str:
    if not failures:
        return ""
    lines = [title]
    for failure in failures[:_SHOWN]:
        lines.append(f"  {harmless(failure.path)}: {harmless(failure.message)}")
        lines += [f"      {harmless(failure.hint)}"] if failure.hint else []
    return "\n".join([*lines, *_rest(len(failures))])


def _failed_before(summary: Summary) -> str:
    if not summary.failed_before:
        return ""
    title = trn("{n} photo failed before", "{n} photos failed before", len(summary.failed_before))
    return _failures(tr("{photos}; to try again: cardscan process --retry", photos=title), summary.failed_before)


def _places(summary: Summary) -> str:
    lines = []
    if summary.created:
        lines.append(tr("The results are in {folder}", folder=harmless(summary.root)))
    if summary.drafts:
        lines.append(tr("The drafts are in {folder}", folder=harmless(summary.drafts_folder)))
    if summary.nameless and summary.drafts:
        path = harmless(summary.root / "cardscan.toml")
        lines.append(tr("They lack your name: write it into {path} and run cardscan process again.", path=path))
    if summary.without_event:
        lines.append(
            tr("Put photos into a folder such as «2026-11-20 BNI Milano», and the letters tell where you met.")
        )
    return "\n".join(lines)


def _next(summary: Summary, option: str) -> str:
    steps = []
    if summary.check:
        first = summary.check[0].id
        steps.append((f"cardscan show{option} {first}", tr("look at a contact")))
        steps.append((f'cardscan edit{option} {first} name="..."', tr("correct it; its draft follows")))
        steps.append((f"cardscan edit{option} {first} --ok", tr("say that it is right")))
    if summary.added:
        steps.append((f"cardscan drafts{option}", tr("see the drafts; open a file to send it")))
        steps.append((f"cardscan export{option} vcard", tr("contacts for your phone")))
    width = max((len(command) for command, _ in steps), default=0)
    return "\n".join([tr("Next:"), *(f"  {command:<{width}}   {what}" for command, what in steps)]) if steps else ""


def _rest(count: int) -> list[str]:
    return [tr("  ... and {n} more", n=count - _SHOWN)] if count > _SHOWN else []


def _met_json(met: Met) -> dict[str, Any]:
    return asdict(met) | {"check": [{"field": field, "reason": word} for field, word in met.check]}


def _failure_json(failure: Failure) -> dict[str, Any]:
    return {"photo": str(failure.path), "code": failure.code, "message": failure.message, "hint": failure.hint}
