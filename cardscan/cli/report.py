"""What is on a card, and what is doubtful about it, in words."""

from collections.abc import Iterator

from cardscan.cli.terminal import harmless, labelled
from cardscan.messages import tr
from cardscan.model import Contact, PhotoResult
from cardscan.workflow.words import reason


def result_text(result: PhotoResult) -> str:
    """Say what is on a photo, one block a card."""
    title = harmless(result.path.name)
    if result.back_of:
        back = tr("the back of {photo}", photo=harmless(result.back_of.name))
        return f"{title}\n  {back}\n"
    if not result.readings:
        nothing = tr("no card found")
        return f"{title}\n  {nothing}\n"
    blocks = []
    for reading in result.readings:
        check = [reason(concern.field, concern.reason) for concern in reading.concerns]
        fields = labelled(contact_lines(reading.contact), indent="  ")
        blocks.append(fields + (f"\n  ? {'; '.join(check)}" if check else ""))
    return title + "\n" + "\n\n".join(blocks) + "\n"


def contact_lines(contact: Contact) -> Iterator[tuple[str, str]]:
    """Yield a contact's fields, each with its label."""
    if name := contact.name:
        yield tr("Name"), " ".join(part for part in (name.prefix, name.full, name.suffix) if part)
    for label, text in (
        (tr("Title"), contact.title),
        (tr("Department"), contact.department),
        (tr("Firm"), contact.company),
    ):
        if text:
            yield label, text.value
    kinds = {"mobile": tr("Mobile"), "fax": tr("Fax")}
    for phone in contact.phones:
        yield (
            kinds.get(phone.type or "", tr("Phone")),
            phone.number + (f" / {phone.extension}" if phone.extension else ""),
        )
    yield from ((tr("E-mail"), email.address) for email in contact.emails)
    yield from ((tr("Web"), link.value) for link in (*contact.urls, *contact.social))
    if contact.address:
        yield tr("Address"), contact.address.full
    yield from ((tax_id.type, tax_id.number) for tax_id in contact.tax_ids)
