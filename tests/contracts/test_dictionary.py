"""The dictionary keeps its promises: every variable complete, declared once, without migrations for words."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest
from django.utils import translation

from cardiology.dictionary.checks import check_variables
from cardiology.dictionary.registry import declared, every_variable, section, sections, variables
from cardiology.models import Presentation

ROOT = Path(__file__).parents[2]
APPS = ("cardiology", "followup", "research")
ENGINE_WALL = 600
WITHOUT_CODE = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
                tokenize.ENDMARKER)  # fmt: skip
ALL = [(m, v) for m, v in every_variable()]


def label(pair):
    return f"{pair[0].__name__}.{pair[1].name}"


@pytest.mark.parametrize("pair", ALL, ids=label)
def test_variable_is_complete(pair):
    model, variable = pair
    assert str(variable.label), f"{label(pair)} has no label"
    assert variable.source, f"{label(pair)} names no source"
    assert variable.identifies in ("direct", "indirect", "no")
    if variable.kind == "number":
        assert variable.possible, f"{label(pair)} does not say what is possible"


def test_checks_find_nothing_wrong():
    assert check_variables() == []


def test_migrations_do_not_know_the_dictionary():
    for _model, variable in ALL:
        _name, path, _args, options = variable.deconstruct()
        assert path.startswith(("django.db.models.", "django.contrib.postgres."))
        assert not {"choices", "validators", "verbose_name", "help_text"} & set(options)


def test_sections_are_found_by_name_and_in_order():
    orders = [m.order for m in declared()]
    assert orders == sorted(orders)
    assert all(section(m._meta.model_name) is m for m in sections())
    with pytest.raises(LookupError, match="no section"):
        section("nonsense")


# What EuroHeart's mandatory core needs: 68 variables for an ACS, 84 for a PCI.
ACS_CORE, PCI_CORE = 70, 85


def test_a_row_says_the_word_of_an_answer_in_the_language_of_its_reader():
    assert Presentation(killip="2").get_killip_display().startswith("II – rales")
    with translation.override("zh-hans"):
        assert Presentation(has_shock="yes").get_has_shock_display() == "是"
    assert Presentation(killip="old code").get_killip_display() == "old code"
    assert Presentation().get_killip_display() == ""


def test_the_core_stays_small():
    pci = {"procedure", "lesion", "device"}
    stay = {"patient", "admission", "discharge"} | {m._meta.model_name for m in sections() if m.expected}
    acs = [v for m, v in ALL if v.core and m._meta.model_name in stay]
    both = [v for m, v in ALL if v.core and m._meta.model_name in stay | pci]
    assert 40 <= len(acs) < ACS_CORE
    assert len(both) < PCI_CORE


def test_a_question_that_depends_on_an_answer_names_it_and_stands_below_it():
    for model, variable in ALL:
        if variable.asked_if:
            above = {v.name: v for v in variables(model)}[variable.asked_if[0]]
            assert set(variable.asked_if[1:]) <= {code for code, _label in above.flatchoices}, variable
            names = [n for _title, group in model.groups for n in group] or [v.name for v in variables(model)]
            assert names.index(above.name) < names.index(variable.name), variable


def test_groups_hold_every_variable_once():
    for model in sections():
        named = [name for _title, names in model.groups for name in names]
        assert len(named) == len(set(named))
        if named:
            held = {v.name for v in variables(model)} - set(model.derived)
            assert set(named) == held, set(named) ^ held


def code_lines(path):
    """Lines with code: no blank lines, comments or docstrings."""
    text = path.read_text(encoding="utf-8")
    doc = set()
    for node in ast.walk(ast.parse(text)):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                doc |= set(range(value.lineno, (value.end_lineno or 0) + 1))
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in WITHOUT_CODE:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return len(lines - doc)


def test_the_engine_can_be_read_in_ten_minutes():
    total = sum(code_lines(p) for p in (ROOT / "cardiology/dictionary").glob("*.py"))
    total += code_lines(ROOT / "cardiology/forms.py")
    assert total < ENGINE_WALL, f"the dictionary engine has {total} lines of code"


# Words that name a variable and are also everyday words of the code (a column called `name`, `kind`...).
EVERYDAY = {v.name for _m, v in ALL if "_" not in v.name}
# Rooms in which naming a variable is the point: rules speak of facts, mappings and courses fill them.
SPEAKS_OF_FACTS = {
    "scores", "guidance", "quality", "queries", "documents", "synthetic", "actions", "intake", "redflags",
    "schedule",
    "priority", "analysis", "examples", "snapshot", "catalogue", "models", "bench", "narrative", "drawing",
    "timeline",
    "prescribing",
    "checks",
    "plain_words",
}  # fmt: skip


def test_adding_a_variable_touches_one_file():
    """A variable's name occurs in its own model file, and otherwise only where a rule speaks of it."""
    wrong = []
    names = {v.name: m for m, v in ALL if v.name not in EVERYDAY}
    word = re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\b")
    for path in [
        *ROOT.glob("cardiology/**/*.py"),
        *ROOT.glob("followup/**/*.py"),
        *ROOT.glob("research/**/*.py"),
    ]:
        room = path.relative_to(ROOT).with_suffix("").parts[1]
        if room in SPEAKS_OF_FACTS or "migrations" in path.parts or path.name == GALLERY:
            continue
        found = set(word.findall(path.read_text(encoding="utf-8")))
        wrong += [f"{path.relative_to(ROOT)} names {n}" for n in sorted(found - ENTRANCE)]
    assert not wrong, "derive it from the declaration instead:\n" + "\n".join(wrong)


GALLERY = "components.py"  # shows each component with made-up fields
# Identity and the ends of a stay: what every room has to speak of.
ENTRANCE = {"birth_on", "died_on", "admitted_at", "discharged_at", "vital_status", "last_known_alive_on",
            "drug_class", "drug_text", "value_text", "unit_text", "id_number", "id_type",
            "decided_by"}  # fmt: skip


def test_labels_and_ranges_are_in_the_form(db):
    from cardiology.forms import section_form
    from cardiology.models import Vitals

    form = section_form(Vitals)()
    for variable in [v for v in variables(Vitals) if not v.generated]:
        assert form.fields[variable.name].variable is variable
