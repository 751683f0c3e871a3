"""Templates of the user's own: which one counts, what it may use, and what is said about a broken one."""

import re
from datetime import date

import pytest

from cardscan.errors import CardscanError
from cardscan.followup import draft, purpose
from cardscan.followup.draft import packaged_templates, write_draft
from cardscan.followup.templates import TemplateError, supported_languages
from cardscan.model import Contact, Email, Name, Record, Sender, Suggestion

LANGUAGES = {"de", "en", "es", "fr", "it", "pl", "pt", "ro"}


def a_record(language="es"):
    return Record(7, Contact(language, Name("Ana Roth", "Ana", "Roth"), emails=(Email("ana@roth.example"),)), "ready")


def write(record, templates, **options):
    sender = Sender("Lucía Marín")
    return write_draft(record, None, sender, templates=templates, today=date(2025, 9, 24), **options)


def own(tmp_path, text, name="es/first-meeting.j2"):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [tmp_path, packaged_templates()]


GOOD = "{% block subject %}Hola {{ given }}{% endblock %}{% block body %}{{ greeting }}\n\n%s{% endblock %}"


def test_own_template_goes_first_and_others_stay(tmp_path):
    folders = own(tmp_path, GOOD.replace("%s", "Texto de {{ sender.name }}."))
    assert "Texto de Lucía Marín." in write(a_record(), templates=folders).body
    assert "piacere" in write(a_record(language="it"), templates=folders).body


def documented():
    """The names of the table `What a template may use`: of variables, and of the parts of gift, partner and sender."""
    readme = (packaged_templates() / "README.md").read_text("utf-8")
    table = readme.split("## What a template may use")[1].split("##")[0]
    rows = re.findall(r"^\| (`.*?) \| (.*?) \|", table, re.M)
    names = {name for cell, _ in rows for name in re.findall(r"`(\w+)`", cell)}
    parts = {}
    for cell, text in rows:
        name = cell.strip("`")
        parts[name] = set(re.findall(rf"`(?:{name})?\.(\w+)`", text))
    return names, parts


def test_documented_variables_are_those_given(monkeypatch):
    given = {}

    def record_values(folders, name, values):
        given.update(values)
        return "subject", "body"

    monkeypatch.setattr(draft, "render_template", record_values)
    monkeypatch.setattr(purpose, "fitting", lambda *_: (Suggestion("Title", url="https://x.example"),))
    write(a_record(), templates=[packaged_templates()])
    names, parts = documented()
    assert names == set(given) - {"identity", "taken", "personal"}
    assert parts["gift"] == set(given["gift"])
    assert parts["sender"] == set(given["sender"])
    write(a_record(), templates=[packaged_templates()], partner=a_record("it"), intent="introduction-question")
    assert parts["partner"] == set(given["partner"])


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (GOOD.replace("%s", "\n{{ nonsense }}"), 4, "nonsense"),
        (GOOD.replace("%s", "\n\n{% if %}"), 5, "Expected"),
        (GOOD.replace("%s", "{{ sender.nickname }}"), 3, "nickname"),
        (GOOD.replace("%s", "{{ ''.__class__.__mro__ }}"), 3, "unsafe"),
        (GOOD.replace("%s", "{{ 1 / 0 }}"), 3, "zero"),
        (GOOD.replace("%s", "{% include '../../../etc/passwd' %}"), 3, "passwd"),
        ("{% block subject %}x{% endblock %}", None, "body"),
        ("{% block subject %} {% endblock %}{% block body %}x{% endblock %}", None, "subject"),
        (b"\xff\xfe\x00", None, "UTF-8"),
        ("", None, "subject"),
    ],
)
def test_broken_template_says_file_line_and_reason(tmp_path, text, line, reason):
    folders = own(tmp_path, text)
    with pytest.raises(TemplateError) as caught:
        write(a_record(), templates=folders)
    error = caught.value
    assert isinstance(error, CardscanError)
    assert error.path == tmp_path / "es" / "first-meeting.j2"
    assert reason in error.message
    assert str(error.path) in error.message
    assert error.hint
    assert error.line == line
    assert write(a_record(language="it"), templates=folders).body


def test_corrected_template_is_read_anew(tmp_path):
    folders = own(tmp_path, GOOD.replace("%s", "{{ nonsense }}"))
    with pytest.raises(TemplateError):
        write(a_record(), templates=folders)
    own(tmp_path, GOOD.replace("%s", "Ya está, corregido."))
    assert "corregido" in write(a_record(), templates=folders).body


def test_languages_are_those_with_template_and_customs(tmp_path):
    folders = own(tmp_path, "x", "nl/first-meeting.j2")
    assert supported_languages(folders) == LANGUAGES
    assert supported_languages([tmp_path / "missing"]) == frozenset()
    with pytest.raises(TemplateError, match="no such template"):
        write(a_record(), templates=[tmp_path / "missing"])
