"""E-mail addresses (RFC 5321, 5322): find them in an OCR line, mend and check them with `email-validator`."""

import re
from functools import cache, lru_cache

from cardscan.folding import unaccent
from cardscan.model import Email
from cardscan.normalize import domains
from cardscan.normalize.found import Found
from cardscan.normalize.tables import toml

_AT = re.compile(
    r"\s?@\s?|\s?[(\[{]\s?(?:at|a|arroba|chiocciola|malpa|małpa)\s?[)\]}]\s?|(?<=\w)[©®](?=\w)", re.IGNORECASE
)
_AT_MARKS = frozenset("@([{©®")
_LOCAL = re.compile(r"[\w%+'-]+(?:\s?\.[\w%+'-]+|(?<![^\W_][^\W_])\.\s(?=[\w%+'-]{2})[\w%+'-]+)*$")
_GLUED = re.compile(r"^(?:[Ee]-?[Mm]ail|E-?MAIL|Mail|MAIL)[.:-]*(?=[\w.%+'-]{3})")
_ONE_LETTER_LABEL = re.compile(r"^[EeMm]\.\s")
_JOINED_WORD = re.compile(r"^(?:e-?mail|mail|correo|courriel|posta|poczta)\s?\.\s?", re.IGNORECASE)
_NAMES_WITH_MAIL = frozenset({"ing", "ings", "box", "list", "er", "s", "room", "man"})


@lru_cache(maxsize=256)  # asked for again and again within a card
def find(text: str) -> tuple[Found, ...]:
    """All addresses of an OCR line, without labels that run into them (`E-mail:`, `Emailm.rossi@...`)."""
    found: list[Found] = []
    if _AT_MARKS.isdisjoint(text):
        return ()
    done = 0
    for at in _AT.finditer(text):
        local = _LOCAL.search(text[done : at.start()])
        end = domains.end_of_host(text, at.end())
        if local is None or end is None:
            continue
        start = done + local.start() + _label_length(local[0])
        found.append(Found(text[start:end], start, end))
        done = end
    return tuple(found)


def parse(text: str, *, check_dns: bool = False) -> Email | None:
    """Read one printed address; None where there is none, `valid=False` where it breaks the rules of addresses.

    With `check_dns` the domain must also be able to take mail: the one look-up that uses the network.
    """
    from email_validator import EmailNotValidError, EmailSyntaxError, validate_email  # loaded with the first address

    found = find(text)
    if not found:
        return _broken(text)
    address = _mend(found[0].raw)
    try:
        checked = validate_email(address, check_deliverability=check_dns, allow_smtputf8=False)
    except EmailSyntaxError as error:
        return Email(address, valid="special-use" in str(error))
    except EmailNotValidError:
        return Email(address, valid=False)
    return Email(checked.normalized.lower())


def is_valid(address: str) -> bool:
    """Whether a typed address keeps the rules of addresses; nothing in it is mended."""
    from email_validator import EmailNotValidError, EmailSyntaxError, validate_email  # loaded with the first address

    try:
        validate_email(address, check_deliverability=False, allow_smtputf8=True)
    except EmailSyntaxError as error:
        return "special-use" in str(error)
    except EmailNotValidError:
        return False
    return True


def is_generic(local: str) -> bool:
    """Whether a mailbox (the part before the @) is a firm's rather than a person's: `info`, `biuro` ..."""
    name = unaccent(local).split("+")[0]
    return name in _generic() or name.strip("0123456789._-") in _generic()


def is_free_mail(domain: str) -> bool:
    """Whether a domain gives mailboxes to everybody, so that it tells nothing about the firm."""
    return domain.lower() in _free_mail()


def _label_length(local: str) -> int:
    """How many characters of a local part are a label that OCR ran into it."""
    for pattern in (_JOINED_WORD, _ONE_LETTER_LABEL, _GLUED):
        label = pattern.match(local)
        if label and local[label.end() :].lower() not in _NAMES_WITH_MAIL:
            return label.end()
    return 0


def _mend(raw: str) -> str:
    at = _AT.search(raw)
    local, host = (raw[: at.start()], raw[at.end() :]) if at else (raw, "")
    return f"{''.join(local.split()).lower()}@{domains.mend(host) or host.lower()}"


def _broken(text: str) -> Email | None:
    """What has an @ and text on both sides, but no domain that could be."""
    found = re.search(r"[\w.%+'-]+@[\w-]+(?:\.[\w-]+)*", text)
    if found is None or "." not in found[0].split("@")[1]:
        return None
    return Email(found[0][_label_length(found[0]) :].lower(), valid=False)


@cache
def _generic() -> frozenset[str]:
    return frozenset(toml("mailboxes")["generic"])


@cache
def _free_mail() -> frozenset[str]:
    return frozenset(toml("mailboxes")["free"])
