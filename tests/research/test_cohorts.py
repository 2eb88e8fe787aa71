"""Questions asked of the record itself: kinds of rows, stays, hospitals, the command."""

import json
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cardiology.dictionary import registry
from cardiology.models import (
    Admission,
    Device,
    Diagnosis,
    Discharge,
    Echo,
    History,
    LabResult,
    Lesion,
    Medication,
    Patient,
    Procedure,
)
from research.catalogue import catalogue
from research.criteria.parse import DefinitionError, parse
from research.queries import cohorts

pytestmark = pytest.mark.django_db
CUT = "2026-06-30"


def at(day, hour=8):
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), datetime.min.time())) + timedelta(
        hours=hour
    )


def person(hospital, number="1", **fields):
    return Patient.objects.create(hospital=hospital, number=number, name="张三", sex="male", **fields)


def stay(patient, start, end=None, **fields):
    return Admission.objects.create(
        hospital=patient.hospital,
        patient=patient,
        number=f"A{Admission.objects.count()}",
        admitted_at=at(start),
        discharged_at=at(end, 16) if end else None,
        **fields,
    )


def pci(admission, day):
    return Procedure.objects.create(
        patient=admission.patient, admission=admission, kind="pci", started_at=at(day, 10)
    )


def ask(hospital, of, criteria=(), pick="each", **rest):
    """The answer by SQL, which the plain meaning must give too."""
    plain = {"index": {"of": of, "pick": pick}, "cut": CUT, "criteria": list(criteria), **rest}
    asked = parse(plain, catalogue(hospital.pk))
    found, plainly = (way(asked, hospital_id=hospital.pk) for way in (cohorts.run, cohorts.run_plainly))
    assert (found.steps, found.rows, found.start_rows) == (plainly.steps, plainly.rows, plainly.start_rows)
    return found


def test_who_was_seen_again_is_told_by_any_result_in_the_window(hospital):
    """Results are many, so that they are looked up by time; both days of the window count."""
    for number, days in enumerate((299, 300, 365, 366)):
        patient = person(hospital, str(number))
        pci(stay(patient, "2025-01-10", "2025-01-15"), "2025-01-10")
        later = at("2025-01-10") + timedelta(days=days)
        LabResult.objects.create(patient=patient, test="potassium", value=4, collected_at=later)
    seen = {"has": {"rows": "labresult", "in": {"of": "index", "days": [300, 365]}}}
    found = ask(hospital, {"rows": "procedure"}, [{"name": "seen", "include": seen}], pick="first")
    assert answers(found) == [(2, 2, 0, 2, 2)]


def answers(result):
    return [(s.yes, s.no, s.unknown, s.remaining_rows, s.remaining_patients) for s in result.steps]


def test_every_section_of_the_record_is_a_kind(hospital):
    kinds = catalogue(hospital.pk).kinds
    assert {m._meta.model_name for m in registry.sections()} <= kinds.keys()
    for name in kinds:
        assert ask(hospital, {"rows": name}).start_rows == 0


def test_nobody_can_be_found_by_name_or_number(hospital):
    kinds = catalogue(hospital.pk)
    shown = {f for k in kinds.kinds.values() for f in k.fields} | set(kinds.patient_fields)
    assert not shown & {"name", "number", "id_number", "address", "summary", "story", "remark"}


def test_only_patients_of_the_hospital_are_asked(hospital, other_hospital):
    pci(stay(person(hospital), "2026-01-02", "2026-01-05"), "2026-01-02")
    pci(stay(person(other_hospital), "2026-01-02", "2026-01-05"), "2026-01-02")
    assert [ask(h, {"rows": "procedure"}).start_patients for h in (hospital, other_hospital)] == [1, 1]


def test_a_transfer_within_a_day_goes_on_with_the_stay(hospital):
    patient = person(hospital)
    first = stay(patient, "2026-01-02", "2026-01-05", category="stemi")
    second = stay(patient, "2026-01-06", "2026-01-09")
    third = stay(patient, "2026-02-01", "2026-02-03")
    Discharge.objects.create(patient=patient, admission=second, disposition="home")
    Echo.objects.create(patient=patient, admission=second, performed_at=at("2026-01-07"), lvef=35)
    found = ask(
        hospital,
        {"rows": "stay"},
        [{"name": "echo", "include": {"has": {"rows": "echo", "same_stay": "index"}}}],
        variables={
            "days": {"days": ["index", "index.end"]},
            "category": {"f": "index.category"},
            "to": {"f": "index.disposition"},
        },
    )
    assert found.start_rows == 2
    assert third.pk not in [r.id for r in found.rows]
    assert [(r.admission_id, r.values) for r in found.rows] == [
        (first.pk, {"days": 7.0, "category": "stemi", "to": "home"})
    ]


def test_the_last_admission_of_a_stay_is_the_latest_not_the_newest_row(hospital):
    patient = person(hospital)
    later = stay(patient, "2026-01-06", "2026-01-09")
    earlier = stay(patient, "2026-01-02", "2026-01-05")
    Discharge.objects.create(patient=patient, admission=later, disposition="died")
    Discharge.objects.create(patient=patient, admission=earlier, disposition="transfer")
    found = ask(hospital, {"rows": "stay"}, variables={"to": {"f": "index.disposition"}})
    assert [(r.admission_id, r.values["to"]) for r in found.rows] == [(earlier.pk, "died")]


def test_a_lesion_is_placed_by_its_procedure_and_speaks_of_it(hospital):
    procedure = pci(stay(person(hospital), "2026-01-02", "2026-01-05"), "2026-01-03")
    lesion = Lesion.objects.create(
        patient=procedure.patient,
        admission=procedure.admission,
        procedure=procedure,
        segment="12",
        is_culprit="yes",
    )
    Device.objects.create(
        patient=procedure.patient, admission=procedure.admission, lesion=lesion, kind="des", diameter=3
    )
    culprit = {"all": [{"=": [{"f": "lesion.is_culprit"}, True]}, {"=": [{"f": "procedure.kind"}, "pci"]}]}
    found = ask(hospital, {"rows": "device", "where": culprit}, variables={"mm": {"f": "index.diameter"}})
    assert [(r.start, r.values["mm"]) for r in found.rows] == [(datetime(2026, 1, 3, 10), 3.0)]  # noqa: DTZ001


def test_an_answer_unknown_is_not_a_no(hospital):
    for number, diabetes in enumerate(("yes", "no", "unknown", "not_asked", None)):
        admission = stay(person(hospital, str(number)), "2026-01-02", "2026-01-05")
        History.objects.create(patient=admission.patient, admission=admission, diabetes=diabetes)
    diabetic = {"=": [{"first": {"rows": "history", "same_stay": "index"}, "get": "diabetes"}, True]}
    assert answers(ask(hospital, {"rows": "stay"}, [{"name": "DM", "include": diabetic}])) == [
        (1, 1, 3, 1, 1)
    ]


def test_the_guiding_question(hospital):
    """First PCI, LVEF < 40 within 30 days, no ACEI or ARB at discharge, heart failure within 90 days."""
    for number, (lvef, drug, back) in enumerate(
        [
            (35, None, "I50.9"),
            (35, "acei", "I50.9"),
            (50, None, "I50.9"),
            (35, None, "I20.0"),
            (35, "statin", "I50.0"),
        ]
    ):
        patient = person(hospital, str(number), birth_on="1950-05-01")
        admission = stay(patient, "2026-01-02", "2026-01-08")
        pci(admission, "2026-01-02")
        Echo.objects.create(patient=patient, admission=admission, performed_at=at("2026-01-04"), lvef=lvef)
        if drug:
            Medication.objects.create(
                patient=patient,
                admission=admission,
                phase="discharge",
                drug_class=drug,
                started_on="2026-01-08",
            )
        again = stay(patient, "2026-02-10", "2026-02-12")
        Diagnosis.objects.create(patient=patient, admission=again, code=back, rank=1)
    primary_hf = {
        "has": {
            "rows": "diagnosis",
            "same_stay": "row",
            "where": {"all": [{"in": [{"f": "code"}, ["I50*"]]}, {"=": [{"f": "rank"}, 1]}]},
        }
    }
    found = ask(
        hospital,
        {"rows": "procedure", "where": {"=": [{"f": "kind"}, "pci"]}},
        pick="first",
        criteria=[
            {
                "name": "LVEF < 40",
                "include": {
                    "has": {
                        "rows": "echo",
                        "where": {"<": [{"f": "lvef"}, 40]},
                        "in": {"of": "index", "days": [0, 30]},
                    }
                },
            },
            {
                "name": "ACEI/ARB",
                "exclude": {
                    "has": {
                        "rows": "medication",
                        "where": {"in": [{"f": "drug_class"}, ["acei", "arb", "arni"]]},
                        "in": {"of": "index.stay.end", "days": [0, 0], "by": "overlap"},
                    }
                },
            },
            {
                "name": "HF in 90 d",
                "include": {
                    "has": {
                        "rows": "stay",
                        "where": primary_hf,
                        "must_observe": True,
                        "in": {"of": "index.stay.end", "days": [1, 90]},
                    }
                },
            },
        ],
        variables={"age": {"age": "index"}},
    )
    assert answers(found) == [(4, 1, 0, 4, 4), (1, 3, 0, 3, 3), (2, 1, 0, 2, 2)]
    assert [r.values for r in found.rows] == [{"age": 75.0}] * 2


def test_a_row_saved_a_second_ago_counts(hospital):
    before = ask(hospital, {"rows": "labresult", "where": {"=": [{"f": "test"}, "k"]}}).start_rows
    admission = stay(person(hospital), "2026-01-02")
    LabResult.objects.create(
        patient=admission.patient, admission=admission, collected_at=at("2026-01-02"), test="k", value=4
    )
    assert ask(hospital, {"rows": "labresult", "where": {"=": [{"f": "test"}, "k"]}}).start_rows == before + 1


def test_a_choice_must_be_one_of_its_answers(hospital):
    with pytest.raises(DefinitionError, match="pci"):
        ask(hospital, {"rows": "procedure", "where": {"=": [{"f": "kind"}, "PCI"]}})


def test_a_number_beyond_all_measure_is_a_sentence(hospital):
    stay(person(hospital), "2026-01-02")
    huge = {"*": [1e15] * 25}
    plain = {"index": {"of": {"rows": "stay"}, "pick": "each"}, "cut": CUT, "variables": {"x": huge}}
    with pytest.raises(cohorts.CannotRun, match="too large"):
        cohorts.run(parse(plain, catalogue(hospital.pk)), hospital_id=hospital.pk)


def command(tmp_path, plain, *options):
    path = tmp_path / "definition.json"
    path.write_text(plain if isinstance(plain, str) else json.dumps(plain))
    out = StringIO()
    call_command("cohort", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_command_answers_as_json_both_ways(hospital, tmp_path):
    pci(stay(person(hospital, birth_on="1950-05-01"), "2026-01-02", "2026-01-05"), "2026-01-02")
    plain = {
        "index": {"of": {"rows": "procedure"}, "pick": "first"},
        "cut": CUT,
        "variables": {"age": {"age": "index"}},
        "criteria": [{"name": "echo", "exclude": {"has": {"rows": "echo"}}}],
    }
    found, plainly = (json.loads(command(tmp_path, plain, "--json", *x)) for x in ((), ("--evaluate",)))
    assert found == plainly
    assert (found["rows"], found["patients"], found["start"]) == (1, 1, {"rows": 1, "patients": 1})
    step = found["attrition"][0]
    assert (step["name"], step["yes"], step["no"], step["unknown"]) == ("echo", 0, 1, 0)
    assert step["remaining"] == {"rows": 1, "patients": 1}
    assert found["variables"]["age"] == {"known": 1, "missing": 0, "min": 75.0, "max": 75.0, "mean": 75.0}
    assert "Exclude (echo)" in command(tmp_path, plain)


@pytest.mark.parametrize(
    ("plain", "sentence"),
    [
        ("{", "is not JSON"),
        ("[1]", "expected a JSON object"),
        ("{}", "index"),
        (
            {"index": {"of": {"rows": "ecko"}, "pick": "first"}, "cut": CUT},
            "index.of.rows: Expected a kind of row",
        ),
        (
            {
                "index": {"of": {"rows": "echo", "where": {"<": [{"f": "ef"}, 1]}}, "pick": "one"},
                "cut": "2026",
            },
            "index.of.where.<[0].f: Expected the name of a variable",
        ),
    ],
)
def test_the_command_says_what_is_wrong_and_where(hospital, tmp_path, plain, sentence):
    with pytest.raises(CommandError) as caught:
        command(tmp_path, plain)
    assert sentence in str(caught.value)
