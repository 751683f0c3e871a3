from pathlib import Path

import pytest

from cardscan.followup import trial
from cardscan.followup.check import check
from cardscan.followup.lint import lint
from cardscan.followup.templates import TEMPLATES, packaged_templates, render_template

PACKAGED = packaged_templates()
FILES = sorted(path.relative_to(PACKAGED).as_posix() for path in PACKAGED.glob("*/*.j2") if path.stem in TEMPLATES)


def flaws(folder, name="es/thanks.j2", text=""):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [(flaw.code, flaw.line, flaw.message + " " + flaw.advice) for flaw in check(folder, (PACKAGED,))]


def whole(body="{{ greeting }}\n\nGracias, {{ given }}.", subject="Gracias"):
    return f"{{% block subject %}}{subject}{{% endblock %}}\n{{% block body %}}\n{body}\n{{% endblock %}}\n"


def grave(file, cases):
    """The errors of the letters that a template gives."""
    for case in cases:
        found = case.look_over(*render_template((PACKAGED,), file, case.values))
        yield from ((case.about, finding) for finding in found if finding.level == "error")


@pytest.mark.parametrize("file", FILES)
def test_the_built_in_letters_have_nothing_grave_against_them(file):
    cases = list(trial.cases(Path(file).parent.name, Path(file).stem))
    assert list(grave(file, cases[::41])) == []


@pytest.mark.thorough
@pytest.mark.parametrize("language", sorted({Path(file).parent.name for file in FILES}))
def test_no_built_in_letter_to_anybody_has_anything_grave_against_it(language):
    for file in FILES:
        if Path(file).parent.name == language:
            assert list(grave(file, trial.cases(language, Path(file).stem))) == []


@pytest.mark.parametrize(
    ("text", "code", "line", "says"),
    [
        (whole("{{ greting }}"), "variable", 3, "'greeting'"),
        (whole("{{ gift.titel }}"), "variable", 3, "'title'"),
        (whole("{{ sender.nam }}"), "variable", 3, "'name'"),
        (whole("x {{ given | uper }}"), "filter", 3, "'upper'"),
        (whole("{% filter eiter %}x{% endfilter %}"), "filter", 3, "'either'"),
        (whole("{% if formal %}x"), "syntax", 4, "endif"),
        (whole("{% iff formal %}x{% endif %}"), "syntax", 3, "'if'"),
        (whole("{{ given "), "syntax", 4, "brackets"),
        ("{% block subjekt %}x{% endblock %}{% block body %}x{% endblock %}", "block", None, "'subjekt'"),
        ('{% extends "es/leter.j2" %}', "layout", 1, "es/letter.j2"),
        ('{% extends "en/letter.j2" %}\n{% block openning %}x{% endblock %}', "block", 2, "'opening'"),
        (whole("{{ greeting }}\n\nGracias por tu tiempo, nuestra oferta especial."), "sells", None, "oferta"),
        (whole("Hola, tú:\n\n" + "palabra " * 130), "too-long", None, ""),
        (whole("{{ 1 / 0 }}"), "render", 3, "zero"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_it_should_be(tmp_path, text, code, line, says):
    found = [flaw for flaw in flaws(tmp_path, text=text) if flaw[0] == code]
    assert found
    assert any(says in flaw[2] for flaw in found)
    assert line is None or line in {flaw[1] for flaw in found}


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("es/thank.j2", "name", "thanks"),
        ("xx/thanks.j2", "language", "es"),
        ("thanks.j2", "place", "es/thanks.j2"),
        ("es/thanks.j2.txt", "name", "thanks.j2"),
    ],
)
def test_a_file_that_would_never_be_used_is_told(tmp_path, name, code, says):
    assert any(flaw[0] == code and says in flaw[2] for flaw in flaws(tmp_path, name, whole()))


def test_a_good_template_is_left_in_peace(tmp_path):
    text = (PACKAGED / "en" / "thanks.j2").read_text("utf-8")
    assert flaws(tmp_path, "en/thanks.j2", text) == []


def test_the_names_are_those_that_letters_are_written_with(monkeypatch):
    from test_lint import SENDER, record

    from cardscan.followup import draft

    seen = {}

    def spy(folders, name, values):
        seen.update(values)
        return render_template(folders, name, values)

    monkeypatch.setattr(draft, "render_template", spy)
    written = draft.write_draft(record(), None, SENDER, templates=[PACKAGED], today=trial._DAY)
    assert set(seen) - {"identity", "taken", "personal"} == set(trial.variables())
    assert not [one for one in lint(written, record=record(), sender=SENDER) if one.level == "error"]
