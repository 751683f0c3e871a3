"""Web addresses and social profiles: find them in an OCR line, with or without scheme and `www`."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from cardscan.folding import unaccent
from cardscan.model import Link
from cardscan.normalize import domains, emails
from cardscan.normalize.found import Found, mask
from cardscan.normalize.tables import toml

_SCHEME = r"(?:h?ttps?|htps?)\s?[:;.]?\s?(?:[/\\]{1,2}|ll|II|l/|/l)\s?"
_WWW = r"(?:www|wwvv|vvww|vvvvvv|wvw|vww|wwv|wwww|ww(?=[.,]))"
_PRINTED = re.compile(
    rf"(?<![\w@.-])(?:{_SCHEME}(?:{_WWW}\s?[.,]?\s?)?|{_WWW}(?:\s?[.,]\s?|\s|(?=[^\W_])))", re.IGNORECASE
)
_BARE = re.compile(rf"(?<![\w@.,/-]){domains.LABEL}(?:\.{domains.LABEL})+(?![\w@])")
_BARE_COMMA = re.compile(rf"^\s*(?P<host>{domains.LABEL}(?:[.,]{domains.LABEL})+)\s*$")
_PATH = re.compile(r"/[^\s,;|·•\x1f]*")
_HANDLE = re.compile(r"(?<![\w.@])@[A-Za-z0-9][\w.]{1,29}(?<!\.)(?![\w@])")
_PROFILE = re.compile(r"^[\W_]*(?P<path>(?:in|profile|pages|groups|company)/)?(?P<name>[\w.%-]{2,60}[\w-])/?\s*$")
_SHORTEST_NAME = 2


@lru_cache(maxsize=256)  # asked for again and again within a card
def find(text: str) -> tuple[Found, ...]:
    """All web addresses of an OCR line, as printed; domains of e-mail addresses and abbreviations are none."""
    line = mask(text, emails.find(text))
    printed = tuple(_printed(line))
    rest = mask(line, printed)
    hosts = _BARE.finditer(rest) if "." in rest else ()
    bare = [_with_path(rest, piece.start(), piece.end()) for piece in hosts if _is_host(piece[0])]
    whole = _BARE_COMMA.match(line) if "," in line and not printed and not bare else None
    if whole and _is_host(whole["host"].replace(",", ".")):
        bare = [Found(whole["host"], whole.start("host"), whole.end("host"))]
    return tuple(sorted((*printed, *bare), key=lambda piece: piece.start))


def parse(text: str) -> Link | None:
    """Read one printed web address: no scheme, no `www.`, no closing slash, host in lower case, path as printed."""
    found = find(text)
    if not found:
        return None
    raw = found[0].raw
    opening = _PRINTED.match(raw)
    host, slash, path = raw[opening.end() if opening else 0 :].partition("/")
    mended = domains.mend(re.sub(r"\s", ".", re.sub(r"\s?([.,])\s?", r"\1", host.strip())))
    if mended is None:
        return None
    return Link(_profile_link(mended, path) if _site_of(mended) else (mended + slash + path).rstrip("/"))


def is_social(value: str) -> bool:
    """Whether a link (as `parse` gives it) is a profile: a social host's, or a mere `@handle`."""
    return value.startswith("@") or _site_of(value.partition("/")[0]) is not None


def social(text: str) -> Link | None:
    """Read one social profile: its address, `@name`, or a name after the site's word (`linkedin: jan-kowalski`)."""
    link = parse(text)
    if link is not None:
        return link if is_social(link.value) and "/" in link.value else None
    if emails.find(text):
        return None
    folded = unaccent(text)
    if folded.lstrip(" /").startswith("in/"):
        return _by_word("linkedin", text)
    word = next((word for word in _by_words() if word in folded and _alone(word).search(folded)), None)
    if word:
        rest = _alone(word).sub(" ", folded, count=1)
        return _by_word(word, rest.strip(" :.-|·\t"))
    handle = _HANDLE.search(text)
    return Link(handle[0].lower()) if handle else None


@cache
def _alone(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")


def _printed(line: str) -> Iterator[Found]:
    """Addresses that a scheme or `www` announces; the host may have spaces and commas for dots."""
    for opening in _PRINTED.finditer(line):
        end = domains.end_of_host(line, opening.end(), spaces=True)
        if end is not None:
            yield _with_path(line, opening.start(), end)


def _with_path(line: str, start: int, end: int) -> Found:
    path = _PATH.match(line, end)
    if path:
        end += len(path[0].rstrip(".,;:)]}>\"'"))
    return Found(line[start:end], start, end)


def _is_host(printed: str) -> bool:
    """Whether words joined by dots are a domain rather than an abbreviation (`Dipl.-Ing.`, `ul.Nowa`, `d.o.o.`)."""
    if _site_of(printed.lower()):  # t.me, x.com
        return True
    labels = printed.split(".")
    name, top = labels[-2], labels[-1]
    if len(name) < _SHORTEST_NAME or not any(letter.isalpha() for letter in name) or domains.mend(printed) is None:
        return False
    if unaccent(labels[0]) in _abbreviations() or (unaccent(name) in _abbreviations() and len(labels) == 2):
        return False
    return top.islower() or (printed.isupper() and len(top) <= 4) or not top.isalpha()


def _site_of(host: str) -> dict[str, Any] | None:
    for site in toml("social")["site"]:
        if any(host == known or host.endswith("." + known) for known in site["hosts"]):
            found: dict[str, Any] = site
            return found
    return None


def _profile_link(host: str, path: str) -> str:
    """A profile's address without country subdomain and tracking."""
    bare = re.sub(r"^(?:[a-z]{2}|m|mobile|web)\.(?=[\w-]+\.[a-z]+$)", "", host)
    return f"{bare}/{path.split('?', maxsplit=1)[0].split('#', maxsplit=1)[0]}".rstrip("/")


def _by_word(word: str, text: str) -> Link | None:
    """The profile under a name that stands beside the site's word."""
    profile = _PROFILE.match(text.replace("@", ""))
    if profile is None:
        return None
    site = _by_words()[word]
    path = profile["path"] or site.get("prefix", "")
    return Link(f"{site['hosts'][0]}/{path}{profile['name']}")


@cache
def _by_words() -> dict[str, dict[str, Any]]:
    return {word: site for site in toml("social")["site"] for word in site["words"]}


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(toml("abbreviations")["no_domain"])
