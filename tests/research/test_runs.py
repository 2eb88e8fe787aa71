"""Long work: asked once, carried out by a worker, read as exactly as the reader may, stopped, found again."""

import csv
import io
import json
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cardiology import waking
from cardiology.actions import consents
from cardiology.models import AuditEvent, Patient, Role
from cardiology.queries.identity.consents import refused
from research import tasks
from research.actions import claims, cohorts, questions, releases, runs, work
from research.models import Release, Run, RunState
from research.queries.extract import random_id
from tests.research.conftest import definition

pytestmark = pytest.mark.django_db


def start(client, question, kind, version="", **parameters):
    posted = {f"{kind}-kind": kind, f"{kind}-submission": str(uuid.uuid4()), "version": version}
    if kind == "export":
        parameters = {"purpose": "A paper", "ethics_number": "2026-11"} | parameters
    posted |= {f"{kind}-{name}": value for name, value in parameters.items()}
    answer = client.post(reverse("research:start", args=[question.pk, kind]), posted)
    return answer, posted


def finished(client, question, kind, version="", **parameters):
    answer, _posted = start(client, question, kind, version, **parameters)
    assert answer.status_code == 302, answer.context and answer.context.get("problem")
    tasks.work()
    run = Run.objects.latest("pk")
    return run, client.get(reverse("research:run", args=[run.pk]))


def released(run, staff):
    """The tables and figures of a run, released by the head."""
    release = releases.ask(run, purpose="A paper", by=staff[Role.RESEARCHER])
    return releases.review(release, agrees=True, by=staff[Role.HEAD])


@pytest.fixture
def shared(question, staff):
    return questions.describe(
        question, title="Reduced LVEF", is_shared=True, study="", by=staff[Role.RESEARCHER]
    )


@pytest.fixture
def everybody(staff):
    """A question in which every stay remains."""
    made = questions.create("Everybody", definition(criteria=[]), by=staff[Role.RESEARCHER])
    return questions.describe(made, title="Everybody", is_shared=True, study="", by=staff[Role.RESEARCHER])


def test_table_one_by_group(everybody, stays, sign_in):
    run, page = finished(sign_in(Role.HEAD), everybody, "counts", group_by="diabetes")
    assert run.state == RunState.DONE
    assert (run.result["rows"], run.result["patients"]) == (24, 24)
    table = page.context["table"]
    assert [label for label, _n in table.heads] == ["All", "No", "Yes"]
    lines = {line.label: line for line in table.lines}
    assert lines["not recorded"].cells == ["8", "4", "4"]
    assert "Welch" in lines["mean (SD)"].p
    assert run.packages["numpy"]
    assert str(run.data_cut) == "2026-06-30"


def test_the_researcher_reads_the_same_run_rounded_once_released(everybody, stays, staff, sign_in):
    run, waiting = finished(sign_in(Role.RESEARCHER), everybody, "counts", group_by="diabetes")
    assert "table" not in waiting.context
    released(run, staff)
    page = sign_in(Role.RESEARCHER).get(reverse("research:run", args=[run.pk]))
    assert "sample" not in page.context
    exact = sign_in(Role.HEAD).get(reverse("research:run", args=[run.pk]))
    assert dict(exact.context["table"].heads)["All"] == "24"
    assert dict(page.context["table"].heads)["All"] == "25"
    assert "&lt; 10" in page.text


def test_survival_by_group(everybody, stays, sign_in):
    run, page = finished(
        sign_in(Role.HEAD), everybody, "survival", outcomes=["mi", "death"], group_by="diabetes"
    )
    assert run.state == RunState.DONE, run.problem
    assert (run.result["n"], run.result["events"]) == (24, 6)
    assert sum(c["events"] for c in run.result["exact"]) == 6
    assert "<svg" in page.text
    assert "Log-rank" in page.text
    assert "after Kaplan and Meier" in page.context["methods"]
    assert "log-rank test" in page.context["methods"]
    assert page.context["log_rank"]["freedom"] == 1
    at_start = page.context["curves"]
    assert [c.n for c in at_start] == ["12", "12"]


def test_a_number_makes_groups_where_it_is_split(everybody, stays, sign_in):
    run, _page = finished(
        sign_in(Role.HEAD), everybody, "survival", outcomes=["mi"], group_by="age", limit="75"
    )
    assert run.state == RunState.DONE, run.problem
    assert [c["group"] for c in run.result["exact"]] == ["< 75", "≥ 75"]
    failed, page = finished(sign_in(Role.HEAD), everybody, "survival", outcomes=["mi"], group_by="age")
    assert failed.state == RunState.FAILED
    assert "makes no groups" in page.text


def test_a_run_is_asked_once(everybody, sign_in):
    client = sign_in(Role.HEAD)
    answer, posted = start(client, everybody, "counts")
    again = client.post(reverse("research:start", args=[everybody.pk, "counts"]), posted)
    assert answer["Location"] == again["Location"]
    assert Run.objects.count() == 1


def test_an_outcome_is_needed(everybody, sign_in):
    answer, _posted = start(sign_in(Role.HEAD), everybody, "survival")
    assert answer.status_code == 422
    assert "outcomes" in answer.context["survival_form"].errors


def test_a_broken_definition_is_not_run(question, sign_in):
    question.draft = {"nonsense": 1}
    question.save()
    answer, _posted = start(sign_in(Role.RESEARCHER), question, "counts")
    assert answer.status_code == 422
    assert not Run.objects.exists()


def test_progress_is_asked_in_the_background_and_the_page_reloads_at_the_end(everybody, stays, sign_in):
    client = sign_in(Role.HEAD)
    start(client, everybody, "counts")
    url = reverse("research:run", args=[Run.objects.get().pk])
    waiting = client.get(url)
    assert "X-Background" in waiting.text
    assert "HX-Refresh" not in client.get(f"{url}?part=progress")
    tasks.work()
    assert client.get(f"{url}?part=progress")["HX-Refresh"] == "true"


def test_a_stopped_run_gives_no_result(everybody, stays, sign_in):
    client = sign_in(Role.HEAD)
    start(client, everybody, "counts")
    claimed = runs.claim()
    client.post(reverse("research:cancel", args=[claimed.pk]))
    work.carry_out(claimed)
    claimed.refresh_from_db()
    assert (claimed.state, claimed.result) == (RunState.CANCELLED, None)


def test_work_of_a_dead_worker_is_done_again_but_not_for_ever(everybody, stays, sign_in):
    start(sign_in(Role.HEAD), everybody, "counts")
    first = runs.claim()
    assert runs.claim() is None
    for _again in range(claims.MOST_ATTEMPTS - 1):
        Run.objects.update(alive_until=timezone.now() - timedelta(seconds=1))
        assert runs.claim().pk == first.pk
    with pytest.raises(claims.Cancelled):
        claims.report(first, 50, "the first worker comes back")
    Run.objects.update(alive_until=timezone.now() - timedelta(seconds=1))
    assert runs.claim() is None
    first.refresh_from_db()
    assert first.state == RunState.FAILED
    assert "broke off" in first.problem


def test_an_error_in_the_work_becomes_a_sentence(everybody, stays, sign_in, monkeypatch):
    monkeypatch.setattr(work, "ask", lambda *_a, **_o: 1 / 0)
    run, page = finished(sign_in(Role.HEAD), everybody, "counts")
    assert run.state == RunState.FAILED
    assert "The work failed" in page.text


def test_the_sweep_needs_no_broker(everybody, stays, sign_in, monkeypatch):
    def away(*_args, **_options):
        raise OSError("no broker")

    monkeypatch.setattr(waking.current_app, "send_task", away)
    claims.wake()
    run, _page = finished(sign_in(Role.HEAD), everybody, "counts")
    assert run.state == RunState.DONE


def test_runs_of_others_are_not_there(question, sign_in, stranger, client, stays):
    run, _page = finished(sign_in(Role.RESEARCHER), question, "counts")
    url = reverse("research:run", args=[run.pk])
    assert sign_in(Role.HEAD).get(url).status_code == 404
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    assert sign_in(Role.WARD_NURSE).get(url).status_code == 403


# --- export ------------------------------------------------------------------------------------------
@pytest.fixture
def exported(staff, stays, sign_in):
    """An export of everybody, with variables that must not leave beside those that may."""
    variables = definition()["variables"] | {
        "alive": {"f": "patient.last_known_alive_on"}, "born": {"f": "patient.birth"},
        "lived": {"days": ["birth", "index"]}, "words": {"last": {"rows": "diagnosis"}, "get": "code_text"},
        "category": {"f": "index.category"},
    }  # fmt: skip
    by = staff[Role.RESEARCHER]
    question = questions.create("Everybody", definition(criteria=[], variables=variables), by=by)
    version = questions.save(question, name="protocol 1", by=by)
    run, page = finished(sign_in(Role.RESEARCHER), question, "export", version=version.pk)
    assert run.state == RunState.DONE, run.problem
    release = run.releases.get()
    for role in (Role.HEAD, Role.DATA_MANAGER):
        releases.review(release, agrees=True, by=staff[role])
    return Release.objects.get(pk=release.pk)


def files(content):
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name).decode("utf-8-sig") for name in file.namelist()}


def test_an_export_has_rows_codebook_definition_counts_and_checksums(exported, sign_in):
    answer = sign_in(Role.RESEARCHER).post(reverse("research:fetch", args=[exported.pk]))
    found = files(answer.content)
    rows = list(csv.DictReader(io.StringIO(found["rows.csv"])))
    book = list(csv.DictReader(io.StringIO(found["codebook.csv"])))
    assert [line["column"] for line in book] == list(rows[0])
    assert (len(rows), exported.row_count, exported.column_count + 1) == (
        24,
        24,
        len(book),
    )  # and its release
    assert json.loads(found["definition.json"])["cut"] == "2026-06-30"
    assert json.loads(found["counts.json"])["start_rows"] == 25
    assert {"rows.csv", "codebook.csv", "definition.json"} <= set(found["SHA256SUMS"].split())
    assert AuditEvent.objects.filter(event="export fetched", about_id=exported.pk).exists()


def test_an_export_names_nobody(exported, stays):
    everything = " ".join(files(bytes(exported.content)).values())
    for stay in stays:
        for canary in (stay.patient.name, stay.patient.number, stay.number, stay.patient.birth_on.isoformat(),
                       stay.admitted_at.date().isoformat()):  # fmt: skip
            assert canary not in everything, canary
    assert "金丝雀" not in everything
    rows = list(csv.DictReader(io.StringIO(files(bytes(exported.content))["rows.csv"])))
    assert not {"born", "lived", "words"} & set(rows[0])
    assert {r["index_year"] for r in rows} == {"2025"}
    assert max(int(r["age"]) for r in rows) <= 90
    assert all(r["alive_days"].lstrip("-").isdigit() for r in rows)
    assert len({r["row"] for r in rows}) == 24


def decide(staff, stays):
    """One patient declines research, one withdraws, one agrees at last: the first two take no part."""
    nurse = staff[Role.FOLLOWUP_NURSE]
    declined, withdrew, agreed = (stay.patient for stay in stays[:3])
    consents.record(declined, "research", "declined", by=nurse)
    consents.record(withdrew, "research", "given", by=nurse)
    consents.record(withdrew, "research", "withdrawn", by=nurse)
    consents.record(agreed, "research", "declined", by=nurse, on=timezone.localdate() - timedelta(days=9))
    consents.record(agreed, "research", "given", by=nurse)
    return declined.pk, withdrew.pk


def all_of_them(staff):
    by = staff[Role.RESEARCHER]
    question = questions.create("Everybody", definition(criteria=[]), by=by)
    return question, questions.save(question, name="First", by=by)


def test_who_declined_or_withdrew_research_is_in_no_count_and_no_row(staff, stays, sign_in):
    out = decide(staff, stays)
    question, version = all_of_them(staff)
    counted, _page = finished(sign_in(Role.RESEARCHER), question, "counts", version=version.pk)
    run, _page = finished(sign_in(Role.RESEARCHER), question, "export", version=version.pk)
    assert counted.patients == run.patients == run.releases.get().patients  # so no difference tells of them
    assert counted.result["rows"] == run.result["rows"] == 22
    assert not set(run.patients) & set(out)
    assert refused(set(Patient.objects.values_list("pk", flat=True)), "research") == set(out)
    release = run.releases.get()
    keys = {random_id(question.export_key, "patient", pk) for pk in out}
    told = files(bytes(release.content))["rows.csv"]
    assert not any(key in told for key in keys)


def test_who_withdraws_later_leaves_a_frozen_cohort_whole(staff, stays, sign_in):
    question, version = all_of_them(staff)
    cohort = cohorts.freeze(version, by=staff[Role.RESEARCHER])
    ask = lambda kind: finished(sign_in(Role.RESEARCHER), question, kind, version=f"cohort-{cohort.pk}")[0]  # noqa: E731
    assert ask("counts").result["rows"] == 24
    out = decide(staff, stays)
    counted = ask("counts")
    assert (counted.cohort, counted.result["rows"]) == (cohort, 22)
    assert counted.result["start"] == {"rows": 22, "patients": 22}
    assert not set(counted.patients) & set(out)


@pytest.mark.parametrize(("youngest", "state"), [(88, RunState.FAILED), (77, RunState.DONE)])
def test_two_exports_never_tell_a_few_patients_apart(exported, staff, sign_in, youngest, state):
    by = staff[Role.RESEARCHER]
    criteria = [{"name": "Younger", "include": {"<": [{"age": "index"}, youngest]}}]
    question = questions.create("All but the oldest", definition(criteria=criteria), by=by)
    version = questions.save(question, name="protocol 2", by=by)
    run, page = finished(sign_in(Role.RESEARCHER), question, "export", version=version.pk)
    assert run.state == state
    assert Release.objects.filter(run=run).exists() == (state == RunState.DONE)
    if state == RunState.FAILED:
        assert f"no. {exported.pk} of “Everybody”" in page.text
        assert AuditEvent.objects.get(event="export refused", about_id=run.pk).new == {
            "close_to": exported.pk
        }


def test_rows_do_not_come_in_the_order_of_the_records(exported, stays):
    rows = list(csv.DictReader(io.StringIO(files(bytes(exported.content))["rows.csv"])))
    ages = [int(r["age"]) for r in rows]
    assert ages != sorted(ages, reverse=True)
    assert [r["row"] for r in rows] == sorted(r["row"] for r in rows)


def test_only_versions_are_exported_and_only_by_who_may(question, sign_in, staff, stays):
    answer, _posted = start(sign_in(Role.RESEARCHER), question, "export")
    assert answer.status_code == 422
    questions.describe(question, title="Shared", is_shared=True, study="", by=staff[Role.RESEARCHER])
    answer, _posted = start(sign_in(Role.CARDIOLOGIST), question, "export")
    assert answer.status_code == 403
    assert not Release.objects.exists()


def test_an_export_is_not_handed_to_others(exported, sign_in, stranger, client):
    url = reverse("research:fetch", args=[exported.pk])
    assert sign_in(Role.HEAD).post(url).status_code == 200  # who reviews it
    assert sign_in(Role.CARDIOLOGIST).post(url).status_code == 404
    client.force_login(stranger)
    assert client.post(url).status_code in (403, 404)
    assert sign_in(Role.RESEARCHER).get(url).status_code == 405
