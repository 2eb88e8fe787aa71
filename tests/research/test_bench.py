"""The bench: every part measures in a tiny department; stopped half-way, it takes its database along."""

import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from followup.bench import scratch
from followup.bench.bar import Bar
from research.bench import analyses, cohorts, imports, pages, questions
from research.bench.ratio import Ratio
from research.methods import METHODS


@pytest.fixture
def house(db, monkeypatch):
    monkeypatch.setattr("research.bench.ratio.RUNS", 1)
    return scratch.fill(12, lambda said: None)


def test_every_part_measures_and_no_page_is_left_out(house):
    assert [type(found) for found in pages.measure(house)] == [Ratio] * len(pages.PAGES)
    assert [type(found) for found in imports.measure(house)] == [Ratio]


def test_a_question_and_the_sql_by_hand_find_the_same_rows(house):
    found = list(cohorts.measure(house))
    assert len(found) == len(cohorts.QUESTIONS)
    assert all(ratio.note.endswith(" 0 different") for ratio in found), [r.line() for r in found]


@pytest.mark.slow
def test_a_stopped_bench_leaves_no_database(db):
    bench = subprocess.Popen(
        [sys.executable, "-u", "manage.py", "bench", "--patients", "4"],
        cwd=settings.BASE_DIR, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert "4 patients" in bench.stdout.readline()
    bench.send_signal(signal.SIGTERM)
    said, _nothing = bench.communicate(timeout=120)
    assert "the scratch database is dropped" in said
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname = %s", [f"bench_{bench.pid}"])
        assert cursor.fetchall() == []


@pytest.mark.slow
def test_worked_questions_find_the_same_patients_as_every_other_way(db, monkeypatch):
    monkeypatch.setattr("research.bench.questions.RUNS", 1)
    found = list(questions.answers(80))
    assert all(isinstance(line, Bar) for line in found[1:]), found
    told = {bar.subject: bar.note for bar in found[1:]}
    assert told["times SQL by hand"].startswith("10 questions")
    assert told["times OMOP tables in the manner of Circe"].startswith("8 questions")
    assert told["times fact table in the manner of i2b2"].startswith("3 questions")


def test_every_analysis_is_measured(monkeypatch):
    monkeypatch.setattr(analyses, "ROWS", 400)
    found = list(analyses.measure(None))
    assert len({ratio.subject for ratio in found}) == len(METHODS) + 2
    assert all(ratio.theirs == analyses.BAR for ratio in found)
