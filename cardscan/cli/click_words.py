"""Click's own words in the user's language: click asks gettext for them, and finds them in cardscan's catalogs."""

import gettext
import os

from cardscan import messages
from cardscan.messages import tr, trn


def lend() -> None:
    """Have gettext, which click asks, answer from cardscan's catalogs in the language that cardscan speaks.

    Python's gettext takes the language from the environment alone, and LANGUAGE goes first there.
    """
    os.environ["LANGUAGE"] = ":".join(messages.environment_languages())
    with messages.catalogs() as folder:
        gettext.bindtextdomain("cardscan", str(folder))
    gettext.textdomain("cardscan")


def words() -> tuple[str, ...]:
    """Answer what click says in help and errors, letter by letter as click 8.1 to 8.5 have it, for the catalogs."""
    return (
        tr("Usage:"),
        tr("Options"),
        tr("Commands"),
        tr("Show this message and exit."),
        tr("Missing argument"),
        tr("Missing option"),
        tr("Missing command."),
        tr("Invalid value: {message}"),
        tr("Invalid value for {param_hint}: {message}"),
        tr("{value!r} is not a valid {number_type}."),
        tr("{value} is not in the range {range}."),
        trn("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1, value="x", choice="y"),
        tr("No such option {name!r}."),
        tr("No such option: {name}"),
        tr("Option {name!r} does not take a value."),
        trn("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1, possibility="--json"),
        trn("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 1, name="--event"),
        trn("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1, args="x"),
    )
