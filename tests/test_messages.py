"""Holds the catalogs against the source, and the program's choice of language against what gettext users expect."""

import ast
import gettext
import json
import locale
import os
import re
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from cardscan import messages
from cardscan.settings import config

PACKAGE = Path(messages.__file__).parent
LOCALE = PACKAGE / "locale"
TRANSLATED = [language for language in messages.LANGUAGES if language != "en"]
VARIABLES = ("CARDSCAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")


@cache
def texts() -> tuple[tuple[str, ...], ...]:
    """All that `tr` and `trn` are called with anywhere in the source: (text,) or (singular, plural)."""
    return (*_texts(), *_page_texts())


def _texts() -> Iterator[tuple[str, ...]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "trn"):
                arguments = node.args[: 1 if node.func.id == "tr" else 2]
                literal = [arg.value for arg in arguments if isinstance(arg, ast.Constant) and arg.value]
                assert len(literal) == len(arguments), f"{path}:{node.lineno}: the text must stand there literally"
                yield tuple(str(text) for text in literal)


def _page_texts() -> Iterator[tuple[str, ...]]:
    for path in sorted(PACKAGE.glob("web/static/js/*.js")):
        source = path.read_text(encoding="utf-8")
        bare = [found[0] for found in re.finditer(r"(?<!function )\btrn?\((?!\").*", source)]
        assert bare == [], f"{path}: the text must stand there literally"
        for _, text, _, _ in extract("javascript", BytesIO(source.encode()), {"tr": None, "trn": (1, 2)}):
            yield forms(text)


def catalog(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "cardscan.po").open("rb") as file:
        return read_po(file, language)


def entries(language: str) -> list[Message]:
    """The translated texts; what is not translated is the matter of one test."""
    return [message for message in catalog(language) if message.id and any(forms(message.string))]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> list[tuple[str, str | None, str | None]]:
    """The `{x}`, `{x!r}` of a template, in any order."""
    return sorted((name, spec, how) for _, name, spec, how in string.Formatter().parse(text) if name is not None)


@pytest.fixture
def environment(monkeypatch):
    """Nothing says which language; then what the test sets does."""
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(locale, "getlocale", lambda: (None, "UTF-8"))

    def put(**values):
        for variable, value in values.items():
            monkeypatch.setenv(variable, value)
        return messages.environment_languages()

    return put


@pytest.fixture
def speak():
    """Speak a language, and English again afterwards."""
    yield messages.use
    messages.use("en")


def child(*arguments, cwd, **variables):
    """Run `cardscan` as a process of its own, in an environment that says nothing else about languages."""
    plain = {key: value for key, value in os.environ.items() if key not in VARIABLES}
    command = [sys.executable, "-m", "cardscan.cli.main", *arguments]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=60, cwd=cwd, env=plain | variables, check=False
    )


# The catalogs


def test_the_template_has_every_text_of_the_source():
    with (LOCALE / "cardscan.pot").open("rb") as file:
        there = {forms(message.id)[0] for message in read_po(file) if message.id}
    wanted = {text[0] for text in texts()}
    assert (wanted - there, there - wanted) == (set(), set()), "run: make catalogs"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language):
    done = {forms(message.id)[0]: message for message in entries(language)}
    wanted = {text[0]: text for text in texts()}
    assert set(wanted) - set(done) == set(), "run: make catalogs, and translate what is new"
    assert set(done) - set(wanted) == set(), "run: make catalogs"
    assert [text for text, message in done.items() if message.fuzzy] == []
    assert [text for text, message in done.items() if not all(forms(message.string))] == []
    assert [text for text in wanted if forms(done[text].id) != wanted[text]] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_fill_in_the_same_values(language):
    for message in entries(language):
        source, translated = forms(message.id), forms(message.string)
        assert placeholders(translated[0]) == placeholders(source[0]), translated[0]
        for text in translated[1:]:
            assert placeholders(text) == placeholders(source[-1]), text


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_lines_and_blanks(language):
    """An indented step stays indented; a paragraph stays one."""
    for message in entries(language):
        for text in forms(message.string):
            source = forms(message.id)[0]
            assert text.count("\n") == source.count("\n"), text
            assert len(text) - len(text.lstrip()) == len(source) - len(source.lstrip()), text
            assert "  " not in text.strip() or "  " in source.strip(), text
            assert text == text.rstrip(), text


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("pl", {0: 2, 1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 12: 2, 21: 2, 22: 1, 112: 2, 122: 1}),
        ("ro", {0: 1, 1: 0, 2: 1, 19: 1, 20: 2, 100: 2, 101: 1, 119: 1, 120: 2}),
        ("fr", {0: 0, 1: 0, 2: 1}),
        *((language, {0: 1, 1: 0, 2: 1}) for language in ("es", "it", "de", "pt")),
    ],
)
def test_plural_forms_are_those_of_the_language(language, counts):
    """The rules of CLDR (unicode.org, Language Plural Rules) for whole numbers."""
    found = catalog(language)
    rule = gettext.c2py(found.plural_expr)
    assert {n: rule(n) for n in counts} == counts
    for message in entries(language):
        if not isinstance(message.id, str):
            assert len(message.string) == max(counts.values()) + 1, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalog_is_that_of_the_source(language):
    with (LOCALE / language / "LC_MESSAGES" / "cardscan.mo").open("rb") as file:
        compiled = {forms(message.id): forms(message.string) for message in read_mo(file) if message.id}
    assert compiled == {forms(message.id): forms(message.string) for message in entries(language)}, "run: make catalogs"


@pytest.mark.parametrize("language", TRANSLATED)
def test_texts_are_written_with_letters_of_the_language(language):
    foreign = set("şŞţŢ")  # the Turkish letters that old Romanian keyboards gave; Romanian has a comma below
    assert [text for message in entries(language) for text in forms(message.string) if foreign & set(text)] == []


def test_every_word_that_the_program_offers_as_yes_is_its_own(speak):
    for language in TRANSLATED:
        speak(language)
        assert messages.tr("[y/N]").strip("[]").split("/")[0] == messages.tr("yes")[0]


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_settings_laid_down_are_the_same_but_for_comments(language, speak):
    def lines(text):
        return [line for line in text.splitlines() if not line.startswith("#")]

    speak("en")
    english = config.template()
    speak(language)
    own = config.template()
    assert own != english
    assert lines(own) == [line.replace('language = "en"', f'language = "{language}"') for line in lines(english)]
    for example in re.findall(r"^# ((?:gives|seeks) = .*)", own, re.MULTILINE):
        assert len(next(iter(tomllib.loads(example).values()))) == 2
    assert re.findall(r"^# (gives|seeks) = ", own, re.MULTILINE) == ["gives", "seeks"]


# The choice of a language


@pytest.mark.parametrize(
    ("set_", "languages"),
    [
        ({}, ["en"]),
        ({"LANG": "pl_PL.UTF-8"}, ["pl"]),
        ({"LANG": "it"}, ["it"]),
        ({"LANG": "it_IT@euro"}, ["it"]),
        ({"LANG": "pl-PL"}, ["pl"]),
        ({"LANG": "es_ES", "LC_MESSAGES": "ro_RO"}, ["ro"]),
        ({"LANG": "es_ES", "LC_MESSAGES": "ro_RO", "LC_ALL": "pl_PL"}, ["pl"]),
        ({"LANG": "es_ES", "LC_MESSAGES": "", "LC_ALL": ""}, ["es"]),
        ({"LANG": "pl_PL", "CARDSCAN_LANG": "it"}, ["it"]),
        ({"LANGUAGE": "es", "LANG": "pl_PL", "LC_ALL": "pl_PL", "CARDSCAN_LANG": "it"}, ["it"]),
        ({"LANGUAGE": "es", "LANG": "pl_PL"}, ["es", "pl"]),
        ({"LANGUAGE": "ca:es_ES", "LANG": "en_GB.UTF-8"}, ["ca", "es", "en"]),
        ({"LANGUAGE": "en_GB:pl", "LANG": "it_IT"}, ["en"]),
        ({"LANGUAGE": "ro"}, ["ro", "en"]),
        ({"LANG": "C"}, ["en"]),
        ({"LANG": "POSIX", "LANGUAGE": "pl"}, ["en"]),
        ({"LANG": "pl_PL", "LC_ALL": "C.UTF-8", "LANGUAGE": "pl"}, ["en"]),
        ({"CARDSCAN_LANG": "C", "LANG": "pl_PL"}, ["en"]),
    ],
)
def test_the_environment_says_which_language(environment, set_, languages):
    assert environment(**set_) == languages


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("pl_PL", "pl"),
        ("Polish_Poland", "pl"),
        ("Italian_Italy", "it"),
        ("Spanish_Spain", "es"),
        ("Romanian_Romania", "ro"),
        ("German_Germany", "de"),
        ("French_France", "fr"),
        ("Portuguese_Portugal", "pt"),
        ("English_United States", "en"),
        ("ro-RO", "ro"),
        ("C", "en"),
    ],
)
def test_where_nothing_is_set_the_system_says_it(environment, monkeypatch, name, language):
    """Windows has names of its own for locales."""
    monkeypatch.setattr(locale, "getlocale", lambda: (name, "1250"))
    assert environment() == [language]


def test_a_locale_that_python_does_not_know_means_english(environment, monkeypatch):
    def fail():
        raise ValueError("unknown locale: x")

    monkeypatch.setattr(locale, "getlocale", fail)
    assert environment() == ["en"]


@pytest.mark.parametrize("language", ["en", "xx", "zh_CN.UTF-8", "item", "C", "../../etc", ""])
def test_english_is_spoken_where_there_is_no_catalog(environment, monkeypatch, speak, language):
    monkeypatch.setenv("LANG", language)
    messages.use()
    assert messages.tr("No card found in:") == "No card found in:"
    assert messages.trn("{n} photo", "{n} photos", 2) == "2 photos"


def test_the_first_language_that_has_a_catalog_is_spoken(environment, monkeypatch, speak):
    monkeypatch.setenv("LANGUAGE", "ca:es:pl")
    messages.use()
    assert messages.tr("yes") == "sí"


def test_polish_counts_as_poles_do(speak):
    speak("pl")
    counted = [messages.trn("{n} card", "{n} cards", n) for n in (1, 2, 5, 12, 22, 25)]
    assert counted == ["1 wizytówka", "2 wizytówki", "5 wizytówek", "12 wizytówek", "22 wizytówki", "25 wizytówek"]


def test_romanian_counts_as_romanians_do(speak):
    speak("ro")
    counted = [messages.trn("{n} photo", "{n} photos", n) for n in (1, 2, 19, 20, 101)]
    assert counted == ["1 fotografie", "2 fotografii", "19 fotografii", "20 de fotografii", "101 fotografii"]


# The program


def test_help_in_polish(tmp_path):
    done = child("--help", cwd=tmp_path, LANG="pl_PL.UTF-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Od zdjęć wizytówek" in done.stdout
    assert "Odczytuje nowe zdjęcia" in done.stdout
    assert re.findall("Usage|Options|OPTIONS|Commands|COMMAND|Show", done.stdout) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_each_command_does_fits_into_a_line_of_the_help(language, tmp_path):
    """Click cuts longer ones, with dots for the rest."""
    done = child("--help", cwd=tmp_path, CARDSCAN_LANG=language)
    assert [line for line in done.stdout.splitlines() if "..." in line] == []


def test_an_empty_workspace_answers_in_spanish(tmp_path):
    made = child("init", cwd=tmp_path, CARDSCAN_LANG="es")
    assert "carpeta de trabajo" in made.stderr
    assert "contactos" in child("list", cwd=tmp_path, CARDSCAN_LANG="es").stderr
    (tmp_path / "cardscan.db").unlink()
    done = child("list", cwd=tmp_path, CARDSCAN_LANG="es")
    assert (done.returncode, done.stdout) == (1, "")
    assert "cardscan: No hay ninguna base de datos en" in done.stderr
    assert "Procese primero algunas fotos: cardscan process" in done.stderr


def test_clicks_errors_are_in_the_users_language(tmp_path):
    done = child("list", "--evnt", cwd=tmp_path, LANG="it_IT.UTF-8")
    assert done.returncode == 2
    assert "--evnt" in done.stderr
    assert "No such option" not in done.stderr
    assert "Altre informazioni: cardscan list --help" in done.stderr


def test_json_is_the_same_in_every_language(tmp_path):
    child("init", cwd=tmp_path)
    answers = [json.loads(child("doctor", "--json", cwd=tmp_path, CARDSCAN_LANG=code).stdout) for code in ("en", "pl")]
    stable = [[(finding["about"], finding["state"]) for finding in answer["findings"]] for answer in answers]
    assert stable[0] == stable[1]
