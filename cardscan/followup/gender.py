"""Is a person addressed as a man or as a woman? Only where the user, the card or the given name leaves no doubt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from cardscan.folding import unaccent
from cardscan.followup.honorifics import cues, is_womans_job
from cardscan.model import Gender, Name

_SECOND_OF_EITHER = frozenset({"maria", "marie", "jose", "josep"})
"""Second names that the other sex bears too (José María, María José), so that alone they tell nothing."""


def gender_of(
    name: Name | None, origins: Sequence[str] = (), *, known: Gender | None = None, job: str = ""
) -> Gender | None:
    """The gender in which to address a person, or None where that is not sure.

    What contradicts itself is not sure either: a `Sig. Maria` may well be a `Sig.ra` that was misread.

    Args:
        name: The name on the card; a prefix such as `Dott.ssa` settles the matter.
        origins: Languages (ISO 639-1) in which the given name is at home: Andrea is a man in Italian alone.
        known: What the user says (`Note.gender`), above everything else.
        job: The job title on the card; `Geschäftsführerin` tells where the name leaves it open.
    """
    if known is not None or name is None:
        return known
    told = cues(name.prefix, origins)
    if "open" in told:
        return None
    if printed := _only(told & {"m", "f"}):
        return printed if _of_given(name.given, ()) in {printed, None} else None
    by_name = {_of_given(name.given, origins), _of_polish_family(name.family) if "pl" in origins else None} - {None}
    if by_name:
        return _only(by_name)
    if is_womans_job(job):
        return "f"
    return "m" if "weakly-m" in told else None


def _only(sexes: Collection[str | None]) -> Gender | None:
    """The one gender of `sexes`; None where there are two, or none."""
    return ("m" if "m" in sexes else "f") if len(sexes) == 1 else None


def _of_given(given: str | None, origins: Sequence[str]) -> Gender | None:
    """By the whole given name, else by the first of several, else by a second that leaves no doubt: Jean-Pierre."""
    words = (given or "").lower().replace("-", " ").replace(".", " ").replace(" ª", "ª").split()
    spelled = [word for word in words if len(word) > 1]
    if not spelled or (spelled != words and unaccent(spelled[0]) in _SECOND_OF_EITHER):
        return None
    if sure := _of_names((" ".join(spelled), spelled[0]), origins):
        return sure
    # An English middle name may be a family name: Taylor Grant Clark is not a Mr Grant.
    is_compound = "-" in (given or "") or (origins and "en" not in origins)
    seconds = spelled[1:2] if is_compound and unaccent(spelled[-1]) not in _SECOND_OF_EITHER else []
    return _of_names(seconds, origins)


def _of_names(names: Iterable[str], origins: Sequence[str]) -> Gender | None:
    """By the first of `names` that is known: in the languages of origin where they know it, else in all together."""
    spellings = (spelling for name in names for spelling in (name, unaccent(name)))
    men, women = next((found for name in spellings if (found := _given_genders().get(name))), ((), ()))
    at_home = set(origins) & {*men, *women} or {*men, *women}
    return _only([sex for sex, languages in (("m", men), ("f", women)) if at_home & set(languages)])


def _of_polish_family(family: str | None) -> Gender | None:
    """Polish surnames in -ski, -cki, -dzki have a form for each gender."""
    ending = unaccent(family or "")[-3:]
    if ending in {"ski", "cki", "zki"}:
        return "m"
    return "f" if ending in {"ska", "cka", "zka"} else None


@cache
def _given_genders() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The languages in which men, and in which women, bear a folded given name."""
    text = (files("cardscan.followup") / "data" / "given_genders.tsv").read_text("utf-8")
    return {name: (tuple(men.split()), tuple(women.split())) for name, men, women in rows(text.splitlines())}


def is_given_name(name: str) -> bool:
    """Whether the table knows a given name."""
    return unaccent(name) in _given_genders()


def rows(lines: Iterable[str]) -> Iterator[list[str]]:
    """The cells of a table of tab-separated values, without its comments."""
    return (line.split("\t") for line in lines if line and not line.startswith("#"))
