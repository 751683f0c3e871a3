import json

import pytest
from fake_reader import card, photo

from cardscan.settings.workspace import create


@pytest.fixture
def met(tmp_path, call):
    workspace, _ = create(tmp_path)
    folder = workspace.root / "2026-11-19 Breakfast"
    photo(folder / "1.jpg", card("Anna Rossi", "anna@rossi.example", company="Rossi Srl", phone="+390255501234"))
    photo(folder / "2.jpg", card("Bo Lind", "bo@lind.example"))
    photo(workspace.root / "2026-11-20 Fair" / "3.jpg", card("Anna Rossi", company="Rossi Srl"))
    code, out, _ = call("process")
    assert code == 0
    assert "1 pair of contacts may be one person" in out
    assert "cardscan doubles" in out
    return workspace


def test_doubles_are_listed_with_reasons_and_joined(call, met):
    code, out, err = call("doubles")
    assert code == 0
    assert "the same firm, the same name" in out
    assert "cardscan merge 1 3" in err
    (pair,) = map(json.loads, call("doubles", "--json")[1].splitlines())
    assert (pair["one"]["id"], pair["other"]["id"], pair["certain"]) == (1, 3, False)
    code, out, err = call("merge", "1", "3")
    assert code == 0
    assert "Breakfast" in out
    assert "cardscan undo" in err
    assert "No two contacts" in call("doubles")[2]
    assert call("show", "3")[0] != 0
    code, _, err = call("undo")
    assert code == 0
    assert "joining" in err
    assert "cardscan apart 1 3" in err
    assert call("apart", "1", "3")[0] == 0
    assert "No two contacts" in call("doubles")[2]


def test_the_two_are_shown_side_by_side_to_whoever_can_answer(call, met, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("cardscan.cli.terminal.confirm", lambda question: False)
    code, _, err = call("merge", "1", "2")
    assert code == 1
    assert "anna@rossi.example" in err
    assert "bo@lind.example" in err
    code, out, err = call("merge", "1", "2", "--yes", "--take", "name")
    assert code == 0
    assert "Bo Lind" in out
    assert "also Name: Anna Rossi" in err


def test_undo_says_what_it_took_back_and_what_it_could(call, met):
    assert call("edit", "2", "title=Boss")[0] == 0
    assert call("delete", "1", "2", "--yes")[0] == 0
    code, out, _ = call("undo", "--list")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["2", "1"]
    assert "deletion" in call("undo")[2]
    assert "Boss" in call("show", "2")[1]
    assert "correction" in call("undo")[2]
    assert "Boss" not in call("show", "2")[1]
    assert call("undo", "--redo")[0] == 0
    assert "Boss" in call("show", "2")[1]
    code, _, err = call("undo", "2")
    assert code == 1
    assert "undone already" in err
    assert call("undo", "7")[0] == 1
    assert call("undo", "1", "--redo")[0] == 2
    call("undo")
    code, _, err = call("undo")
    assert (code, err.count("\n")) == (1, 1)
    assert "nothing to undo" in err
