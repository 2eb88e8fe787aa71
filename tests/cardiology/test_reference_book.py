"""The reference on paper: every definition with its examples, to be marked and signed."""

import re

import pypdfium2
import pytest
from django.utils import translation

from cardiology.documents import reference_book
from cardiology.guidance import RULES
from cardiology.models import Role
from cardiology.quality import MEASURES
from cardiology.quality.not_computed import NOT_COMPUTED
from cardiology.queries import example_words
from cardiology.queries.reference import abbreviations, entries, in_words
from cardiology.registries import counted_measures
from cardiology.scores import SCORES

pytestmark = pytest.mark.django_db
HAN = re.compile(r"[一-鿿]")
DEFINED = {"scores": SCORES, "rules": RULES, "measures": {**MEASURES, **counted_measures}}


def test_every_definition_stands_in_its_book(staff):
    told = reference_book.context("scores", staff[Role.HEAD])
    assert [line["entry"].id for line in told["entries"]] == list(SCORES)
    assert all(line["lines"] for line in told["entries"])
    told = reference_book.context("measures", staff[Role.HEAD])
    assert [line["entry"].id for line in told["entries"]] == [*MEASURES, *counted_measures]
    assert told["not_computed"] == NOT_COMPUTED
    assert all(line["entry"].source and line["entry"].next_review for line in told["entries"])


def test_a_wide_table_is_turned_and_loses_no_cell(staff):
    told = reference_book.context("scores", staff[Role.HEAD])["entries"]
    line = next(x for x in told if x["entry"].id == "arc_hbr")
    assert line["is_turned"]
    assert len(line["lines"]) == len(line["entry"].heading)
    assert {len(row) for row in line["lines"]} == {1 + len(line["entry"].rows)}


@pytest.mark.parametrize(
    ("cell", "said"),
    [("91 low 0.46%", "91 · Low · 0.46%"), ("incomplete", "Incomplete"), ("not_met", "Not met"),
     ("changed bisoprolol: dose; open aspirin", "Changed Bisoprolol (dose); Not decided Aspirin"),
     ("62.3 poor days=34", "62.3 · Poor · Days counted 34"), ("65 band=>15–20%", "65 · >15–20%")],
)  # fmt: skip
def test_what_is_expected_is_said_in_words(cell, said):
    assert example_words.outcome(cell) == said


def meanings(language):
    """What every book says of each of its definitions."""
    with translation.override(language):
        return {(book, entry.id): str(entry.meaning) for book in DEFINED for entry in entries(book, None)}


def test_every_definition_says_what_it_means_in_the_language_of_the_reader():
    english, chinese = meanings("en"), meanings("zh-hans")
    assert {(book, id_) for book, ids in DEFINED.items() for id_ in ids} == english.keys()
    assert [key for key, said in english.items() if not said.endswith(".")] == []
    assert [key for key, said in chinese.items() if not HAN.search(said)] == []


@pytest.mark.parametrize(("language", "said"), [("en", "whatever the ejection fraction"),
                                                ("zh-hans", "不论射血分数")])  # fmt: skip
def test_who_opens_a_number_reads_what_is_counted(sign_in, language, said):
    head = sign_in(Role.HEAD)
    head.cookies["django_language"] = language
    for address in ("/reports/board/H07/", "/reports/2026-01/H07/"):
        assert said in head.get(address).content.decode()


@pytest.mark.parametrize(("language", "said"), [("en", "two minor ones"), ("zh-hans", "两项次要标准")])
def test_a_calculator_says_what_its_value_means(sign_in, language, said):
    nurse = sign_in(Role.WARD_NURSE)
    nurse.cookies["django_language"] = language
    assert said in nurse.get("/calculators/arc_hbr/").content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(("language", "words"), [("en", "Signatures"), ("zh-hans", "签名")])
def test_a_book_prints_with_a_place_to_sign(sign_in, language, words):
    answer = sign_in(Role.HEAD).get(f"/reference/prescribing/print.pdf?language={language}")
    paper = pypdfium2.PdfDocument(answer.content)
    assert words in paper[len(paper) - 1].get_textpage().get_text_range()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("book", ["scores", "rules", "measures"])
def test_no_name_of_a_variable_stands_in_an_example(book, language):
    with translation.override(language):
        for entry in map(in_words, entries(book, None)):
            said = [str(cell) for row in (entry.heading, *entry.rows) for cell in row]
            assert not [cell for cell in said if "_" in cell], entry.id


def test_short_names_of_sources_are_explained_once(sign_in):
    page = sign_in(Role.HEAD).get("/reference/measures/").text
    assert page.count("National Health Commission of China") == 1
    for book, shorts in (("measures", {"NHC", "CPC", "CN HF 2024"}), ("rules", {"CN HF 2024", "ESC"})):
        assert shorts <= {short for short, _long in abbreviations(entries(book, None))}
    assert "CPC" not in dict(abbreviations(entries("scores", None)))


# units and shares, how often a drug is taken, names, and a drug that the table of drugs does not know
NOT_WORDS = re.compile(r"[µmn]?mol|min|mg|kg|ms|bid|qd|tid|qn|et al|logistic|danshen|pills|e\d+|ehae\d+")


@pytest.mark.parametrize("book", ["scores", "rules", "measures", "prescribing"])
def test_the_chinese_book_has_no_word_in_english(book):
    with translation.override("zh-hans"):
        for entry in map(in_words, entries(book, None)):
            told = (
                entry.title,
                entry.source,
                entry.note,
                entry.meaning,
                *entry.heading,
                *sum(entry.rows, []),
            )
            left = {word for said in told for word in re.findall(r"\b[a-z]{3,}\b", str(said))}
            assert {word for word in left if not NOT_WORDS.fullmatch(word)} == set(), entry.id


@pytest.mark.parametrize(
    ("cell", "column", "said"),
    [("valsartan 80 mg qd [stopped]", "home", "Valsartan 80 mg qd (Stopped)"),
     ("aspirin 100 mg qd; danshen-pills ? ? bid", "ward", "Aspirin 100 mg qd; danshen-pills bid"),
     ("", "discharge", "–"), ("ischaemic+", "stroke_kinds", "Ischaemic stroke"),
     ("declined", "no_rehabilitation", "Patient declined")],
)  # fmt: skip
def test_an_example_is_read_in_words(cell, column, said):
    assert str(example_words.words(cell, column)) == said


@pytest.mark.parametrize(("language", "said"), [("en", ["Age (years)", "Creatinine (µmol/L)"]),
                                                ("zh-hans", ["年龄 (岁)", "肌酐 (µmol/L)"])])  # fmt: skip
def test_the_inputs_of_an_example_have_their_units(language, said):
    with translation.override(language):
        heading = next(in_words(e) for e in entries("scores", None) if e.id == "cockcroft_gault").heading
    assert set(said) <= set(heading)


def test_there_is_no_such_book(sign_in):
    assert sign_in(Role.HEAD).get("/reference/nonsense/print.pdf").status_code == 404
