"""Grids: blocks of values, whichever way they lie, checked cell by cell, saved at once or not at all."""

import time
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cardiology.intake.grids.block import read_block
from cardiology.models import AuditEvent, Draft, LabResult, Role, Vitals
from tests.cardiology.stories import treated_stemi

pytestmark = pytest.mark.django_db

ACROSS = "\t2026-03-02 09:00\t2026-03-03 08:30\nBP (mmHg)\t128/76\t131/80\n心率\t71\t\nWeight\t70\t70.5 kg\n"
DOWN = "Time\tSBP\tDBP\tHR\n2026/3/2 9:00\t128\t76\t71\n2026/3/3 8:30\t131\t80\t-\n"


@pytest.fixture
def stay(staff):
    return treated_stemi(staff[Role.CARDIOLOGIST])


@pytest.fixture
def doctor(sign_in):
    return sign_in(Role.CARDIOLOGIST)


def vitals(stay):
    return f"/admissions/{stay.pk}/vitals/grid/"


def labs(stay):
    return f"/admissions/{stay.pk}/labs/grid/"


def save(client, url, **sent):
    return client.post(url, {"do": "save", "submission": str(uuid.uuid4()), **sent})


@pytest.mark.parametrize("text", [ACROSS, DOWN, DOWN.replace("\t", ";"), DOWN.replace("\n", "\r\n")])
def test_a_block_is_read_whichever_way_it_lies(doctor, stay, text):
    assert save(doctor, vitals(stay), block=text).status_code == 302
    first, second = Vitals.objects.order_by("measured_at")
    assert (first.systolic_bp, first.diastolic_bp, first.heart_rate) == (128, 76, 71)
    assert (second.systolic_bp, second.heart_rate) == (131, None)
    assert AuditEvent.objects.filter(about="cardiology.vitals", event="recorded").count() == 2


@pytest.mark.parametrize("text", ["", "one line", "a\tb\nc\td", "\t2026-03-02 09:00"])
def test_what_is_no_block_is_told(text):
    with pytest.raises(ValidationError):
        read_block(text)


def test_a_preview_stores_nothing_and_a_wrong_cell_holds_all_back(doctor, stay):
    wrong = ACROSS.replace("71", "seventy").replace("131/80", "80/131")
    page = doctor.post(vitals(stay), {"do": "check", "block": wrong})
    said = {m.target: m.text for m in page.context["table"].problems}
    assert "is not a number" in said["cell-2-0"]
    assert said["cell-1-1"] == "The diastolic pressure must be below the systolic."
    assert save(doctor, vitals(stay), block=wrong).status_code == 422
    assert not Vitals.objects.exists()
    mended = {"cell-2-0": "71", "cell-0-1": "131", "cell-1-1": "80"}
    assert save(doctor, vitals(stay), block=wrong, **mended).status_code == 422, "of another grid"
    mended["mends"] = page.context["mends"]
    assert save(doctor, vitals(stay), block=wrong, **mended).status_code == 302
    assert Vitals.objects.count() == 2


def test_what_is_computed_is_not_asked_and_told_where_a_block_brings_it(doctor, stay):
    offered = doctor.get(vitals(stay)).content.decode()
    assert 'value="weight"' in offered
    assert 'value="bmi"' not in offered
    assert 'value="arm_difference"' not in offered
    refused = save(doctor, vitals(stay), block=ACROSS + "BMI\t24.1\t24.2\nBody-mass index\t24\t24\n")
    assert refused.status_code == 422
    assert "This follows from other values and is not entered." in refused.content.decode()


def test_the_same_block_again_changes_nothing_and_another_value_is_told(doctor, stay):
    save(doctor, vitals(stay), block=ACROSS)
    assert save(doctor, vitals(stay), block=ACROSS).status_code == 302
    assert Vitals.objects.count() == 2
    other = save(doctor, vitals(stay), block=ACROSS.replace("71", "72"))
    assert "Recorded already as 71" in other.text
    more = "\t2026-03-02 09:00\nSpO2\t97\n"
    assert save(doctor, vitals(stay), block=more).status_code == 302
    assert Vitals.objects.get(heart_rate=71).oxygen_saturation == 97


def test_sending_a_grid_twice_gives_the_first_result(doctor, stay):
    sent = {"do": "save", "block": ACROSS, "submission": str(uuid.uuid4())}
    first, second = (doctor.post(vitals(stay), sent) for _ in range(2))
    assert first.url == second.url
    assert Vitals.objects.count() == 2


def test_a_doubt_is_confirmed_by_cell_or_at_once_and_who_is_stored(doctor, stay, staff):
    block = "\t2026-03-02 09:00\t2026-03-03 09:00\nHR\t180\t35\nWt\t70\t60\n"
    page = save(doctor, vitals(stay), block=block)
    assert [m.place for m in page.context["table"].doubts] == ["0-0", "0-1", "1-1"]
    assert "Last value: 70 kg on 02-Mar-2026" in page.text
    assert save(doctor, vitals(stay), block=block, **{"ok-0-0": "yes", "ok-0-1": "yes"}).status_code == 422
    assert save(doctor, vitals(stay), block=block, **{"ok-all": "yes"}).status_code == 302
    kept = Vitals.objects.get(weight=60).confirmed["weight"]
    assert (kept["by"], kept["last"], kept["value"]) == (staff[Role.CARDIOLOGIST].pk, "70", "60")


def test_results_with_units_in_the_head_in_the_cell_or_in_a_column(doctor, stay):
    block = ("Test\tUnit\tRange\t2026-03-02 09:00\nCreatinine (mg/dL)\t\t0.6-1.2\t1.0\nGLU\tmg/dL\t\t126\n"
             "K+\t\t\t4.2\nHGB\t\t\t13.5 g/dL\n乳铁蛋白\tug/L\t\t3\nHBsAg\t\t\tNEG\n")  # fmt: skip
    assert save(doctor, labs(stay), block=block).status_code == 302
    found = {r.test or r.test_text: r for r in LabResult.objects.exclude(test="hstni")}
    assert [float(found[t].value) for t in ("cr", "k", "hb")] == [88.4, 4.2, 135]
    assert (found["cr"].value_text, found["cr"].unit_text, found["cr"].unit) == (
        "1.0 mg/dL",
        "mg/dL",
        "µmol/L",
    )
    assert float(found["glu"].value) == pytest.approx(6.99, abs=0.01)
    assert (found["乳铁蛋白"].test, found["乳铁蛋白"].value_text) == (None, "3 ug/L")
    assert (found["HBsAg"].value, found["HBsAg"].value_text) == (None, "NEG")


def test_a_small_block_becomes_a_grid_that_keeps_the_units_of_its_heads(doctor, stay):
    block = "\t2026-03-02 09:00\nCreatinine (mg/dL)\t1.0\n"
    page = doctor.post(labs(stay), {"do": "check", "block": block})
    assert 'value="cr (mg/dL)"' in page.text
    typed = {"head-0": "2026-03-02 09:00", "row-0": "cr (mg/dL)", "cell-0-0": "1.0"}
    assert save(doctor, labs(stay), **typed).status_code == 302
    assert float(LabResult.objects.get(test="cr").value) == 88.4


def test_a_bare_number_in_the_other_unit_is_asked_and_an_unknown_unit_refused(doctor, stay):
    page = doctor.post(labs(stay), {"do": "check", "block": "\t2026-03-02 09:00\nCr\t1.2\nUrea (g)\t3\n"})
    assert 'data-instead="1.2 mg/dL"' in page.text
    assert "not known here" in page.text


def test_columns_need_one_time_each(doctor, stay):
    tomorrow = f"{timezone.localtime() + timedelta(days=1):%Y-%m-%d %H:%M}"
    heads = f"\t2026-03-02\t2026-03-02 09:00\t2026-3-2 9:00\t{tomorrow}\n"
    page = doctor.post(labs(stay), {"do": "check", "block": heads + "K\t4\t4\t4\t4\n"})
    said = [m.text for m in page.context["table"].problems]
    assert len(said) == 3
    assert "2026-03-02 08:00" in said[0]
    assert said[1:] == ["Two columns have this time.", "This time is in the future."]


def test_a_typed_grid_is_kept_and_comes_back(doctor, stay):
    typed = {"head-0": "2026-03-02 09:00", "row-0": "heart_rate", "cell-0-0": "77"}
    doctor.post(f"/drafts/{stay.pk}/grid-vitals/0/0/", typed | {"submission": str(uuid.uuid4())})
    page = doctor.get(vitals(stay))
    assert 'value="77"' in page.text
    answer = save(doctor, vitals(stay), restored=page.context["restored_mark"], **typed)
    assert answer.status_code == 302
    assert Vitals.objects.get().heart_rate == 77
    assert not Draft.objects.exists()


def test_nothing_half_written(doctor, stay, monkeypatch):
    def broken(*_args, **_options):
        raise RuntimeError("the line is cut")

    monkeypatch.setattr("cardiology.audit.record_all", broken)
    with pytest.raises(RuntimeError):
        save(doctor, labs(stay), block="\t2026-03-02 09:00\nK\t4\nNa\t140\n")
    assert not LabResult.objects.filter(test__in=("k", "na")).exists()


@pytest.mark.slow
def test_a_large_block_is_read_and_saved_in_seconds(doctor, stay):
    """200 rows by 30 columns; the measured times are printed, the limit is generous for a busy machine."""
    start = timezone.localtime().replace(hour=0, minute=0) - timedelta(days=200)
    tests = ("na", "k", "cl", "ca", "cr", "glu", "alt", "ast", "alb", "ck", "wbc", "plt", "hb", "crp", "tc")
    tests += (
        "ldl",
        "hdl",
        "tg",
        "ua",
        "urea",
        "mg",
        "phos",
        "hco3",
        "ggt",
        "alp",
        "tp",
        "ldh",
        "inr",
        "pt",
        "fib",
    )
    usual = (140, 4, 100, 2.3, 80, 5.5, 30, 30, 42, 100, 7, 220, 140, 3, 4.5,
             2.5, 1.2, 1.5, 300, 5, 0.9, 1.1, 25, 30, 70, 70, 200, 1, 12, 3)  # fmt: skip
    lines = ["Time\t" + "\t".join(tests)]
    for day in range(200):
        at = f"{start + timedelta(days=day):%Y-%m-%d %H:%M}"
        lines.append("\t".join([at, *map(str, usual)]))
    block, took = "\n".join(lines), {}
    for do in ("check", "save"):
        began, worked = time.perf_counter(), time.process_time()
        answer = doctor.post(labs(stay), {"do": do, "block": block, "submission": str(uuid.uuid4())})
        took[do] = (time.perf_counter() - began, time.process_time() - worked)
        assert answer.status_code == (200 if do == "check" else 302), answer.context["table"].problems[:3]
    print(  # noqa: T201 - the figure that this test is for
        "200 x 30 cells (by the clock, of the processor):",
        {d: f"{a:.2f} s, {b:.2f} s" for d, (a, b) in took.items()},
    )
    assert LabResult.objects.filter(admission=stay).count() == 6003
    assert AuditEvent.objects.filter(about="cardiology.labresult", event="recorded").count() == 6003
    assert max(worked for _clock, worked in took.values()) < 6
