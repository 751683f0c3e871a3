"""What the user jotted down: `IMG_1234.txt` beside a photo, or one `notes.csv` for the whole event."""

import codecs
import csv
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cardscan.folding import fold
from cardscan.messages import tr
from cardscan.model import Note
from cardscan.settings import words

NAME = "notes.csv"

_LONGEST = 200_000  # bytes; more than this is no note


@dataclass(frozen=True, slots=True)
class Jotting:
    """One note and whom it is about; what the user left out is empty. `where` names file and line for people."""

    note: Note
    photo: str = ""
    name: str = ""
    email: str = ""
    where: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one event; `problems` are lines for people about what could not be used."""

    jottings: tuple[Jotting, ...] = ()
    problems: tuple[str, ...] = ()

    def about(
        self,
        *,
        photo_names: Collection[str] = (),
        name: str | None = None,
        emails: Iterable[str] = (),
        alone: bool = True,
    ) -> tuple[Jotting, ...]:
        """Find what was noted about a person.

        Args:
            photo_names: File names of the photos that show the card.
            name: The name on the card.
            emails: The addresses on the card.
            alone: Whether the card is the only one in its photo; otherwise a row that also names a person must fit.
        """
        names, person = {_photo_key(photo) for photo in photo_names}, _name_key(name or "")
        addresses = {address.casefold() for address in emails}
        return tuple(one for one in self.jottings if _fits(one, names, person, addresses, alone=alone))

    def find(
        self,
        *,
        photo_names: Collection[str] = (),
        name: str | None = None,
        emails: Iterable[str] = (),
        alone: bool = True,
    ) -> Note:
        """Make one note of all that was noted `about` a person, an empty one where nothing was."""
        return join(self.about(photo_names=photo_names, name=name, emails=emails, alone=alone))


def load_notes(folder: Path) -> Notes:
    """Read the notes of a folder; what is unreadable becomes a problem, never an error."""
    problems: list[str] = []
    jottings = list(_beside_photos(folder, problems))
    table = folder / NAME
    if table.is_file() and (text := _text(table, problems)) is not None:
        jottings += _rows(table, text, problems)
    return Notes(tuple(jottings), tuple(problems))


def without(path: Path, unwanted: Callable[[Jotting], bool]) -> tuple[bytes, int]:
    """Answer a `notes.csv` without the rows that are unwanted, all else as it was, and how many those are."""
    data = path.read_bytes()
    text, encoding = _decoded(data)
    lines = text.splitlines(keepends=True)
    top = _top(lines)
    if len(lines) == top:
        return data, 0
    reader = csv.reader(lines[top:], delimiter=_delimiter(lines[top]), skipinitialspace=True)
    columns = _columns(path, next(reader), [])
    end, gone = top + reader.line_num, 0
    kept = lines[:end]
    with suppress(csv.Error):  # what cannot be read stays
        for row in reader:
            start, end = end, top + reader.line_num
            jotting = _jotting(path, end, columns, row, [])
            if jotting and unwanted(jotting):
                gone += 1
            else:
                kept += lines[start:end]
    return "".join((*kept, *lines[end:])).encode(encoding, errors="replace"), gone


def _fits(jotting: Jotting, photos: Collection[str], person: str, addresses: Collection[str], *, alone: bool) -> bool:
    same_person = bool(
        (jotting.email and jotting.email.casefold() in addresses) or (person and _name_key(jotting.name) == person)
    )
    if not jotting.photo:
        return same_person
    if _photo_key(jotting.photo) not in photos:
        return False
    return same_person or alone or not (jotting.name or jotting.email)


def _photo_key(name: str) -> str:
    """Photos are named with or without their suffix, and the suffix in any case."""
    return fold(Path(name.strip().replace("\\", "/")).stem)


def _name_key(name: str) -> str:
    """Names are the same in either order: Rossi Anna, Anna Rossi."""
    return " ".join(sorted(fold(name).split()))


def join(jottings: Sequence[Jotting]) -> Note:
    """Make one note of several: texts one under the other, of the rest the first that is given."""
    notes = [jotting.note for jotting in jottings]
    if len(notes) <= 1:
        return notes[0] if notes else Note()
    return Note(
        note="\n".join(dict.fromkeys(note.note for note in notes if note.note)),
        promised="\n".join(dict.fromkeys(note.promised for note in notes if note.promised)),
        language=next((note.language for note in notes if note.language), None),
        register=next((note.register for note in notes if note.register), None),
        intent=next((note.intent for note in notes if note.intent), None),
        tags=tuple(dict.fromkeys(tag for note in notes for tag in note.tags)),
        gender=next((note.gender for note in notes if note.gender), None),
    )


def _beside_photos(folder: Path, problems: list[str]) -> Iterable[Jotting]:
    for path in sorted(folder.glob("*.[tT][xX][tT]")):
        if path.is_file() and (text := _text(path, problems)) is not None:
            note = _from_text(path, text, problems)
            if note != Note():
                yield Jotting(note, photo=path.name, where=str(path))


def _from_text(path: Path, text: str, problems: list[str]) -> Note:
    """Read free text with optional `key: value` lines before it."""
    lines = text.strip().splitlines()
    values: dict[str, str] = {}
    heads: dict[str, str] = {}
    while lines:
        head, colon, value = lines[0].partition(":")
        key = words.header(head)
        if key == "register" and not colon and words.register(head):
            value = head  # a bare `formal` says it all
        elif not colon or key is None:
            break
        values[key], heads[key] = value.strip(), head
        lines.pop(0)
    rest = "\n".join(lines).strip()
    values["note"] = "\n".join(part for part in (values.get("note", ""), rest) if part)
    return _note(values, heads, str(path), problems)


def _rows(path: Path, text: str, problems: list[str]) -> Iterable[Jotting]:
    lines = text.splitlines(keepends=True)
    skipped = _top(lines)
    lines = lines[skipped:]
    if not lines:
        return
    reader = csv.reader(lines, delimiter=_delimiter(lines[0]), skipinitialspace=True)
    try:
        heads = next(reader)
        columns = _columns(path, heads, problems)
        for row in reader:
            line = reader.line_num + skipped
            if any(cell.strip() for cell in row) and (jotting := _jotting(path, line, columns, row, problems)):
                yield jotting
    except csv.Error as error:
        problems.append(tr("{path}, line {line}: {why}", path=path, line=reader.line_num + skipped, why=error))


def _top(lines: Sequence[str]) -> int:
    """Count the lines above the header: Excel may write one that names the delimiter."""
    return 1 if lines and lines[0].lower().startswith("sep=") else 0


def _delimiter(heads: str) -> str:
    return max(";\t,", key=heads.count)


def _columns(path: Path, heads: Sequence[str], problems: list[str]) -> tuple[tuple[str | None, str], ...]:
    """Pair each column with the field that it means; a column that nobody knows is said and skipped."""
    columns = tuple((words.header(head), head) for head in heads)
    for key, head in columns:
        if key is None and head.strip():
            problems.append(tr("{path}, line 1: column {head!r} is not known and was skipped", path=path, head=head))
    if not {key for key, _ in columns} & {"photo", "name", "email"}:
        problems.append(tr("{path}, line 1: a column photo, name or e-mail is missing", path=path))
    return columns


def _jotting(
    path: Path, line: int, columns: Sequence[tuple[str | None, str]], row: Sequence[str], problems: list[str]
) -> Jotting | None:
    where = tr("{path}, line {line}", path=path, line=line)
    values = {key: cell.strip() for (key, _), cell in zip(columns, row, strict=False) if key and cell.strip()}
    heads = {key: head for key, head in columns if key}
    if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
        problems.append(
            tr("{where}: more cells than columns; put a text that holds the delimiter in quotes", where=where)
        )
    if not values.keys() & {"photo", "name", "email"}:
        problems.append(tr("{where}: says nobody's photo, name or e-mail, and was skipped", where=where))
        return None
    note = _note(values, heads, where, problems)
    return Jotting(note, values.get("photo", ""), values.get("name", ""), values.get("email", ""), where)


def _note(values: dict[str, str], heads: dict[str, str], where: str, problems: list[str]) -> Note:
    language, register = values.get("language", ""), values.get("register", "")
    code, tone = words.language(language), words.register(register, heads.get("register", ""))
    if language and code is None:
        problems.append(tr("{where}: {value!r} is no language; write it, en, pl ...", where=where, value=language))
    if register and tone is None:
        problems.append(tr("{where}: {value!r} is neither formal nor informal", where=where, value=register))
    gender = words.gender(values.get("gender", ""))
    if values.get("gender") and gender is None:
        problems.append(tr("{where}: {value!r} is no gender; write m or f", where=where, value=values["gender"]))
    return Note(
        note=values.get("note", ""),
        promised=values.get("promised", ""),
        language=code,
        register=tone,
        intent=values.get("intent") or None,
        tags=tuple(tag for part in values.get("tags", "").replace(";", ",").split(",") if (tag := part.strip())),
        gender=gender,
    )


def _text(path: Path, problems: list[str]) -> str | None:
    """Read text as people's programs save it: UTF-8 with or without BOM, UTF-16 with one, else Windows' cp1252."""
    try:
        if path.stat().st_size > _LONGEST:
            problems.append(tr("{path}: too long for a note, skipped", path=path))
            return None
        data = path.read_bytes()
    except OSError as error:
        problems.append(tr("{path}: cannot be read: {why}", path=path, why=error.strerror))
        return None
    return _decoded(data)[0]


def _decoded(data: bytes) -> tuple[str, str]:
    """Answer the text and its encoding."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"
