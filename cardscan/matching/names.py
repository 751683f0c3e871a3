"""Do two names mean the same person? Accents, case, order, initials and letters that OCR confuses do not count."""

from collections import Counter
from dataclasses import dataclass
from enum import Enum

from cardscan.folding import fold
from cardscan.model import Name

# Letters that OCR takes for each other, after folding.
_CONFUSED = (("rn", "m"), ("vv", "w"), ("1", "i"), ("l", "i"), ("0", "o"), ("5", "s"), ("8", "b"))


class Alike(Enum):
    """How two names stand to each other."""

    SAME = "the same words"
    FULLER = "one has further words, the first name is the same"
    PARTIAL = "one has initials or a single word, or each has words that the other lacks"
    UNKNOWN = "one is missing"
    DIFFERENT = "they contradict each other"


@dataclass(frozen=True, slots=True)
class NameWords:
    """A name as words that compare; `given` is the first word of the given name, empty where it is not known."""

    words: tuple[str, ...] = ()
    given: str = ""


def name_words(name: Name | None) -> NameWords:
    """Take a name apart."""
    if name is None:
        return NameWords()
    given = fold(name.given or "").split()
    return NameWords(tuple(_plain(word) for word in fold(name.full).split()), _plain(given[0]) if given else "")


def compare(one: NameWords, other: NameWords) -> Alike:
    """Say how two names stand to each other."""
    if not one.words or not other.words:
        return Alike.UNKNOWN
    shared = Counter(one.words) & Counter(other.words)
    exact = [word for word in shared.elements() if len(word) > 1]
    if "".join(one.words) == "".join(other.words) or Counter(one.words) == Counter(other.words):
        return Alike.SAME if _whole(one) or _whole(other) else Alike.PARTIAL
    if not exact:
        return Alike.DIFFERENT
    short, long = sorted((one.words, other.words), key=len)
    if len(exact) == len(short) > 1:
        return Alike.FULLER if _same_first(one, other) else Alike.PARTIAL
    if _initials_fit(Counter(short) - shared, Counter(long) - shared):
        return Alike.PARTIAL
    return Alike.PARTIAL if len(exact) > 1 and one.given and one.given == other.given else Alike.DIFFERENT


def _plain(word: str) -> str:
    for seen, meant in _CONFUSED:
        word = word.replace(seen, meant)
    return word


def _whole(name: NameWords) -> bool:
    """Tell a first and a last name from a mere `J. Smith` or `Ana`."""
    return sum(len(word) > 1 for word in name.words) > 1


def _same_first(one: NameWords, other: NameWords) -> bool:
    if one.given and other.given:
        return one.given == other.given
    return one.words[0] == other.words[0]


def _initials_fit(short: Counter[str], long: Counter[str]) -> bool:
    """Tell whether each word left of the shorter name pairs with one of the longer, one of the two being an initial."""
    left = list(long.elements())
    for word in short.elements():
        pair = next((other for other in left if _is_initial(word, other) or _is_initial(other, word)), None)
        if pair is None:
            return False
        left.remove(pair)
    return True


def _is_initial(letter: str, word: str) -> bool:
    return len(letter) == 1 and word.startswith(letter)
