"""What came of a run: as text that people act on, and as JSON."""

import shlex
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cardscan.cli.terminal import harmless, near, short
from cardscan.messages import tr, trn
from cardscan.model import Failure
from cardscan.workflow.summary import Met, Summary
from cardscan.workflow.words import reason

_SHOWN = 20  # contacts or photos of one kind that are named; the rest is counted
_ALIKE = 8  # photos named of those that failed for one reason
_BEFORE = 3  # photos named of those that failed before


def text(summary: Summary, *, elsewhere: bool = False) -> str:
    """Say what came of a run: what is ready, what to look at and why, where it lies, and what to type next.

    Args:
        summary: What came of it.
        elsewhere: The workspace is not the one that the user is in, so that commands must name it.
    """
    option = f" -w {shlex.quote(near(summary.root))}" if elsewhere else ""
    parts = [
        _heading(summary),
        _people(tr("Ready:"), summary.ready),
        _people(tr("Please check:"), summary.check),
        _people(tr("Already known, card added:"), summary.known),
        _listed(tr("No card found in:"), summary.empty),
        _failures(summary.failures),
        failed_before(summary, option),
        approved(summary.approved, option),
        "\n".join(f"! {harmless(problem)}" for problem in summary.problems),
        _places(summary),
        _next(summary, option),
    ]
    return "\n\n".join(part for part in parts if part)


def as_json(summary: Summary) -> dict[str, Any]:
    """Answer a summary as plain values."""
    return {
        "workspace": str(summary.root),
        "drafts_folder": str(summary.drafts_folder),
        "photos": summary.photos,
        "cards": summary.cards,
        "unchanged": summary.unchanged,
        "moved": summary.moved,
        "contacts": {"ready": len(summary.ready), "check": len(summary.check), "known": len(summary.known)},
        "added": [_met_json(met) for met in summary.added],
        "known": [_met_json(met) for met in summary.known],
        "drafts": summary.drafts,
        "drafts_renewed": summary.renewed,
        "drafts_kept": summary.kept,
        "approved_kept": summary.approved,
        "no_card": [str(path) for path in summary.empty],
        "failures": [_failure_json(failure) for failure in summary.failures],
        "failed_before": [_failure_json(failure) for failure in summary.failed_before],
        "doubles": sorted(summary.doubles),
        "next_letters": summary.next_letters,
        "due": summary.due,
        "problems": summary.problems,
    }


def approved(numbers: Sequence[int], option: str = "") -> str:
    """Say that approved letters to contacts of these numbers were left as they are, and how to take that back."""
    if not numbers:
        return ""
    named = " ".join(map(str, dict.fromkeys(numbers)))
    left = trn(
        "The letter to {numbers} is approved and was left as it was.",
        "The letters to {numbers} are approved and were left as they were.",
        len(numbers),
        numbers=named.replace(" ", ", "),
    )
    back = tr("To have it written anew: {command}", command=f"cardscan drafts approve{option} {named} --undo")
    return f"{left}\n  {back}"


def _heading(summary: Summary) -> str:
    """Say in a line what was done, and in further ones what changed about what was done before."""
    return " ".join([*_done(summary), *changed(summary)])


def _done(summary: Summary) -> list[str]:
    if summary.photos:
        counts = [
            trn("{n} photo", "{n} photos", summary.photos),
            trn("{n} card", "{n} cards", summary.cards),
            trn("{n} new contact", "{n} new contacts", len(summary.added)),
            trn("{n} draft", "{n} drafts", summary.drafts),
        ]
        counts += [tr("{n} done before", n=summary.unchanged)] if summary.unchanged else []
        return [", ".join(counts) + "."]
    if summary.unchanged:
        counted = trn("{n} photo is", "{n} photos are", summary.unchanged)
        return [tr("Nothing new: {photos} done already.", photos=counted)]
    if summary.failures or summary.failed_before:
        return []
    return [
        tr("There are no photos in {folder} yet.", folder=near(summary.root)),
        tr("Copy those of each event into a folder of its own, such as «2026-11-20 BNI Milano»."),
    ]


def changed(summary: Summary) -> list[str]:
    """Say what a run changed about what was done before."""
    said = []
    if n := summary.moved:
        said.append(
            trn("{n} photo has moved, its contacts with it.", "{n} photos have moved, their contacts with them.", n)
        )
    if n := len(summary.doubles):
        said.append(trn("{n} pair of contacts may be one person.", "{n} pairs of contacts may be one person.", n))
    if n := summary.next_letters:
        said.append(trn("{n} next letter was written.", "{n} next letters were written.", n))
    if n := summary.renewed:
        said.append(trn("{n} draft was written anew.", "{n} drafts were written anew.", n))
    if n := summary.kept:
        said.append(
            trn("{n} draft that you changed was left alone.", "{n} drafts that you changed were left alone.", n)
        )
    return said


def _people(title: str, people: Sequence[Met]) -> str:
    if not people:
        return ""
    lines = [title]
    for met in people[:_SHOWN]:
        why = "; ".join(reason(*check) for check in met.check)
        name = short(met.name) or tr("(no name)")
        lines.append(f"  {met.id:>4}  {name}" + (f": {harmless(why)}" if why else ""))
    return "\n".join([*lines, *_rest(len(people), _SHOWN)])


def _listed(title: str, paths: Sequence[Path]) -> str:
    lines = [f"  {near(path)}" for path in paths[:_SHOWN]]
    return "\n".join([title, *lines, *_rest(len(paths), _SHOWN)]) if paths else ""


def _failures(failures: Sequence[Failure]) -> str:
    """List the failures, those of one reason together and what to do about them once."""
    alike: defaultdict[tuple[str, str], list[Failure]] = defaultdict(list)
    for failure in failures:
        alike[failure.message, failure.hint].append(failure)
    lines = [tr("Could not be read:")] if failures else []
    for (message, hint), found in alike.items():
        lines += [f"  {near(failure.path)}: {harmless(message)}" for failure in found[:_ALIKE]]
        lines += _rest(len(found), _ALIKE)
        lines += [f"      {harmless(hint)}"] if hint else []
    return "\n".join(lines)


def failed_before(summary: Summary, option: str = "") -> str:
    """Name the photos that failed before, and say how they are tried again."""
    if not (failed := summary.failed_before):
        return ""
    names = ", ".join(near(failure.path) for failure in failed[:_BEFORE]) + (", ..." if len(failed) > _BEFORE else "")
    said = trn("{n} photo failed before: {names}", "{n} photos failed before: {names}", len(failed), names=names)
    return said + "\n  " + tr("To try again: {command}", command=f"cardscan process{option} --retry")


def _places(summary: Summary) -> str:
    lines = []
    if summary.created:
        lines.append(tr("The results are in {folder}", folder=near(summary.root)))
    if summary.drafts:
        lines.append(tr("The drafts are in {folder}", folder=near(summary.drafts_folder)))
    if summary.due:
        lines.append(trn("{n} letter is to be sent today.", "{n} letters are to be sent today.", summary.due))
    if summary.nameless and summary.drafts:
        path = near(summary.root / "cardscan.toml")
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
    if summary.doubles:
        steps.append((f"cardscan doubles{option}", tr("say who is one person, and who is two")))
    if summary.added:
        steps.append((f"cardscan drafts{option}", tr("see the drafts; open a file to send it")))
        steps.append((f"cardscan export{option} vcard", tr("contacts for your phone")))
    if summary.due:
        steps.append((f"cardscan due{option}", tr("see what is to be sent today")))
    width = max((len(command) for command, _ in steps), default=0)
    return "\n".join([tr("Next:"), *(f"  {command:<{width}}   {what}" for command, what in steps)]) if steps else ""


def _rest(count: int, shown: int) -> list[str]:
    return [tr("  ... and {n} more", n=count - shown)] if count > shown else []


def _met_json(met: Met) -> dict[str, Any]:
    return asdict(met) | {"check": [{"field": field, "reason": word} for field, word in met.check]}


def _failure_json(failure: Failure) -> dict[str, Any]:
    return {"photo": str(failure.path), "code": failure.code, "message": failure.message, "hint": failure.hint}
