"""What lies around the list of contacts: the events, the sender, what can be chosen and undone."""

from typing import Any

from babel import Locale

from cardscan.followup.draft import packaged_templates
from cardscan.followup.intents import INTENTS
from cardscan.followup.templates import supported_languages
from cardscan.messages import language
from cardscan.workflow import review_doubles, words
from cardscan.workflow.review import Review

Json = dict[str, Any]


def overview(review: Review) -> Json:
    """Answer what lies around the list, as plain values."""
    queue, sender = review.queue(), review.settings.sender
    own = [folder for folder in (review.workspace.templates,) if folder.is_dir()]
    codes = dict.fromkeys((*queue.languages(), *sorted(supported_languages([*own, packaged_templates()]))))
    return {
        "workspace": review.workspace.root.resolve().name,
        "sender": {"name": sender.name, "firm": sender.firm, "email": sender.email, "language": sender.language},
        "languages": [{"code": code, "name": _named(code)} for code in codes],
        "intents": [{"name": name, "label": words.intent(name)} for name in INTENTS],
        "events": review.events(),
        "doubles": _doubles(review),
        "tags": queue.tags(),
        "undo": review.keep("undo", lambda: _undo(review)),
        "now": queue.now,
    }


def _named(code: str) -> str:
    """Name a language in the one that is spoken; the code where nobody knows it."""
    try:
        return str(Locale.parse(language()).languages.get(code, code))
    except ValueError:
        return code


def _doubles(review: Review) -> int | None:
    """Count the pairs where they are known already: a list must not wait for that; the page asks for them itself."""
    found = review_doubles.found(review)
    return None if found is None else len(found)


def _undo(review: Review) -> Json | None:
    """Answer what an undo would take back."""
    action = review.store.journal.last()
    if action is None:
        return None
    return {"action": action.id, "what": words.done(action.what), "contacts": list(action.records)}
