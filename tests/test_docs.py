"""Holds the documents for the user against the program: commands, options, settings, exit codes, formats, links."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cardscan.cli import main
from cardscan.cli.main import COMMANDS
from cardscan.errors import Exit
from cardscan.export.formats import FORMATS
from cardscan.followup.draft import MOST_WORDS
from cardscan.followup.intents import INTENTS, intent_of
from cardscan.followup.jotting import read_jotting
from cardscan.imaging.kinds import KINDS, is_photo_name
from cardscan.model import Contact, Give, Note, Reading
from cardscan.pipeline.json import card
from cardscan.settings import config, event, gives, words
from cardscan.workflow.changes import FIELDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
LETTERS = (ROOT / "docs" / "letters.md").read_text(encoding="utf-8")
TOUR = ("The evening of the event", "The next morning", "The week after")
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "templates" / "README.md",
    ROOT / "samples" / "generator" / "README.md",
]
EVERYWHERE = {"--help", "-h", "--debug"}
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def section(title: str, text: str = README) -> str:
    """The text under a heading, up to the next one of its level or a higher one."""
    found = re.search(rf"^(#+) {re.escape(title)}\n(.*)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no section {title!r}"
    return re.split(rf"^#{{1,{len(found[1])}}} ", without_blocks(found[2]), maxsplit=1, flags=re.MULTILINE)[0]


def without_blocks(text: str) -> str:
    """Keep the blocks, but not the comment signs in them, which look like headings."""
    return FENCE.sub(lambda block: re.sub(r"^#", " #", block[0], flags=re.MULTILINE), text)


def rows(text: str) -> list[list[str]]:
    """The cells of the tables in a text, without heads and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = {at for at, row in enumerate(cells) if set("".join(row)) <= set("-: ")}
    return [row for at, row in enumerate(cells) if at not in rules and at + 1 not in rules]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def commands(name: str) -> list[click.Command]:
    """A command; of a group, those that it leads to, the one that stands for the bare group first."""
    group = main.group()
    context = click.Context(group)
    found = group.get_command(context, name)
    assert found is not None
    if not isinstance(found, click.Group):
        return [found]
    parts = [found.get_command(click.Context(found), part) for part in found.list_commands(click.Context(found))]
    return [part for part in parts if part is not None]


def options(command: click.Command) -> list[set[str]]:
    """Each option of a command as the set of its flags."""
    parameters = command.get_params(click.Context(command, help_option_names=["-h", "--help"]))
    return [{*one.opts, *one.secondary_opts} for one in parameters if isinstance(one, click.Option)]


def flags(name: str) -> set[str]:
    return set().union(*(option for command in commands(name) for option in options(command)))


def command_lines(*texts: str) -> Iterator[list[str]]:
    """The words of each command: in a block of its own, or within a line."""
    for text in texts:
        blocks = [line for language, block in FENCE.findall(text) if not language for line in block.splitlines()]
        for line in blocks + re.findall(r"`(cardscan [^`]+)`", FENCE.sub("", text)):
            if re.match(r"cardscan [a-z]", line):
                yield shlex.split(re.sub(r"[\[\]|]", " ", line))[1:]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    prose = re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        file, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", file):
            assert file.startswith("https://"), target
            continue
        page = (path.parent / file).resolve() if file else path
        assert page.exists(), f"{path.name}: {target}"
        assert page.is_relative_to(ROOT)
        if anchor:
            assert anchor in anchors(page.read_text(encoding="utf-8")), f"{path.name}: {target}"


def anchors(text: str) -> set[str]:
    """The names that a forge gives to headings."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_pictures_are_small_enough_for_a_page() -> None:
    for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README):
        assert (ROOT / name).stat().st_size <= 400_000, name


@pytest.mark.parametrize("line", list(command_lines(README, REFERENCE, LETTERS)), ids=" ".join)
def test_a_command_line_is_understood(line: list[str]) -> None:
    name, *arguments = line
    assert name in COMMANDS
    assert {word for word in arguments if re.match(r"--?[a-z]", word)} <= flags(name) | {"-"}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_reference_names_every_option_of_a_command(name: str) -> None:
    text = section(name, section("Commands", REFERENCE))
    synopsis = FENCE.search(text)
    assert synopsis
    shown, told = (set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", part)) for part in (synopsis[2], text))
    assert told <= flags(name)
    shared = [set(option) for option in shared_options()]
    for option in (option for command in commands(name) for option in options(command)):
        if not option & EVERYWHERE:
            assert option & shown, f"{option} is missing"
            assert option <= told or option in shared, f"{option} is not told in full"


def shared_options() -> list[list[str]]:
    """The flags of each option in the table of those that are the same everywhere."""
    table = section("Commands", REFERENCE).split("### ")[0]
    return [[flag.split()[0] for flag in named(row[0])] for row in rows(table)]


def test_the_reference_has_every_command_in_the_order_of_help() -> None:
    assert tuple(re.findall(r"^### ([\w-]+)$", section("Commands", REFERENCE), re.MULTILINE)) == COMMANDS


def test_every_command_can_be_run_as_the_tour_has_it() -> None:
    for line in command_lines(*map(section, TOUR)):
        parts = {part.name: part for part in commands(line[0])}
        within = line[1:2] and line[1] in parts and line[0] in ("drafts", "templates")
        command = parts[line[1]] if within else commands(line[0])[0]
        command.make_context(line[0], line[2:] if within else line[1:])


def test_the_numbers_of_the_linter_are_right() -> None:
    assert f"more than {MOST_WORDS} words" in LETTERS
    assert f"At most {MOST_WORDS} words" in LETTERS


def test_each_intent_has_its_row() -> None:
    told = [named(row[1])[0] for row in rows(section("What a letter is for"))]
    assert sorted(told) == sorted(INTENTS)


def test_words_for_intents_are_understood() -> None:
    for words_told, intent, _ in rows(section("What a letter is for")):
        for word in re.findall(r"«([^»]+)»", words_told):
            assert intent_of(Note(note=word)) == named(intent)[0], word
        for word in re.sub(r"«[^»]+»|`[^`]+`|nothing special", "", words_told).split(","):
            assert not word.strip() or intent_of(Note(tags=(word.strip(),))) == named(intent)[0], word


def test_the_settings_table_is_the_template() -> None:
    written: dict[str, list[str]] = {}
    for names, keys, _ in rows(section("Settings", REFERENCE)):
        current = (named(names) or [list(written)[-1]])[0]
        written.setdefault(current, []).extend(named(keys))
    laid_down = tomllib.loads(config.template())
    assert written == {name: list(keys) for name, keys in laid_down.items()}


def test_settings_and_events_in_the_text_are_taken(tmp_path: Path) -> None:
    blocks = [block for language, block in FENCE.findall(README + REFERENCE) if language == "toml"]
    settings = next(block for block in blocks if block.startswith("[sender]"))
    (tmp_path / "cardscan.toml").write_text(settings, encoding="utf-8")
    assert config.load(tmp_path / "cardscan.toml").sender.firm == "Taller Llorens"
    about = next(block for block in blocks if block.startswith("name"))
    (tmp_path / event.NAME).write_text(about, encoding="utf-8")
    assert event.load_event(tmp_path).place == "València"
    assert set(tomllib.loads(about)) == {"name", "date", "place", "purpose", "cost", "hours"}
    give = next(block for block in blocks if block.startswith("[[give]]"))
    (tmp_path / gives.NAME).write_text(give, encoding="utf-8")
    assert [one.kind for one in gives.load_gives(tmp_path / gives.NAME)] == ["article"]
    assert set(Give.__dataclass_fields__) <= {*tomllib.loads(give)["give"][0], *keys_told(section("What you can give"))}


def keys_told(text: str) -> set[str]:
    return {name.split(" ")[0] for name in named(FENCE.sub("", text))}


def test_notes_as_they_are_advised_fit_into_a_letter() -> None:
    advised = [row for row in rows(section("Notes")) if re.match(r"[a-z]{2}(,|$)", row[0])]
    for languages, _, cell in advised:
        for note, language in zip(named(cell), languages.split(", "), strict=False):
            fits = [
                read_jotting(note, language=language, formal=formal, jotted_in=language).fits
                for formal in (False, True)
            ]
            assert any(fits), note


def test_the_columns_of_notes_are_known_words() -> None:
    table = [row for row in rows(section("Notes")) if named(row[0])]
    assert [words.header(named(row[0])[0]) for row in table] == [
        *("photo", "name", "email", "note", "promised", "language", "register", "intent", "tags", "gender")
    ]
    heads = next(block for _, block in FENCE.findall(section("Notes")) if block.startswith("photo,")).splitlines()[0]
    assert all(words.header(head) for head in heads.split(","))


def test_the_exit_codes_are_those_of_the_program() -> None:
    assert [int(row[0]) for row in rows(section("Exit codes", REFERENCE))] == sorted(Exit)


def test_formats_and_fields_are_complete() -> None:
    assert [named(row[0])[0] for row in rows(section("export", REFERENCE))] == list(FORMATS)
    assert set(FIELDS) <= set(named(FENCE.sub("", section("edit", REFERENCE))))


def test_the_kinds_of_photo_are_read() -> None:
    line = next(line for line in section("Photos that read well").splitlines() if line.startswith("JPEG, PNG"))
    kinds = [f".{kind.lower()}" for kind in re.findall(r"\b([A-Z][A-Za-z]*[A-Z])\b", line.split(" are read")[0])]
    assert len(kinds) == 9
    assert all(is_photo_name(Path(f"x{kind}")) for kind in kinds)
    assert {".pdf", ".heic"} <= set(kinds) <= {*KINDS}


def test_the_json_example_has_the_shape_of_a_card() -> None:
    block = next(block for language, block in FENCE.findall(section("JSON", REFERENCE)) if language == "json")
    (example,) = json.loads(block)["cards"]
    assert list(example) == list(card(Reading((), (), (), Contact(), "ready")))


def test_examples_lie_in_the_home_of_the_invented_user() -> None:
    absolute = [
        path for _, block in FENCE.findall(README + REFERENCE) for path in re.findall(r"(?<![\w.~/])/\w+/\w+", block)
    ]
    assert set(absolute) <= {"/home/vera"}
