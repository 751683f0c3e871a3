"""Why the program took a text of a card for a name, a title or a firm, in the user's words."""

from collections.abc import Iterable

from cardscan.messages import tr

_MOST = 3


def clues(reasons: Iterable[str]) -> list[str]:
    """Say the strongest of the reasons that there are words for, each once."""
    words = _words()
    return list(dict.fromkeys(words[reason] for reason in reasons if reason in words))[:_MOST]


def _words() -> dict[str, str]:
    code = tr("the code on the card says so")
    size = tr("it is written large")
    return {
        "looks_like_name": tr("it looks like a name"),
        "fits_local_part": tr("it fits the e-mail address"),
        "fits_domain": tr("it fits the web address"),
        "is_domain": tr("it fits the web address"),
        "code_says_name": code,
        "code_says_firm": code,
        "code_says_title": code,
        "title_words": tr("its words are those of a job title"),
        "firm_words": tr("its words are those of a firm"),
        "legal_form": tr("it has a legal form"),
        "department_words": tr("its words are those of a department"),
        "degree_after": tr("an academic degree follows it"),
        "largest": size,
        "among_largest": size,
        "top": tr("it stands at the top"),
    }
