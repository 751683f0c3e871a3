"""The values that pass from stage to stage: one frozen dataclass a stage, sequences are tuples.

Photo -> CardImage -> TextLine -> Candidate -> Contact -> Reading ... Record -> Draft
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

Pixels: TypeAlias = "NDArray[np.uint8]"

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Four corners, clockwise from the top left as a reader holds the card."""

PhoneType = Literal["work", "mobile", "fax"]
Icon = Literal["phone", "mobile", "other"]
Verdict = Literal["ready", "check"]
Gender = Literal["m", "f"]
Origin = Literal["card", "import"]
GiveKind = Literal["article", "contact", "tip", "invitation"]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo file, or one page of a PDF or TIFF; `pixels` is H x W x 3, uint8, BGR, upright by its EXIF.

    A large one may come coarse: its full size is `scale` times that of `pixels`, and `fine` decodes it.
    """

    path: Path
    sha256: str
    page: int
    taken: datetime | None
    pixels: Pixels
    scale: float = 1.0
    fine: Callable[[], Pixels] | None = None


@dataclass(frozen=True, slots=True)
class CardImage:
    """One card, flattened: `pixels` is H x W x 3, uint8, BGR; `corners` are in pixels of the photo at full size."""

    photo: Photo
    index: int
    pixels: Pixels
    corners: Quad


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line that an OCR engine read; `quad` is in 0..1 of the card. `side` is 0 for the front, 1 for the back.

    `icon` is the small picture beside a number: a handset, a mobile, another one, or none. `doubts` are the letters
    with marks that may be printed where the engine read others: `ŁŃ`.
    """

    text: str
    quad: Quad
    confidence: float
    side: int = 0
    icon: Icon | None = None
    doubts: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR or other code on the card: its payload, its symbology, its corners in 0..1 of the card."""

    text: str
    kind: str
    quad: Quad
    side: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a value is believed: probability of being right, indices into the reading's lines, reasons in words."""

    confidence: float = 0.0
    lines: tuple[int, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A plain value: a title, a department, a firm."""

    value: str
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name; `full` is in the card's order, without `prefix` (Dott.ssa) and `suffix` (MBA)."""

    full: str
    given: str | None = None
    family: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number: E.164 where `valid`; otherwise the best guess at it, `raw` being as printed."""

    number: str
    raw: str = ""
    type: PhoneType | None = None
    extension: str | None = None
    valid: bool = True
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address in lower case."""

    address: str
    valid: bool = True
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Link:
    """A web address without scheme, `www.` and closing slash; a social profile may be a mere `@handle`."""

    value: str
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `full` is one line in the card's own order, `country_code` ISO 3166-1 alpha-2."""

    full: str
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    region: str | None = None
    country_code: str | None = None
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class TaxId:
    """A tax or register number under its local name (NIP, P.IVA, CIF, CUI, USt-IdNr ...)."""

    type: str
    number: str
    valid: bool = True
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Contact:
    """The settled fields of one card; what the card does not print is None or empty. `language` is ISO 639-1."""

    language: str | None = None
    name: Name | None = None
    title: Text | None = None
    department: Text | None = None
    company: Text | None = None
    phones: tuple[Phone, ...] = ()
    emails: tuple[Email, ...] = ()
    urls: tuple[Link, ...] = ()
    social: tuple[Link, ...] = ()
    address: Address | None = None
    tax_ids: tuple[TaxId, ...] = ()


@dataclass(frozen=True, slots=True)
class Concern:
    """A field that a person should look at, and why. `field` is `name`, `phones[0]` ...; `reason` is a stable word."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Side:
    """Where one side of a card was found: `corners` in pixels of the upright photo.

    `crop` is the flat card as JPEG, empty where nobody asked for it.
    """

    path: Path
    sha256: str
    page: int
    index: int
    taken: datetime | None
    corners: Quad
    crop: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """One card as read: its sides (front first), lines of all sides, the contact, and what a person should look at."""

    sides: tuple[Side, ...]
    lines: tuple[TextLine, ...]
    codes: tuple[Code, ...]
    contact: Contact
    verdict: Verdict
    concerns: tuple[Concern, ...] = ()
    engine: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A photo that could not be read: a stable code, what is wrong, what to do."""

    path: Path
    code: str
    message: str
    hint: str = ""
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class PhotoResult:
    """All that came of one photo file; `back_of` names the photo whose card this one shows the back of."""

    path: Path
    sha256: str | None
    readings: tuple[Reading, ...] = ()
    failure: Failure | None = None
    back_of: Path | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A gathering and its folder of photos. `folder` is the folder's name in the workspace and its key."""

    folder: str
    name: str
    date: date | None = None
    place: str | None = None
    purpose: str | None = None
    cost: float | None = None
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What the user jotted down about a person, from IMG_1234.txt or notes.csv.

    `background` and `groups` are what an imported address book says of them, and where it puts them: they are found
    and exported, no letter speaks of them, and notes do not change them.
    """

    note: str = ""
    promised: str = ""
    language: str | None = None
    register: Literal["formal", "informal"] | None = None
    intent: str | None = None
    tags: tuple[str, ...] = ()
    gender: Gender | None = None
    background: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Give:
    """Something useful that the user can offer, from gives.toml; `topics` and `languages` say whom it suits."""

    title: str
    kind: GiveKind = "article"
    url: str = ""
    words: str = ""
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to offer a contact and why: a `Give` (`record` None), or an introduction to another stored contact."""

    title: str
    kind: GiveKind = "article"
    url: str = ""
    words: str = ""
    reasons: tuple[str, ...] = ()
    record: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What the linter has against a draft: a stable word, how grave it is, the words of the draft it is about."""

    code: str
    level: Literal["error", "warning"] = "warning"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A consent, an objection or a reply: the day it was given, and how (`by phone`, `reply of 3 May`)."""

    on: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """The user, as the drafts name them; `gender` only agrees the sender's own words (`encantada`)."""

    name: str = ""
    firm: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""
    signature: str = ""
    language: str = "en"
    country: str = ""
    gives: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()
    gender: Gender | None = None


@dataclass(frozen=True, slots=True)
class StoredCard:
    """A card side in the store: the photo (relative to the workspace), its hash, and the crop's file (likewise)."""

    photo: str
    sha256: str
    page: int
    index: int
    side: int
    taken: datetime | None
    corners: Quad
    crop: str


@dataclass(frozen=True, slots=True)
class Former:
    """What a field of a contact was before: an old job, an old number. `until` is the day on which it gave way."""

    field: str
    value: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A contact in the store. `edited` names the fields that the user changed: a machine never writes those again.

    `former` is what its fields were before, the latest first. `origin` tells a contact from a card from one of an
    imported address book; `uid` is the name that such a book knows it by, empty where cardscan chooses it. `version`
    grows with every change, so that whoever changes an older one is told.
    """

    id: int
    contact: Contact
    verdict: Verdict
    concerns: tuple[Concern, ...] = ()
    events: tuple[Event, ...] = ()
    note: Note = field(default_factory=Note)
    cards: tuple[StoredCard, ...] = ()
    lines: tuple[TextLine, ...] = ()
    edited: tuple[str, ...] = ()
    created: datetime | None = None
    updated: datetime | None = None
    consent: Declaration | None = None
    objection: Declaration | None = None
    reply: Declaration | None = None
    former: tuple[Former, ...] = ()
    origin: Origin = "card"
    uid: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to one contact; `warnings` are stable words (`no-note` ...), `step` counts the plan's letters from 1.

    `send_at` is the moment on `send_date` in the recipient's time zone; `suggestions` holds what the letter offers
    first, then what else would fit. `cc` holds the addresses of others the letter greets too (the other person of an
    introduction), `cc_names` their names in the same order. `dated` tells that the user chose `send_date`.
    """

    to: str
    to_name: str
    subject: str
    body: str
    language: str
    template: str
    send_date: date
    step: int = 1
    warnings: tuple[str, ...] = ()
    intent: str = "first-meeting"
    formal: bool = False
    send_at: datetime | None = None
    suggestions: tuple[Suggestion, ...] = ()
    cc: tuple[str, ...] = ()
    cc_names: tuple[str, ...] = ()
    dated: bool = False
