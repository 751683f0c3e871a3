"""The doctor looks at what the user wrote: gives.toml and templates."""

from pathlib import Path

import pytest

from cardscan.ocr import engines
from cardscan.settings.workspace import Workspace, create
from cardscan.workflow.doctor import Finding, examine

GIVE = '[[give]]\ntitle = "A seat at breakfast"\nkind = "{kind}"\ntopics = ["marketing"]\n'


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return create(tmp_path / "cards")[0]


@pytest.fixture(autouse=True)
def no_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Engines take seconds to look at; tests of the command do."""
    monkeypatch.setattr(engines, "names", lambda: ())


def finding(workspace: Workspace, about: str) -> Finding:
    return next(one for one in examine(workspace) if one.about == about)


def test_a_new_workspace_has_no_faults(workspace: Workspace) -> None:
    assert finding(workspace, "gives.toml").state == "optional"
    assert finding(workspace, "templates").state == "ok"


def test_what_can_be_given_is_counted(workspace: Workspace) -> None:
    workspace.gives.write_text(GIVE.format(kind="invitation"), encoding="utf-8")
    found = finding(workspace, "gives.toml")
    assert found.state == "ok"
    assert found.detail.startswith("1 ")


def test_a_mistake_in_gives_is_named_with_its_line(workspace: Workspace) -> None:
    workspace.gives.write_text(GIVE.format(kind="present"), encoding="utf-8")
    found = finding(workspace, "gives.toml")
    assert found.state == "missing"
    assert "line 3" in found.detail


def test_a_mistake_in_a_template_leads_to_the_check(workspace: Workspace) -> None:
    folder = workspace.templates / "en"
    folder.mkdir()
    (folder / "thanks.j2").write_text("{% block subject %}Thanks{% endblock %}{% block body %}{{ nmae }}{% endblock %}")
    found = finding(workspace, "templates")
    assert found.state == "missing"
    assert found.hint == "cardscan templates check"
