"""Several answers to one question, questions that depend on an answer, and what follows from answers."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from rest_framework.test import APIClient

from cardiology.actions import sections
from cardiology.actions.imports import Incoming, import_file
from cardiology.codebook import rows
from cardiology.completeness import completeness
from cardiology.forms import section_form, typed
from cardiology.models import AuditEvent, Ecg, Echo, History, Procedure, Role, Vitals
from cardiology.resources import export_rows
from research.catalogue import catalogue
from research.criteria.compile import compile_
from research.criteria.parse import parse
from tests.cardiology.stories import admitted

pytestmark = pytest.mark.django_db
WHEN = "2026-03-02 09:00"


@pytest.fixture
def doctor(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def stay(doctor):
    return admitted(doctor)


def saved(doctor, stay, model, **values):
    return sections.save(model(patient=stay.patient, admission=stay, **values), by=doctor)


def ecg_form(text, stay):
    return section_form(Ecg)(QueryDict(text), instance=Ecg(patient=stay.patient, admission=stay))


# --- several answers -------------------------------------------------------------------------------
def test_ticked_boxes_are_stored_in_the_order_of_the_question(client, doctor, stay):
    client.force_login(doctor)
    body = {"recorded_at": WHEN, "st_elevation": "anterior", "st_elevation_leads": ["V3", "V2", "V4"]}
    answer = client.post(reverse("section_new", args=[stay.pk, "ecg"]), body)
    assert answer.status_code == 302
    row = Ecg.objects.get()
    assert row.st_elevation_leads == ["V2", "V3", "V4"]
    assert AuditEvent.objects.filter(about_id=row.pk, new__st_elevation_leads=["V2", "V3", "V4"]).exists()
    page = client.get(reverse("section_edit", args=["ecg", row.pk])).content.decode()
    assert page.count("checked") == 3


@pytest.mark.parametrize(
    ("typed_in", "expected"),
    [
        ("pattern=new_q&pattern=rbbb", ["new_q", "rbbb"]),
        ("pattern=rbbb; New Q wave", ["new_q", "rbbb"]),
        ("pattern=rbbb，new_q", ["new_q", "rbbb"]),
        ("pattern=none", ["none"]),
        ("pattern=", None),
    ],
)
def test_answers_are_read_as_people_and_files_write_them(stay, typed_in, expected):
    form = ecg_form(f"recorded_at={WHEN}&{typed_in}", stay)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["pattern"] == expected


@pytest.mark.parametrize(
    ("typed_in", "sentence"),
    [("pattern=none&pattern=rbbb", "cannot stand beside"), ("pattern=rbbb&pattern=nonsense", "nonsense")],
)
def test_what_cannot_be_meant_is_refused(stay, typed_in, sentence):
    form = ecg_form(f"recorded_at={WHEN}&{typed_in}", stay)
    assert not form.is_valid()
    assert sentence in str(form.errors["pattern"])


def test_a_draft_keeps_every_ticked_box(stay):
    kept = typed(QueryDict("pattern=new_q&pattern=rbbb&rhythm=af"))
    assert kept == {"pattern": "new_q; rbbb", "rhythm": "af"}
    again = section_form(Ecg)(instance=Ecg(), initial=kept)
    assert again["pattern"].value() == ["new_q", "rbbb"]
    assert str(again["pattern"]).count("checked") == 2


def test_programs_send_and_get_lists(doctor, stay):
    program = APIClient()
    program.force_authenticate(doctor)
    body = {"admission": stay.pk, "recorded_at": WHEN, "pattern": ["rbbb", "new_q"]}
    made = program.post("/api/v1/ecg/", body, format="json")
    assert made.status_code == 201, made.json()
    assert made.json()["pattern"] == ["new_q", "rbbb"]
    changed = {"revision": 1, "pattern": ["rbbb"]}
    assert program.patch(f"/api/v1/ecg/{made.json()['id']}/", changed, format="json").json()["pattern"] == [
        "rbbb"
    ]
    wrong = program.post("/api/v1/ecg/", body | {"pattern": [["x"]]}, format="json")
    assert wrong.status_code == 400


def test_files_bring_them_in_either_language_and_take_them_out(staff, doctor, stay):
    text = f"patient,admission,recorded_at,其他改变\n0001,A0001,{WHEN},右束支传导阻滞；新发Q波\n"
    manager = staff[Role.DATA_MANAGER]
    outcome = import_file(Incoming("x", text.encode()), kind="ecg", hospital=manager.hospital, by=manager)
    assert outcome.counts["ecg"]["new"] == 1
    assert Ecg.objects.get().pattern == ["new_q", "rbbb"]
    assert "new_q; rbbb" in export_rows("ecg", "csv", by=manager).decode()


@pytest.mark.parametrize(("answer", "expected"), [("rbbb", True), ("de_winter", False), (None, None)])
def test_research_asks_for_each_answer_and_knows_unknown(doctor, stay, answer, expected):
    saved(doctor, stay, Ecg, recorded_at=stay.admitted_at, pattern=["new_q", "rbbb"] if answer else None)
    test = {"=": [{"f": f"index.pattern__{answer or 'rbbb'}"}, True]}
    definition = {
        "index": {"of": {"rows": "ecg"}, "pick": "each"}, "cut": "2026-06-01",
        "criteria": [{"name": "pattern", "include": test}],
    }  # fmt: skip
    found = catalogue(stay.hospital_id)
    statement = compile_(parse(definition, found), found)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, dict(statement.params))
        (line,) = cursor.fetchall()
    assert line[5] is expected


# --- questions that depend on an answer --------------------------------------------------------------
def test_an_answer_that_is_not_asked_for_is_told_and_never_cleared(doctor, stay):
    row = saved(doctor, stay, History, diabetes="yes", diabetes_type="2", diabetes_therapy=["oral"])
    row.diabetes = "no"
    with pytest.raises(ValidationError) as refusal:
        sections.save(row, by=doctor, revision=1)
    assert set(refusal.value.message_dict) == {"diabetes_type", "diabetes_therapy"}
    assert "Asked only where “Diabetes” is: Yes" in refusal.value.messages[0]
    assert History.objects.get().diabetes_type == "2"


def test_a_program_is_told_the_same(doctor, stay):
    row = saved(doctor, stay, History, diabetes="yes", diabetes_type="2")
    program = APIClient()
    program.force_authenticate(doctor)
    answer = program.patch(f"/api/v1/history/{row.pk}/", {"revision": 1, "diabetes": "no"}, format="json")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["diabetes_type"]


def test_a_reason_for_a_question_that_is_not_asked_goes_with_it(doctor, stay):
    row = saved(
        doctor, stay, History, diabetes="yes", missing={"diabetes_type": "unknown", "smoking": "unknown"}
    )
    row.diabetes = "no"
    assert sections.save(row, by=doctor, revision=1).missing == {"smoking": "unknown"}


def test_the_page_hides_what_is_not_asked_and_shows_what_holds_something(client, doctor, stay):
    client.force_login(doctor)
    row = saved(doctor, stay, History, diabetes="no")
    page = client.get(reverse("section_edit", args=["history", row.pk])).content.decode()
    assert 'data-asked-if="diabetes" data-answers="yes" hidden' in page
    refused = client.post(
        reverse("section_edit", args=["history", row.pk]),
        {"diabetes": "no", "diabetes_type": "2", "revision": 1},
    )
    assert refused.status_code == 422
    assert "Asked only where" in refused.content.decode()


def test_completeness_counts_what_concerns_the_patient(doctor, stay):
    angiography = saved(
        doctor, stay, Procedure, kind="angiography", started_at=stay.admitted_at, access="radial_r"
    )
    assert (completeness(Procedure, angiography).asked, completeness(Procedure, angiography).open) == (1, ())
    pci = Procedure(kind="pci", access="radial_r")
    assert [v.name for v in completeness(Procedure, pci).open] == ["indication"]


# --- what follows ------------------------------------------------------------------------------------
# Values left, what follows right; clinical.md S27 for the mass.
FOLLOWS = [
    (Vitals, {"measured_at": None, "height": 170, "weight": 65}, {"bmi": "22.49", "body_surface": "1.75"}),
    (Vitals, {"measured_at": None, "weight": 65}, {"bmi": None}),
    (History, {"smoking": "former", "cigarettes_per_day": 20, "years_smoked": 30}, {"pack_years": "30.00"}),
    (Echo, {"performed_at": None, "lvef": 40}, {"lvef_class": "reduced"}),
    (Echo, {"performed_at": None, "lvef": 41}, {"lvef_class": "mildly_reduced"}),
    (Echo, {"performed_at": None, "lvef": 50}, {"lvef_class": "preserved"}),
    (Echo, {"performed_at": None, "lvef": None}, {"lvef_class": None}),
    (
        Echo,
        {
            "performed_at": None, "e_velocity": Decimal("0.8"), "a_velocity": Decimal("0.5"),
            "e_prime_septal": 8, "e_prime_lateral": 12,
        },
        {"e_over_a": "1.60", "e_over_e_prime": "8.00"},
    ),
    (
        Echo,
        {
            "performed_at": None, "lv_diastolic_diameter": 50, "septum_thickness": 11,
            "posterior_wall_thickness": 10, "body_surface": 2,
        },
        {"lv_mass": "194.38", "lv_mass_index": "97.19", "relative_wall_thickness": "0.40"},
    ),
    (Echo, {"performed_at": None, "wall_motion": "normal"}, {"wall_motion_score": "1.00"}),
    (
        Echo,
        {
            "performed_at": None, "wall_motion": "abnormal", "basal_anterior": "normal",
            "mid_anterior": "akinetic", "apical_cap": "not_seen",
        },
        {"wall_motion_score": "2.00"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("model", "values", "expected"), FOLLOWS)
def test_what_follows_is_computed(doctor, stay, model, values, expected):
    placed = {n: stay.admitted_at if n.endswith("ed_at") else v for n, v in values.items()}
    row = saved(doctor, stay, model, **placed)
    for name, value in expected.items():
        found = getattr(row, name)
        assert (f"{found:.2f}" if isinstance(found, Decimal) else found) == value, name


def test_what_follows_is_followed_by_amending(client, doctor, stay):
    client.force_login(doctor)
    row = saved(doctor, stay, Vitals, measured_at=stay.admitted_at, height=170, weight=65)
    row.weight = Decimal(78)
    assert round(sections.save(row, by=doctor, revision=1).bmi, 1) == Decimal("27.0")
    page = client.get(reverse("section_edit", args=["vitals", row.pk])).content.decode()
    assert "27.0\u00a0kg/m²" in page
    assert 'name="bmi"' not in page


def test_the_codebook_says_on_what_a_question_depends_and_what_is_derived():
    known = {(r["section"], r["variable"]): r for r in rows()}
    assert known["history", "diabetes_type"]["asked_if"] == "diabetes = yes"
    assert known["vitals", "bmi"]["derived"] == "yes"
    assert "new_q=New Q wave" in known["ecg", "pattern"]["answers"]
