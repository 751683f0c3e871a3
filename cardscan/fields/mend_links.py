"""Addresses that were misread, mended where another line of the card says what they should be.

`rnario.rossi@ac me.it` beside `www.acme.it` and `Mario Rossi` is `mario.rossi@acme.it`. What was mended bears the
reason `mended`; nothing is mended on one line's word alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cardscan.fields import lexicon
from cardscan.fields.evidence import main_label, name_fits_local, words_of
from cardscan.fields.layout import Row, follows
from cardscan.fields.likeness import distance, is_near
from cardscan.fields.points import Points, mended
from cardscan.folding import unaccent
from cardscan.model import Email, Evidence, Link
from cardscan.normalize import domains, emails
from cardscan.normalize.found import Found, mask

_ALIKE = 0.7
"""Two letters taken for others that look alike; below it nothing was lost or added."""
_ONE_LOST = 1.2
"""One letter or dot more or less, or four that look alike."""
_SHORTEST_LABEL, _SHORTEST_WORD = 6, 5
_MOST_WORDS = 4
_LONGEST_ADDRESS = 60
_AT = "@©®"
_ONE_HOST = re.compile(r"(?!www)[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_LOCAL = re.compile(r"[a-z0-9][\w.+-]*[\w]|[a-z0-9]")


@dataclass(frozen=True, slots=True)
class _Printed:
    """What the card prints beside its addresses, folded: single words, and runs of words without their blanks."""

    words: frozenset[str]
    runs: frozenset[str]
    texts: tuple[str, ...]


def mend_links(points: Points) -> Points:
    """Mend hosts by the firm's printed name and by each other, mailboxes by the person's; find what was broken."""
    printed = _printed([(row, text) for row, text in points.rest if "@" not in row.text])
    twice = set(map(_host, points.urls)) & set(map(_domain, points.emails))  # two lines say so: they are not mended
    right = {host: host if host in twice else _host_by_print(host, printed) for host in _hosts(points)}
    links = [_with_host(link, right[_host(link)]) for link in points.urls]
    mails = [_with_domain(mail, right[_domain(mail)]) for mail in points.emails]
    mails, links = _agreed(mails, links, printed)
    hosts = _known_hosts([*map(_host, links), *map(_domain, mails)])
    broken = {row.index: found for row, text in points.rest if (found := _broken(row, text, mails, hosts, printed))}
    mails = [_with_local(mail, printed) for mail in (*mails, *broken.values())]
    links = [link for link in links if not set(link.evidence.lines) & set(broken)]
    rest = tuple((row, _blank(text) if row.index in broken else text) for row, text in points.rest)
    return replace(points, emails=_once(mails), urls=tuple(dict.fromkeys(links)), rest=rest)


def _printed(rest: Sequence[tuple[Row, str]]) -> _Printed:
    lists = [(row, words_of(text)) for row, text in rest]
    runs = {run for _, words in lists for run in _runs(words)}
    for upper, above in lists:
        for lower, below in lists:
            if above and below and follows(upper, lower):
                runs |= set(_runs([*above[-2:], *below[:2]]))
    words = frozenset(word for _, found in lists for word in found if len(word) > 2)
    return _Printed(words, frozenset(runs), tuple(text for _, text in rest))


def _runs(words: Sequence[str]) -> Iterator[str]:
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1):
            yield "".join(words[start:end])


def _hosts(points: Points) -> set[str]:
    return {*map(_host, points.urls), *map(_domain, points.emails)}


def _host(link: Link) -> str:
    return link.value.partition("/")[0]


def _domain(mail: Email) -> str:
    return mail.address.rpartition("@")[2]


def _with_host(link: Link, host: str) -> Link:
    return link if host == _host(link) else mended(link, value=host + link.value[len(_host(link)) :])


def _with_domain(mail: Email, domain: str) -> Email:
    if domain == _domain(mail):
        return mail
    parsed = emails.parse(f"{mail.address.rpartition('@')[0]}@{domain}")
    return mended(
        replace(mail, valid=parsed is not None and parsed.valid), address=f"{mail.address.rpartition('@')[0]}@{domain}"
    )


def _host_by_print(host: str, printed: _Printed) -> str:
    """`officinelerraldi.it` beside «Officine Ferraldi»; a host that the print bears out stays as it is."""
    label = main_label(host)
    flat = label.replace("-", "")
    if len(label) < _SHORTEST_LABEL or emails.is_free_mail(host) or flat in printed.runs:
        return host
    near = [run for run in printed.runs if len(run) >= _SHORTEST_LABEL and flat != run and is_near(flat, run, _ALIKE)]
    cut = [run for run in printed.runs if run.endswith(flat) and 0 < len(run) - len(flat) < len(flat)]
    if near:
        return _replaced(host, label, min(near, key=lambda run: (distance(flat, run), run)))
    if cut and not any(word.startswith(flat[:3]) for word in printed.words):
        return _replaced(host, label, min(cut))  # its beginning was not read
    return _replaced(host, label, _word_by_print(label, printed))


def _replaced(host: str, label: str, right: str) -> str:
    return re.sub(rf"(?<![^.]){re.escape(label)}(?=\.)", right, host, count=1)


def _word_by_print(label: str, printed: _Printed) -> str:
    """`hnospizamal` beside «Hermanos Pizarral»: one word of the label is a printed one, misread."""
    if any(word in label for word in printed.words if len(word) >= _SHORTEST_WORD):
        return label
    for word in sorted(printed.words, key=lambda word: (-len(word), word)):
        for length in range(max(_SHORTEST_WORD, len(word) - 1), len(word) + 2) if len(word) >= _SHORTEST_WORD else ():
            for start in range(len(label) - length + 1):
                if is_near(label[start : start + length], word, _ALIKE / 2):
                    return label[:start] + word + label[start + length :]
    return label


def _agreed(mails: Sequence[Email], links: Sequence[Link], printed: _Printed) -> tuple[list[Email], list[Link]]:
    """Bring a mail's domain and a site's host together that differ by letters that look alike."""
    mails, links = list(mails), list(links)
    for i in range(len(mails)):
        for j, link in enumerate(links):
            mail = mails[i]
            domain, host = _domain(mail), _host(link)
            if domain == host or not _is_near(domain, host):
                continue
            if _worth(domain, mail.evidence, printed) > _worth(host, link.evidence, printed):
                links[j] = _with_host(link, domain)
            else:
                mails[i] = _with_domain(mail, host)
    return mails, links


def _is_near(one: str, other: str) -> bool:
    """Tell whether two hosts are one, misread; a hyphen more or less is no misreading."""
    if min(len(one), len(other)) < _SHORTEST_LABEL or one.replace("-", "") == other.replace("-", ""):
        return False
    return not emails.is_free_mail(one) and not emails.is_free_mail(other) and is_near(one, other, _ONE_LOST)


def _worth(host: str, evidence: Evidence, printed: _Printed) -> tuple[bool, bool, int, float]:
    label = main_label(host)
    borne_out = label.replace("-", "") in printed.runs
    words = any(word in label for word in printed.words if len(word) >= _SHORTEST_WORD)
    # Readers make one letter of two more often than two of one.
    return borne_out, words, len(host), evidence.confidence


def _known_hosts(hosts: Sequence[str]) -> tuple[str, ...]:
    """The card's own hosts, the shortest first: a broken address may look like a longer one."""
    own = {host for host in hosts if len(host) >= _SHORTEST_LABEL and not emails.is_free_mail(host)}
    return tuple(sorted(own, key=lambda host: (len(host), host)))


def _broken(row: Row, text: str, mails: Sequence[Email], hosts: Sequence[str], printed: _Printed) -> Email | None:
    """Find an address that lost its @ or a dot, by the domain that the card prints elsewhere."""
    if any(row.index in mail.evidence.lines for mail in mails):
        return None
    whole = row.text if "@" in row.text or _ONE_HOST.fullmatch(row.text) else text
    address = next((address for host in hosts if (address := _broken_address(whole, host, printed))), None)
    return Email(address, evidence=Evidence(row.confidence, (row.index,), ("mended",))) if address else None


def _blank(text: str) -> str:
    return mask(text, [Found(text, 0, len(text))])


def _broken_address(text: str, host: str, printed: _Printed) -> str | None:
    _, bare = lexicon.strip_label(text)
    flat = unaccent(bare.replace(" ", "")).strip(".,;:")
    is_one_word = " " not in bare.strip() and bare == bare.lower()  # «Mario Rossi» beside mariorossi.it is no address
    if len(flat) <= len(main_label(host)) or len(flat) > _LONGEST_ADDRESS or not (is_one_word or set(flat) & set(_AT)):
        return None
    ends = [len(flat) - len(host) + shift for shift in (-1, 0, 1, 2)] + [len(flat) - len(main_label(host))]
    for start in sorted(start for start in ends if 0 < start < len(flat)):
        local, tail = flat[:start], flat[start:]
        has_at = local[-1] in _AT
        local = local.rstrip(_AT)
        likely = _LOCAL.fullmatch(local) and (has_at or is_one_word) and _ends_in(tail, host, has_at=has_at)
        if likely and (has_at or _is_mailbox(local, printed)):
            return f"{local}@{host}"
    return None


def _ends_in(tail: str, host: str, *, has_at: bool) -> bool:
    return is_near(tail, host, _ONE_LOST) or (not has_at and is_near(tail, main_label(host), _ONE_LOST))


def _is_mailbox(local: str, printed: _Printed) -> bool:
    return emails.is_generic(local) or any(name_fits_local(text, local) == 1.0 for text in printed.texts)


def _with_local(mail: Email, printed: _Printed) -> Email:
    """Mend a mailbox by the printed name: `rnario.rossi` of Mario Rossi; drop an icon that was read as a digit."""
    local, _, domain = mail.address.rpartition("@")
    bare = local[1:] if re.match(r"\d[a-z]{4,}$", local) and local[1:] in printed.words else local
    parts = [_part_by_print(part, printed) for part in re.split(r"([._-])", bare)]
    right = "".join(parts)
    return mail if right == local or not domains.mend(domain) else mended(mail, address=f"{right}@{domain}")


def _part_by_print(part: str, printed: _Printed) -> str:
    if len(part) < _SHORTEST_WORD - 1 or part in printed.words or lexicon.is_given(part) or lexicon.is_family(part):
        return part
    near = [word for word in printed.words if len(word) >= _SHORTEST_WORD - 1 and is_near(part, word, _ALIKE)]
    return min((word for word in near if _is_name(word)), key=lambda word: (distance(part, word), word), default=part)


def _is_name(word: str) -> bool:
    return bool(lexicon.is_given(word) or lexicon.is_family(word))


def _once(mails: Sequence[Email]) -> tuple[Email, ...]:
    return tuple({mail.address: mail for mail in reversed(mails)}.values())[::-1]
