"""Errors that end a run: one line for people, an exit code for programs, a hint on what to do.

What goes wrong with a single photo is no exception outside its own stage: it becomes a `model.Failure`.
"""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of the command line.

    `ERROR`: it could not be done, or nothing was found. `USAGE`: what was typed is no value that fits, or names an
    option, a contact, an event that there is not. `SOME_FAILED`: done, but for some items.
    """

    DONE = 0
    ERROR = 1
    USAGE = 2
    SOME_FAILED = 3
    INTERRUPTED = 130


class CardscanError(Exception):
    """Something that ends the run, said in one line.

    Args:
        message: What is wrong, with the file or value it is about.
        hint: What the user can do about it; may be empty.
        exit_code: The process's exit code.
    """

    def __init__(self, message: str, *, hint: str = "", exit_code: Exit = Exit.ERROR) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


class WrongLoginError(CardscanError):
    """A server does not let the user in."""


class Conflict(CardscanError):  # noqa: N818  # the word that a page and its server use
    """What is to be changed is no longer as whoever changes it saw it; nothing was done."""


class Locked(CardscanError):  # noqa: N818  # likewise
    """Another cardscan is at work in the workspace; the same may be tried again."""


class PhotoError(Exception):
    """One photo cannot be read; the pipeline turns it into a `model.Failure`.

    Args:
        code: A stable word for programs: `empty`, `not-a-picture`, `damaged`, `too-large`, `unreadable`, `vanished` ...
        message: What is wrong with the file, without its name.
        hint: What the user can do about it.
    """

    def __init__(self, code: str, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
