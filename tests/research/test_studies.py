"""A study on one page; the same result months later; everything to do it again in one file."""

import csv
import hashlib
import io
import json
import uuid
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from cardiology.models import Echo, Patient, Role
from followup.models import ReportedEvent
from research.actions import claims, cohorts, packages, runs, work
from research.models import CohortRecord, Run, RunKind, RunState, StudyPackage
from research.queries import asked
from tests.research.test_releases import done, question_of

pytestmark = pytest.mark.django_db
SURVIVAL = {"outcomes": ["mi", "death"], "group_by": "diabetes"}


def worked(run):
    work.work()
    return Run.objects.get(pk=run.pk)


def months_later(stays):
    """Records go on: events, deaths, corrections, also of days before the cut."""
    for stay in stays[:8]:
        ReportedEvent.objects.create(
            patient=stay.patient, occurred_on=stay.admitted_at.date() + timedelta(days=9), kind="mi",
            precision="day",
        )  # fmt: skip
        Echo.objects.filter(admission=stay).update(lvef=Decimal(20))
    Patient.objects.filter(pk=stays[9].patient_id).update(vital_status="dead", died_on="2025-08-01")


def test_a_frozen_cohort_gives_the_same_result_months_later(staff, stays):
    question, version = question_of(staff)
    cohort = cohorts.freeze(version, by=staff[Role.RESEARCHER])
    ask = lambda: worked(runs.start(question, RunKind.SURVIVAL, SURVIVAL, by=staff[Role.HEAD], cohort=cohort,  # noqa: E731
                                    submission=uuid.uuid4()))  # fmt: skip
    live = done(staff, question, version, **SURVIVAL)
    first = ask()
    assert first.result == live.result  # frozen says what the records said
    months_later(stays)
    again = worked(runs.again(first, by=staff[Role.HEAD], submission=uuid.uuid4()))
    assert (again.state, again.cohort, again.version) == (RunState.DONE, cohort, version)
    assert again.result_sha256 == first.result_sha256
    assert asked.same(again) == {"alike": [first.pk], "different": []}
    changed = done(staff, question, version, **SURVIVAL)
    assert changed.result_sha256 != live.result_sha256  # the live records have gone on, and that is said
    assert asked.same(changed)["different"] == [live.pk]


def test_the_page_asks_again_and_says_that_it_came_out_the_same(staff, stays, sign_in):
    run, client = done(staff, *question_of(staff), **SURVIVAL), sign_in(Role.HEAD)
    answer = client.post(reverse("research:again", args=[run.pk]))
    work.work()
    page = client.get(answer["Location"])
    assert "The same result as:" in page.text
    assert run.result_sha256[:12] in page.text


def test_frozen_rows_that_were_changed_are_not_used(staff, stays):
    question, version = question_of(staff)
    cohort = cohorts.freeze(version, by=staff[Role.RESEARCHER])
    record = CohortRecord.objects.get(cohort=cohort)
    record.content["rows"][0][1] += 1
    record.save()
    run = worked(runs.start(question, RunKind.COUNTS, {}, by=staff[Role.HEAD], cohort=cohort,
                            submission=uuid.uuid4()))  # fmt: skip
    assert run.state == RunState.FAILED
    assert "changed in the database" in run.problem


def test_a_frozen_cohort_is_chosen_on_the_page(staff, stays, sign_in):
    question, version = question_of(staff)
    cohort = cohorts.freeze(version, by=staff[Role.RESEARCHER])
    posted = {"version": f"cohort-{cohort.pk}", "submission": str(uuid.uuid4()), "outcomes": ["death"],
              "covariates": ["age"], "origin": "start"}  # fmt: skip
    client = sign_in(Role.HEAD)
    assert (
        f'value="cohort-{cohort.pk}"'
        in client.get(reverse("research:analyse", args=[question.pk, "cox"])).text
    )
    client.post(reverse("research:analyse", args=[question.pk, "cox"]), posted)
    assert Run.objects.get().cohort == cohort


def test_a_study_on_one_page(staff, stays, sign_in):
    question, version = question_of(staff)
    cohort = cohorts.freeze(version, by=staff[Role.RESEARCHER])
    run = done(staff, question, version, **SURVIVAL)
    page = sign_in(Role.HEAD).get(reverse("research:study", args=[question.study_id]))
    for told in (question.title, str(version), f"#{cohort.pk}", run.result_sha256[:12], version.short_hash):
        assert told in page.text


def fetched(client, study_id):
    """The file that the worker makes for this person."""
    client.post(reverse("research:package", args=[study_id]))
    work.work()
    return client.post(reverse("research:packaged", args=[study_id]))


def test_the_package_is_made_by_the_worker_and_the_page_says_how_far_it_is(staff, stays, sign_in):
    question, version = question_of(staff)
    done(staff, question, version, **SURVIVAL)
    client, page = sign_in(Role.HEAD), reverse("research:study", args=[question.study_id])
    address, file = (
        reverse(f"research:{name}", args=[question.study_id]) for name in ("package", "packaged")
    )
    assert (
        client.post(address).status_code == client.post(address).status_code == 302
    )  # asked twice, made once
    assert StudyPackage.objects.count() == 1
    assert client.post(file).status_code == 404
    assert 'hx-trigger="every 2s"' in client.get(page, {"part": "package"}).text
    work.work()
    made = StudyPackage.objects.get()
    assert (made.state, made.progress) == (RunState.DONE, 100)
    assert hashlib.sha256(client.post(file).content).hexdigest() == made.sha256
    assert sign_in(Role.RESEARCHER).post(file).status_code == 404  # made for another
    StudyPackage.objects.update(finished_at=timezone.now() - packages.KEPT - timedelta(minutes=1))
    work.work()
    assert not StudyPackage.objects.exists()


def test_a_package_whose_worker_died_is_taken_up_again_and_given_up_at_last(staff, stays):
    question, _version = question_of(staff)
    packages.ask(question.study, by=staff[Role.HEAD])
    for _attempt in range(claims.MOST_ATTEMPTS):
        taken = packages.claim()
        assert packages.claim() is None  # somebody is at it
        StudyPackage.objects.update(alive_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(claims.Cancelled):
        claims.report(StudyPackage(pk=taken.pk, attempts=1), 50, "the first worker comes back")
    assert packages.claim() is None
    assert "broke off 3 times" in StudyPackage.objects.get().problem


def test_the_package_has_everything_with_checksums(staff, stays, sign_in):
    question, version = question_of(staff)
    done(staff, question, version, **SURVIVAL)
    done(staff, question, version, kind=RunKind.COUNTS, outcomes=None)
    answer = fetched(sign_in(Role.HEAD), question.study_id)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    for line in parts.pop("SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(parts[name]).hexdigest() == digest
    study = json.loads(parts["study.json"])
    assert study["data_cuts"] == ["2026-06-30"]
    assert study["product"]
    assert [r["result_sha256"] for r in study["runs"]] == list(
        Run.objects.order_by("pk").values_list("result_sha256", flat=True)
    )
    top = f"question-{question.pk}-version-1"
    assert json.loads(parts[f"{top}/definition.json"]) == version.definition
    kinds = {name.rsplit("/", 1)[1] for name in parts if name.startswith(f"{top}/survival")}
    assert {"figure-1.svg", "figure-1.png", "table-1.csv", "about.json", "attrition.csv"} <= kinds
    told = next(part for name, part in parts.items() if "survival" in name and name.endswith("table-1.csv"))
    mark, *lines = csv.reader(io.StringIO(told.decode("utf-8-sig")))
    assert "Heart study" in mark[0]
    assert [line[1] for line in lines][1:] == ["12", "12"]
    outside = fetched(sign_in(Role.RESEARCHER), question.study_id)  # nothing of it was released
    with zipfile.ZipFile(io.BytesIO(outside.content)) as file:
        assert set(file.namelist()) == {"README.txt", "study.json", "SHA256SUMS"}
    assert timezone.localdate().isoformat() in parts["README.txt"].decode()
