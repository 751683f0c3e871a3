"""What is on a card, and what is doubtful about it, in words."""

import re
from collections.abc import Iterator

from cardscan.cli.terminal import harmless, labelled
from cardscan.messages import tr
from cardscan.model import Contact, PhotoResult


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


def reason(field: str, word: str) -> str:
    """Say why a field should be looked at."""
    names = {
        "name": tr("the name"),
        "title": tr("the title"),
        "department": tr("the department"),
        "company": tr("the firm"),
        "phones": tr("the phone number"),
        "emails": tr("the e-mail address"),
        "urls": tr("the web address"),
        "address": tr("the address"),
        "tax_ids": tr("the tax number"),
    }
    name = names.get(re.split(r"[.\[]", field, maxsplit=1)[0], field)
    known = {
        "missing": tr("{field} was not found", field=name),
        "no-way-to-reach": tr("there is neither e-mail nor phone"),
        "invalid": tr("{field} cannot be right", field=name),
        "unsure": tr("{field} may be misread", field=name),
        "code-differs": tr("{field}: the code on the card says otherwise", field=name),
    }
    return known.get(word) or tr("{field}: {reason}", field=name, reason=word)


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
