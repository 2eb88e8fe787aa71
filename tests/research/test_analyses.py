"""Every method from the form to the page and the files: what is shown, to whom, and in which words."""

import csv
import io
import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse

from cardiology.models import Admission, AuditEvent, Echo, History, Patient, Procedure, Role
from followup.models import ReportedEvent
from research import tasks
from research.actions import questions, releases
from research.methods import METHODS
from research.models import Run, RunState
from tests.research.conftest import START, definition

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(staff):
    """120 stays whose age, ejection fraction, diabetes and events hang together; some get a device."""
    hospital, day = staff[Role.HEAD].hospital, lambda i: (START + timedelta(hours=i * 7)).date()
    dies = lambda i: i % 9 == 4  # noqa: E731
    ill = lambda i: (i * 5) % 3 == 0  # noqa: E731
    patients = Patient.objects.bulk_create(
        Patient(hospital=hospital, number=f"66{i:04d}", name="赵钱", sex="male",
                birth_on=date(1930 + (i * 7) % 40, 5, 1),
                vital_status="dead" if dies(i) else "alive",
                died_on=day(i) + timedelta(days=5 + i) if dies(i) else None,
                last_known_alive_on=None if dies(i) else date(2026, 5, 1) - timedelta(days=i))
        for i in range(120)
    )  # fmt: skip
    made = Admission.objects.bulk_create(
        Admission(hospital=hospital, patient=p, number=f"A{p.number}",
                  admitted_at=START + timedelta(hours=i * 7), category="stemi", arrival_mode="ambulance")
        for i, p in enumerate(patients)
    )  # fmt: skip
    of = [{"patient": x.patient, "admission": x} for x in made]
    History.objects.bulk_create(
        History(**at, diabetes="yes" if ill(i) else "no", hypertension="no") for i, at in enumerate(of)
    )
    Echo.objects.bulk_create(
        Echo(**at, performed_at=made[i].admitted_at, lvef=30 + (i * 11) % 35)
        for i, at in enumerate(of)
        if i % 6
    )
    ReportedEvent.objects.bulk_create(
        ReportedEvent(patient=at["patient"], kind="mi", precision="day",
                      occurred_on=day(i) + timedelta(days=10 + (i * 13) % 300))
        for i, at in enumerate(of) if i % 4 == 0 or (ill(i) and i % 2)
    )  # fmt: skip
    Procedure.objects.bulk_create(
        Procedure(**at, kind="device", started_at=made[i].admitted_at + timedelta(days=15 + (i * 17) % 90))
        for i, at in enumerate(of) if i % 3 != 1
    )  # fmt: skip


@pytest.fixture
def everybody(staff, many):
    by = staff[Role.RESEARCHER]
    told = definition(criteria=[])
    later = {"rows": "procedure", "in": {"of": "index", "days": [1, None]}}
    told["variables"]["device"] = {"first": later, "get": "start"}
    made = questions.create("Everybody", told, by=by)
    return questions.describe(made, title="Everybody", is_shared=True, study="", by=by)


ASKED = {
    "missing": {"group_by": "diabetes"},
    "cox": {"outcomes": ["mi"], "covariates": ["age", "lvef", "diabetes"]},
    "changing": {"outcomes": ["mi"], "changes": "device", "covariates": ["age"]},
    "competing": {"outcomes": ["mi"], "competing": ["death"], "group_by": "diabetes", "covariates": ["age"]},
    "logistic": {"outcomes": ["mi"], "horizon": "180", "covariates": ["age", "diabetes"]},
    "linear": {"target": "lvef", "covariates": ["age", "diabetes"]},
    "poisson": {"outcomes": ["mi"], "covariates": ["age", "diabetes"]},
    "negative_binomial": {"target": "age", "covariates": ["diabetes"]},
    "propensity": {
        "outcomes": ["mi"],
        "group_by": "diabetes",
        "covariates": ["age", "lvef"],
        "way": "overlap",
    },
    "average_effect": {
        "outcomes": ["mi"],
        "horizon": "180",
        "group_by": "diabetes",
        "covariates": ["age", "lvef"],
    },
    "restricted": {"outcomes": ["mi"], "horizon": "180", "group_by": "diabetes"},
    "subgroups": {"outcomes": ["mi"], "group_by": "diabetes", "covariates": ["age", "lvef"]},
    "imputation": {"outcomes": ["mi"], "covariates": ["age", "lvef", "diabetes"], "copies": "3"},
    "prediction": {"outcomes": ["mi"], "horizon": "180", "covariates": ["age", "diabetes"]},
}


def finished(client, question, method, **asked):
    answer = client.post(reverse("research:analyse", args=[question.pk, method]),
                         {"submission": str(uuid.uuid4()), "origin": "start", **asked})  # fmt: skip
    assert answer.status_code == 302, answer.context["form"].errors
    tasks.work()
    run = Run.objects.latest("pk")
    return run, client.get(reverse("research:run", args=[run.pk]))


def test_every_method_gives_tables_figures_and_a_methods_paragraph(everybody, staff, sign_in):
    client = sign_in(Role.HEAD)
    for method in METHODS:
        run, page = finished(client, everybody, method, **ASKED[method])
        assert run.state == RunState.DONE, (method, run.problem)
        document = page.context["document"]
        assert all(t.rows for t in document.tables), method
        assert int(document.n) > 80
        assert run.sha256[:12] in document.methods
        assert len(page.context["drawings"]) == len(run.result["output"]["figures"])
        for place, table in enumerate(document.tables):
            answer = client.get(reverse("research:table", args=[run.pk, place]))
            rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
            mark, *rest = rows
            assert "not a release" in mark[0]
            assert rest == [list(table.heads), *(list(r) for r in table.rows)]
    for run in Run.objects.all():
        release = releases.ask(run, purpose="A paper", by=staff[Role.RESEARCHER])
        releases.review(release, agrees=True, by=staff[Role.HEAD])
    careful = sign_in(Role.RESEARCHER)
    for run in Run.objects.all():  # who may not see rows gets no small number
        for table in careful.get(reverse("research:run", args=[run.pk])).context["document"].tables:
            assert_rounded(table)


def test_a_count_over_unequal_times_gives_ratios_of_rates(everybody, sign_in):
    client = sign_in(Role.HEAD)
    asked = {"target": "lvef", "covariates": ["diabetes"]}
    _run, plain = finished(client, everybody, "negative_binomial", **asked)
    _run, rates = finished(client, everybody, "negative_binomial", **asked, exposure="age")
    heads = [page.context["document"].tables[0].heads for page in (plain, rates)]
    assert "Ratio of counts" in heads[0]
    assert "Rate ratio" in heads[1]
    assert "was the offset" in rates.context["document"].methods


def test_the_average_effect_of_a_number_and_of_an_outcome_stand_under_their_groups(everybody, sign_in):
    client = sign_in(Role.HEAD)
    asked = {"group_by": "diabetes", "covariates": ["age"]}
    _run, number = finished(client, everybody, "average_effect", **asked, target="lvef")
    _run, share = finished(client, everybody, "average_effect", **asked, outcomes=["mi"], horizon="180")
    for page, apart in ((number, "Difference"), (share, "Difference, percentage points")):
        table = page.context["document"].tables[0]
        assert table.heads == ["Estimator", "Diabetes: No", "Diabetes: Yes", apart, "95 % CI", "p"]
        assert [row[0] for row in table.rows][:2] == ["AIPW (main estimate)", "Regression adjustment"]
        low, high, difference = (float(cell.replace("−", "-")) for cell in table.rows[0][1:4])
        assert difference == pytest.approx(high - low, abs=0.011)
    assert 5 < low < high < 95  # of a hundred
    assert "percentage points" in share.context["document"].methods
    assert "percentage points" not in number.context["document"].methods
    assert "chosen before any result was seen" in number.context["document"].methods


def assert_rounded(table):
    for row in table.rows:
        for head, cell in zip(table.heads, row, strict=True):
            if head in ("n", "Events", "At risk", "Competing events", "Known", "Missing"):
                assert cell.startswith("<") or int(cell.replace("\u202f", "")) % 5 == 0, (table.title, row)


def test_the_words_are_the_readers_and_a_figure_is_a_file(everybody, sign_in, settings):
    client = sign_in(Role.HEAD)
    run, _page = finished(client, everybody, "cox", **ASKED["cox"])
    for form, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        answer = client.get(reverse("research:figure", args=[run.pk, 0, form]))
        assert answer.content.startswith(start)
        assert client.get(reverse("research:figure", args=[run.pk, 9, form])).status_code == 404
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    page = client.get(reverse("research:run", args=[run.pk]), headers={"accept-language": "zh-hans"})
    assert "Hazard" not in page.text
    assert "。" in page.context["document"].methods


@pytest.mark.parametrize("method", ["propensity", "average_effect"])
def test_an_effect_is_covered_until_diagnostics_hold_or_somebody_looks(everybody, sign_in, method):
    client = sign_in(Role.HEAD)
    run, page = finished(client, everybody, method, **ASKED[method])
    output = run.result["output"]
    output["diagnostics"][0] |= {"holds": False, "value": 0.4}
    Run.objects.update(result=run.result)
    url = reverse("research:run", args=[run.pk])
    covered = client.get(url)
    assert covered.context["document"].tables[0].rows == []
    assert client.get(reverse("research:table", args=[run.pk, 0])).status_code == 404
    client.post(reverse("research:uncover", args=[run.pk]))
    assert client.get(url).context["document"].tables[0].rows
    run.refresh_from_db()
    assert run.uncovered_by.role == Role.HEAD
    assert AuditEvent.objects.filter(event="effect uncovered", about_id=run.pk).exists()


def test_why_there_is_no_result_is_a_sentence(everybody, sign_in):
    client, way = sign_in(Role.HEAD), {"covariates": ["lvef"], "way": "iptw"}
    of = {"group_by": "diabetes", "covariates": ["age"]}
    for method, asked, why in (
        ("cox", {"outcomes": ["stroke"], "covariates": ["age"]}, "nothing to estimate"),
        ("cox", {"outcomes": ["mi"], "covariates": ["sex"]}, "the same in every row"),
        ("propensity", {"outcomes": ["mi"], "group_by": "age", **way}, "makes no groups"),
        ("restricted", {"outcomes": ["mi"], "horizon": "9000"}, "fewer days"),
        ("linear", {"target": "diabetes", "covariates": ["age"]}, "not a number"),
        ("average_effect", {**of, "target": "diabetes"}, "makes the groups"),
        ("average_effect", {**of, "target": "sex"}, "two answers"),
    ):
        run, page = finished(client, everybody, method, **asked)
        assert run.state == RunState.FAILED
        assert why in page.text, page.context["run"].problem


def test_what_is_not_told_is_asked_again(question, sign_in):
    for method, asked, field in (
        ("cox", {"covariates": ["age"]}, "outcomes"),
        ("cox", {"outcomes": ["mi"]}, "covariates"),
        ("logistic", {"covariates": ["age"]}, "horizon"),
        ("competing", {"outcomes": ["mi"], "competing": ["mi"]}, "competing"),
    ):
        answer = sign_in(Role.RESEARCHER).post(reverse("research:analyse", args=[question.pk, method]), asked)
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
    assert not Run.objects.exists()
