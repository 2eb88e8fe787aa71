"""The hazard log: each control has its proof, and no proof is a test that is gone."""

import ast
from pathlib import Path

import pytest

from cardiology.models import Role
from cardiology.queries.hazards import hazards

TESTS = Path(__file__).parents[1]
LOG = hazards("en")


def named_in(file):
    """The names of the tests of a file, also those in classes."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")}


@pytest.mark.parametrize("hazard", LOG, ids=lambda h: h.number)
def test_every_proof_is_a_test_that_is_there(hazard):
    assert all((hazard.hazard, hazard.cause, hazard.control, hazard.proofs))
    for proof in hazard.proofs:
        file, _colons, name = proof.partition("::")
        assert (TESTS / file).is_file(), f"{proof}: the file is gone; name the test that proves it now."
        assert name in named_in(file), f"{proof}: the test is gone; name the one that proves it now."


def test_the_log_is_the_same_in_both_languages():
    numbers = [h.number for h in LOG]
    assert numbers == [f"H{n:02d}" for n in range(1, len(LOG) + 1)]
    assert len(numbers) >= 30
    chinese = hazards("zh-hans")
    assert [h.number for h in chinese] == numbers
    assert all(h.proofs for h in chinese)
    assert not [h.number for h in chinese if h.hazard.isascii() or h.cause.isascii() or h.control.isascii()]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "told"), [("en", "critical result"), ("zh-hans", "危急值无人知晓")])
def test_a_nurse_reads_it_in_her_language(sign_in, language, told):
    browser = sign_in(Role.WARD_NURSE)
    browser.cookies["django_language"] = language
    page = browser.get("/reference/hazards/").content.decode()
    assert told in page
    assert "test_an_overdue_result_is_brought" in page
