"""The day a letter is to be sent on: the user's choice, which no later writing of the letter takes back."""

from datetime import date

from cardscan.errors import CardscanError, Exit
from cardscan.followup.calendar import day_off
from cardscan.followup.language import country_of
from cardscan.messages import language, tr
from cardscan.model import Contact
from cardscan.settings import config
from cardscan.settings.workspace import Workspace
from cardscan.store.drafts import StoredDraft
from cardscan.workflow.acting import acting
from cardscan.workflow.letters import Letters
from cardscan.workflow.own_text import open_letter
from cardscan.workflow.session import writing


def set_day(
    workspace: Workspace, draft_id: int, day: date | None, version: int | None = None, *, today: date | None = None
) -> StoredDraft:
    """Have a letter sent on a day, or on the plan's again (None); approved or not, its text stays.

    Raises:
        Conflict: The letter has changed since that version.
        CardscanError: The day is over; or there is no such letter, or it is sent, skipped or taken away.
    """
    if day is not None and day < (today or date.today()):
        raise CardscanError(
            tr("{day} is over", day=day.isoformat()),
            hint=tr("Choose today, or a day to come."),
            exit_code=Exit.USAGE,
        )
    with writing(workspace) as store:
        letters = Letters.of(workspace, store, config.load(workspace.config))
        stored = open_letter(store, letters, draft_id, version)
        dated = letters.dated(store.record(stored.record_id), stored, day)
        if dated != stored.draft:
            with acting(workspace, store, "dated", [stored.record_id]):
                store.drafts.redate(draft_id, dated)
        return store.drafts.get(draft_id)


def doubt(contact: Contact, day: date, home: str | None) -> str:
    """Say what is against a day where the contact lives, or at `home` where that is not known; empty if nothing is."""
    why = day_off(day, country_of(contact) or home, language())
    if why is None:
        return ""
    return tr("This is a public holiday there: {holiday}", holiday=why) if why else tr("This is a weekend")
