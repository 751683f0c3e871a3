"""Do two names mean the same person? Accents, case, order, initials, nicknames and slips of a reader do not count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import product

from cardscan.folding import fold
from cardscan.matching.spelling import near, plain, within
from cardscan.matching.tables import formals, givens, table
from cardscan.model import Name

_SHORT = 4


class Alike(Enum):
    """How two names stand to each other."""

    SAME = "the same words"
    NICKNAME = "one has the short form of the other's first name"
    NEAR = "the same words but for a slip"
    FULLER = "one has further words, the first name is the same"
    PARTIAL = "one has initials or a single word, or each has words that the other lacks"
    FAMILY = "the first name is the same, the family name is another"
    UNKNOWN = "one is missing"
    DIFFERENT = "they contradict each other"


class Tie(Enum):
    """How two words stand to each other."""

    SAME = 0
    NICKNAME = 1
    NEAR = 2
    INITIAL = 3


@dataclass(frozen=True, slots=True)
class NameWords:
    """A name as words that compare; `given` tells for each whether it is a given name; `generation` is Jr or Sr."""

    words: tuple[str, ...] = ()
    given: tuple[bool, ...] = ()
    generation: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """A word that two names share: as the first has it, whether it is a given name, and how it is tied."""

    word: str
    given: bool
    tie: Tie


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two names stand to each other, and the words that they share."""

    alike: Alike
    shared: tuple[Shared, ...] = ()


def name_words(name: Name | None) -> NameWords:
    """Take a name apart."""
    if name is None:
        return NameWords()
    found = fold(name.full).split()
    generation = _generation(found[2:], fold(name.suffix or "").split())
    small = _small()
    words = [word for word in found if word not in small and not (generation and word in _generations())] or found
    told = _told(words, fold(name.given or "").split(), fold(name.family or "").split())
    return NameWords(tuple(map(_compared, words)), told, generation)


def _compared(word: str) -> str:
    """Write a word as names are compared, but no Lily as an initial."""
    return word if len(word) > 1 and len(plain(word)) == 1 else plain(word)


def compare(one: NameWords, other: NameWords) -> Likeness:
    """Say how two names stand to each other."""
    if not one.words or not other.words:
        return Likeness(Alike.UNKNOWN)
    if "".join(one.words) == "".join(other.words) or sorted(one.words) == sorted(other.words):
        long = max(one, other, key=lambda name: len(name.words))
        shared = tuple(Shared(word, given, Tie.SAME) for word, given in zip(long.words, long.given, strict=True))
        return Likeness(Alike.SAME if sum(len(word) > 1 for word in long.words) > 1 else Alike.PARTIAL, shared)
    left, right = list(range(len(one.words))), list(range(len(other.words)))
    shared = (*_tied(one, other, left, right), *_joined(one, other, left, right))
    return Likeness(_judge(one, other, left, right, shared), shared)


@lru_cache(maxsize=65536)
def tie(one: str, other: str) -> Tie | None:
    """Say how two words of names stand to each other."""
    if one == other:
        return Tie.SAME if len(one) > 1 else Tie.INITIAL
    if len(one) == 1 or len(other) == 1:
        initial, word = sorted((one, other), key=len)
        return Tie.INITIAL if any(name.startswith(initial) for name in formals(word)) else None
    if formals(one) & formals(other):
        return Tie.NICKNAME
    return Tie.NEAR if _slip(one, other) else None


def _tied(one: NameWords, other: NameWords, left: list[int], right: list[int]) -> Iterator[Shared]:
    """Pair the words, the best ties first, and take what is paired out of `left` and `right`."""
    ties = [(i, j, found) for i in left for j in right if (found := tie(one.words[i], other.words[j]))]
    for i, j, found in sorted(ties, key=lambda one: (one[2].value, abs(one[0] - one[1]))):
        if i in left and j in right:
            left.remove(i)
            right.remove(j)
            yield Shared(_fuller(one.words[i], other.words[j]), one.given[i] or other.given[j], found)


def _joined(one: NameWords, other: NameWords, left: list[int], right: list[int]) -> Iterator[Shared]:
    """Pair a word with several of the other name: `Jeanpierre`, and `Chema` who is a José María."""
    for mine, its, single, several in ((one, other, left, right), (other, one, right, left)):
        if len(single) == 1 and len(several) > 1:
            word, words = mine.words[single[0]], [its.words[i] for i in several]
            known = "".join(words) == word
            if known or " ".join(words) in formals(word):
                yield Shared(word, mine.given[single[0]], Tie.SAME if known else Tie.NICKNAME)
                single.clear()
                several.clear()


def misread(one: NameWords, other: NameWords) -> bool:
    """Tell whether a first name may have been misread: one of the two is no name that is known, or a letter differs."""
    mine, theirs = _givens(one), _givens(other)
    if not all(any(word in givens() for word in words) for words in (mine, theirs)):
        return True
    return any(within(a, b, 1, 3) and not _of_a_couple(a, b) for a in mine for b in theirs)


def a_letter_apart(one: NameWords, other: NameWords) -> bool:
    """Tell whether words that differ do so by a letter: Georg is George misread, or another man."""
    return any(within(a, b, 1, 2) and not _of_a_couple(a, b) for a, b in _differing(one, other))


def of_a_couple(one: NameWords, other: NameWords) -> bool:
    """Tell whether words that differ are the names of a man and a woman: Petr and Petra, who may be married."""
    return any(within(a, b, 1) and _of_a_couple(a, b) for a, b in _differing(one, other))


def _differing(one: NameWords, other: NameWords) -> Iterator[tuple[str, str]]:
    """Pair the words that only one of two names has; which are given names is not sure where one is misread."""
    yield from product(set(one.words) - set(other.words), set(other.words) - set(one.words))


def _givens(name: NameWords) -> list[str]:
    return [word for word, given in zip(name.words, name.given, strict=True) if given]


def _judge(
    one: NameWords, other: NameWords, left: Sequence[int], right: Sequence[int], shared: Sequence[Shared]
) -> Alike:
    whole = [word for word in shared if word.tie is not Tie.INITIAL]
    if not whole:
        return Alike.DIFFERENT
    if left and right:
        return _both_lack(one, other, left, right, whole)
    if left or right:
        return _one_lacks(one, other, left, right, whole)
    if len(whole) < len(shared) or len(whole) < 2:
        return Alike.PARTIAL
    ties = {word.tie for word in shared}
    return Alike.NEAR if Tie.NEAR in ties else Alike.NICKNAME if Tie.NICKNAME in ties else Alike.SAME


def _one_lacks(
    one: NameWords, other: NameWords, left: Sequence[int], right: Sequence[int], whole: Sequence[Shared]
) -> Alike:
    """Judge names of which one has further words."""
    if not any(word.given for word in whole) and _has_given(one, left) and _has_given(other, right):
        return Alike.DIFFERENT  # the M. of Ann M. is no Marcus
    full = len(whole) > 1 and _first_shared(one, left) and _first_shared(other, right)
    return Alike.FULLER if full else Alike.PARTIAL


def _both_lack(
    one: NameWords, other: NameWords, left: Sequence[int], right: Sequence[int], whole: Sequence[Shared]
) -> Alike:
    """Judge names that each have words which the other lacks."""
    given = any(word.given for word in whole)
    lacks_given = any(one.given[i] for i in left), any(other.given[i] for i in right)
    lacks_family = any(not one.given[i] for i in left), any(not other.given[i] for i in right)
    if all(lacks_given):
        return Alike.DIFFERENT  # sisters may be María José and María Carmen
    if all(lacks_family):
        return Alike.FAMILY if given else Alike.DIFFERENT
    return Alike.PARTIAL if len(whole) > 1 else Alike.DIFFERENT


def _has_given(name: NameWords, lacking: Sequence[int]) -> bool:
    """Tell whether a whole first name stands among the words `lacking`, or anywhere if none is."""
    return any(name.given[i] and len(name.words[i]) > 1 for i in (lacking or range(len(name.words))))


def _first_shared(name: NameWords, lacking: Sequence[int]) -> bool:
    first = next((i for i, given in enumerate(name.given) if given), 0)
    return first not in lacking


def _slip(one: str, other: str) -> bool:
    """Tell whether two words are one but for slips. Two real first names never are; what is none may be one misread."""
    known = (one in givens()) + (other in givens())
    if known == 2 or (known and _of_a_couple(one, other)):
        return False
    return within(one, other, 2 if max(len(one), len(other)) > _SHORT else 1, 3) if known else near(one, other)


def _of_a_couple(one: str, other: str) -> bool:
    """Tell a man's name from the woman's that differs in its ending: Mirel, Mirela."""
    return one.rstrip("aou") == other.rstrip("aou") and one[-1] != other[-1]


def _told(words: Sequence[str], given: Sequence[str], family: Sequence[str]) -> tuple[bool, ...]:
    """Say which words are given names: as the card was split, unless the list of names knows better."""
    known = [plain(word) in givens() for word in words]
    if not given or not family:
        split = known if any(known) and not all(known) else [i == 0 for i in range(len(words))]
        return tuple(split)
    first = [word in given and word not in family for word in words]
    swapped = sum(map(_is_given, family)) > sum(map(_is_given, given)) == 0
    return tuple(not one for one in first) if swapped else tuple(first)


def _is_given(word: str) -> bool:
    return plain(word) in givens()


def _fuller(one: str, other: str) -> str:
    return max(one, other, key=len)


def _generation(words: Sequence[str], suffix: Sequence[str]) -> str:
    return next((which for word in (*words, *suffix) if (which := _generations().get(word))), "")


def _generations() -> dict[str, str]:
    return {word: which for which, words in table("shared")["generations"].items() for word in words}


def _small() -> frozenset[str]:
    return frozenset(table("shared")["small"]["words"])
