import tomllib
from datetime import time

import pytest

from cardscan.errors import CardscanError
from cardscan.settings import config
from cardscan.settings.workspace import Workspace, create, find_workspace


def write(folder, text):
    path = folder / "cardscan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_template_is_the_default_settings(tmp_path):
    assert config.load(write(tmp_path, config.template())) == config.Settings()


def test_the_template_names_every_key():
    table = tomllib.loads(config.template())
    assert set(table["sender"]) == set(config.Sender.__dataclass_fields__)
    assert set(table["reading"]) == set(config.ReadingSettings.__dataclass_fields__)
    assert set(table["drafts"]) == set(config.DraftSettings.__dataclass_fields__)
    assert set(table["plan"]) == set(config.PlanSettings.__dataclass_fields__)


def test_a_missing_file_means_the_defaults(tmp_path):
    assert config.load(tmp_path / "none.toml") == config.Settings()


def test_values_are_read(tmp_path):
    path = write(
        tmp_path,
        '\ufeff[sender]\nname = " Zoë "\ncountry = "it"\ngives = ["a coffee", " "]\n[reading]\nlanguages = ["IT"]\n',
    )
    settings = config.load(path)
    assert settings.sender.name == "Zoë"
    assert settings.sender.country == "IT"
    assert settings.sender.gives == ("a coffee",)
    assert settings.reading.languages == ("it",)


def test_the_plan_and_the_senders_gender_are_read(tmp_path):
    path = write(tmp_path, '[sender]\ngender = "F"\n[plan]\ndays = [0, 14]\nhour = "8:30"\n[drafts]\nfooter = false\n')
    settings = config.load(path)
    assert settings.sender.gender == "f"
    assert settings.plan == config.PlanSettings((0, 14), time(8, 30))
    assert not settings.drafts.footer
    assert config.load(write(tmp_path, "[plan]\nhour = 10:15:00\n")).plan.hour == time(10, 15)


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ('[sender]\nname = "A"\nfrim = "B"\n', "line 3", "'firm'"),
        ('\n[sendr]\nname = "A"\n', "line 2", "'sender'"),
        ('[sender]\nname = "A"\n[reading]\nname = "x"\n', "line 4", "engine"),
    ],
)
def test_an_unknown_key_is_named_with_its_line_and_the_likely_one(tmp_path, text, line, hint):
    with pytest.raises(CardscanError) as caught:
        config.load(write(tmp_path, text))
    assert line in caught.value.message
    assert "cardscan.toml" in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[sender]\nname = 3\n", "line 2"),
        ('[sender]\ngives = "a coffee"\n', "list of texts"),
        ('[sender]\ncountry = "Italy"\n', "two letters"),
        ('[drafts]\nwrite = "no"\n', "true or false"),
        ("sender = 3\n", "[sender]"),
        ('[sender]\ngender = "x"\n', 'gender = "m"'),
        ("[sender]\ngender = 1\n", "line 2"),
        ("[plan]\ndays = 7\n", "days = [1, 7, 30]"),
        ("[plan]\ndays = []\n", "ascending"),
        ("[plan]\ndays = [7, 1]\n", "ascending"),
        ("[plan]\ndays = [1, 1]\n", "ascending"),
        ("[plan]\ndays = [1, 400]\n", "ascending"),
        ("[plan]\ndays = [1, true]\n", "ascending"),
        ('[plan]\nhour = "25:00"\n', 'hour = "09:00"'),
        ('[plan]\nhour = "early"\n', "time of the day"),
        ("[plan]\nhour = 9\n", "line 2"),
        ("[sender]\nname = Anna\n", "line 2"),
        ('[sender]\nname = "Anna\n', "line 2"),
    ],
)
def test_a_wrong_value_is_one_clear_line(tmp_path, text, said):
    with pytest.raises(CardscanError) as caught:
        config.load(write(tmp_path, text))
    assert said in caught.value.message
    assert "\n" not in caught.value.message


def test_another_encoding_is_said(tmp_path):
    path = tmp_path / "cardscan.toml"
    path.write_bytes('[sender]\nname = "José"\n'.encode("cp1252"))
    with pytest.raises(CardscanError, match="UTF-8"):
        config.load(path)


def test_create_never_overwrites(tmp_path):
    root = tmp_path / "my cards"
    workspace, made = create(root)
    assert workspace.config in made
    workspace.config.write_text('[sender]\nname = "Anna"\n')
    workspace.templates.joinpath("note.txt").write_text("mine")
    _, again = create(root)
    assert again == ()
    assert config.load(workspace.config).sender.name == "Anna"
    assert workspace.templates.joinpath("note.txt").read_text() == "mine"
    assert workspace.config.stat().st_mode & 0o077 == 0


def test_create_says_what_cannot_be_made(tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("x")
    with pytest.raises(CardscanError, match="file"):
        create(blocker / "ws")


def test_find_workspace_walks_up(tmp_path):
    workspace, _ = create(tmp_path)
    deep = tmp_path / "event" / "more"
    deep.mkdir(parents=True)
    assert find_workspace(deep) == Workspace(tmp_path.resolve())
    workspace.config.unlink()
    assert find_workspace(deep) is None


def test_relative_names_a_photo_outside_too(tmp_path):
    workspace, _ = create(tmp_path / "ws")
    assert workspace.relative(tmp_path / "ws" / "event" / "a b.jpg") == "event/a b.jpg"
    assert workspace.relative(tmp_path / "x.jpg") == "../x.jpg"
