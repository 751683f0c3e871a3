"""Holds the imports against the floor table of docs: a room imports only what stands below it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "cardscan"
FLOORS = (
    ("model", "errors", "messages", "files", "folding"),
    ("imaging", "ocr", "normalize", "matching", "store", "followup", "export", "settings"),
    ("fields", "imports"),
    ("pipeline",),
    ("workflow",),
    ("web",),
    ("cli",),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
GROUND = 0
LONGEST = 60
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each room that a module imports, at its top or inside a function, with the line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            module = node.module or ""
            names = [f"cardscan.{alias.name}" for alias in node.names] if module == "cardscan" else [module]
        for name in names:
            parts = name.split(".")
            if parts[0] == "cardscan" and len(parts) > 1:
                yield parts[1], node.lineno


def test_every_room_stands_on_a_floor():
    rooms = {room_of(path) for path in MODULES} - {"__init__"}
    assert rooms == set(FLOOR)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_what_stands_below_it(path):
    room = room_of(path)
    if room == "__init__":
        return
    for other, line in imported_rooms(path):
        below = FLOOR[other] < FLOOR[room] or FLOOR[other] == FLOOR[room] == GROUND
        assert other == room or below, f"{path}:{line} {room} imports {other}"


def test_messages_and_model_stand_on_nothing():
    for name in ("model", "errors", "messages"):
        assert list(imported_rooms(PACKAGE / f"{name}.py")) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_function_is_long(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST, f"{path}:{node.lineno} {node.name} has {length} lines"


def test_names_say_what_is_inside():
    vague = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
    assert [path for path in MODULES if path.stem in vague] == []
