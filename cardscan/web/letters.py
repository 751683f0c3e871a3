"""Letters as files: the browser hands them to the mail program, which shows them as drafts to be sent."""

from io import BytesIO

from flask import Blueprint, Response, send_file

from cardscan.web.desk import the_desk
from cardscan.workflow.review_draft import letter_file

letters = Blueprint("letters", __name__, url_prefix="/letters")


@letters.get("/<int:number>.eml")
def letter(number: int) -> Response:
    """Answer a letter's file as it lies there now."""
    name, data = letter_file(the_desk().review, number)
    response = send_file(BytesIO(data), "message/rfc822", as_attachment=True, download_name=name, etag=False)
    response.headers["Cache-Control"] = "no-store"
    return response
