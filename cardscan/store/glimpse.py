"""Contacts as lists read them: some hundreds at a time, and of their JSON no more than a line shows."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

_BATCH = 500  # records; SQLite takes up to 32766 values in one statement


@dataclass(frozen=True)
class Value:
    """A text field; so much of it as a list shows."""

    value: str = ""


@dataclass(frozen=True)
class Name:
    """A person's name, likewise."""

    full: str = ""


def batches(ids: Collection[int]) -> Iterator[list[int]]:
    """Part record numbers, in ascending order."""
    numbers = sorted(ids)
    return (numbers[start : start + _BATCH] for start in range(0, len(numbers), _BATCH))
