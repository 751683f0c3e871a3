"""Pictures by number: no name from a card or a file ever becomes a path."""

from flask import Blueprint, Response, request

from cardscan.web.desk import the_desk
from cardscan.workflow import review_pictures

images = Blueprint("images", __name__, url_prefix="/images")


@images.get("/crop/<int:number>/<int:side>")
def crop(number: int, side: int) -> Response:
    """Answer a flat card."""
    review = the_desk().review
    return _picture(review_pictures.crop(review.workspace, review.record(number), side))


@images.get("/thumb/<int:number>")
def thumb(number: int) -> Response:
    """Answer a small picture of the card."""
    review = the_desk().review
    return _picture(review_pictures.thumb(review.workspace, review.record(number)))


@images.get("/photo/<int:number>/<int:side>")
def photo(number: int, side: int) -> Response:
    """Answer the whole photo."""
    review = the_desk().review
    return _picture(review_pictures.photo(review.workspace, review.record(number), side))


def _picture(data: bytes) -> Response:
    response = Response(data, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
