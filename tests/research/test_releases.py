"""What leaves: asked for, checked, reviewed by somebody else, fetched until its last day."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from cardiology.models import AuditEvent, Role
from research import tasks
from research.actions import questions, releases, runs, work
from research.models import Release, ReleaseState, Run, RunKind, RunState
from tests.research.conftest import definition

pytestmark = pytest.mark.django_db


def question_of(staff, title="Everybody", study="Heart study", **changes):
    by = staff[Role.RESEARCHER]
    question = questions.create(title, definition(**{"criteria": [], **changes}), by=by)
    question = questions.describe(question, title=title, is_shared=True, study=study, by=by)
    return question, questions.save(question, name="protocol", by=by)


def done(staff, question, version, kind=RunKind.SURVIVAL, by=Role.RESEARCHER, **parameters):
    parameters = {"outcomes": ["mi"]} | parameters
    run = runs.start(question, kind, parameters, by=staff[by], version=version, submission=uuid.uuid4())
    work.work()
    run = Run.objects.get(pk=run.pk)
    assert run.state == RunState.DONE, run.problem
    return run


@pytest.fixture
def survival(staff, stays):
    return done(staff, *question_of(staff))


def asked(run, staff, **more):
    return releases.ask(run, purpose="A paper", by=staff[Role.RESEARCHER], **more)


def test_a_researcher_reads_nothing_before_the_release_and_what_was_released_after(survival, staff, sign_in):
    client, url = sign_in(Role.RESEARCHER), reverse("research:run", args=[survival.pk])
    files = [reverse("research:table", args=[survival.pk, 0]),
             reverse("research:figure", args=[survival.pk, 0, "svg"])]  # fmt: skip
    assert "curves" not in client.get(url).context
    assert [client.get(f).status_code for f in files] == [404, 404]
    posted = client.post(
        reverse("research:ask_release", args=[survival.pk]), {"purpose": "A paper", "days": 30}
    )
    release = Release.objects.get()
    assert posted["Location"] == reverse("research:release", args=[release.pk])
    assert client.post(reverse("research:fetch", args=[release.pk])).status_code == 403
    head = sign_in(Role.HEAD)
    page = head.get(reverse("research:release", args=[release.pk]))
    assert page.context["can_review"]
    assert "Exactly what would leave" in page.text
    assert f'href="{files[0]}"' not in page.text  # the preview is what leaves, not the exact numbers
    head.post(reverse("research:review", args=[release.pk]), {"verdict": "agree"})
    client = sign_in(Role.RESEARCHER)
    assert client.get(url).context["curves"][0].n == "25"  # 24, rounded
    assert [client.get(f).status_code for f in files] == [200, 200]


def test_the_file_says_in_every_part_whose_it_is(survival, staff, sign_in):
    release = releases.review(asked(survival, staff), agrees=True, by=staff[Role.HEAD])
    answer = sign_in(Role.RESEARCHER).post(reverse("research:fetch", args=[release.pk]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    assert {"table-1.csv", "figure-1.svg", "figure-1.png", "attrition.csv", "definition.zh.txt"} <= set(parts)
    whose = f"Release no. {release.pk} · Heart study · for {staff[Role.RESEARCHER]}"
    for name in ("table-1.csv", "attrition.csv", "figure-1.svg", "RELEASE.txt"):
        assert whose in parts[name].decode("utf-8-sig"), name
    assert ",24," not in parts["table-1.csv"].decode()  # rounded to 25
    events = AuditEvent.objects.filter(about="research.release").values_list("event", flat=True)
    assert set(events) == {"export fetched", "released", "release reviewed", "release asked"}


def test_nobody_reviews_what_they_ask_for_and_only_head_and_data_manager_review(survival, staff):
    mine = releases.ask(survival, purpose="A talk", by=staff[Role.HEAD])
    for role in (Role.HEAD, Role.RESEARCHER, Role.CARDIOLOGIST):
        with pytest.raises(PermissionDenied):
            releases.review(mine, agrees=True, by=staff[role])
    assert releases.review(mine, agrees=True, by=staff[Role.DATA_MANAGER]).is_open


def test_rows_need_two_people(stays, staff, sign_in):
    run = done(staff, *question_of(staff), kind=RunKind.EXPORT, purpose="A paper", ethics_number="1")
    release = run.releases.get()
    fetch = reverse("research:fetch", args=[release.pk])
    assert releases.review(release, agrees=True, by=staff[Role.HEAD]).state == ReleaseState.WAITING
    assert sign_in(Role.RESEARCHER).post(fetch).status_code == 403
    with pytest.raises(ValidationError):
        releases.review(release, agrees=True, by=staff[Role.HEAD])
    assert releases.review(release, agrees=True, by=staff[Role.DATA_MANAGER]).state == ReleaseState.RELEASED
    assert sign_in(Role.RESEARCHER).post(fetch).status_code == 200


def test_one_no_is_enough_and_needs_a_reason(survival, staff, sign_in):
    release, client = asked(survival, staff), sign_in(Role.HEAD)
    url = reverse("research:review", args=[release.pk])
    assert client.post(url, {"verdict": "refuse"}).status_code == 422
    client.post(url, {"verdict": "refuse", "note": "No purpose that I can see"})
    release.refresh_from_db()
    assert release.state == ReleaseState.REFUSED
    page = sign_in(Role.RESEARCHER).get(reverse("research:release", args=[release.pk]))
    assert "No purpose that I can see" in page.text
    assert sign_in(Role.RESEARCHER).post(reverse("research:fetch", args=[release.pk])).status_code == 403
    again = asked(survival, staff)
    assert again.pk != release.pk  # it may be asked for once more


def test_after_its_last_day_a_release_is_dead(survival, staff, sign_in):
    release = releases.review(asked(survival, staff, days=30), agrees=True, by=staff[Role.HEAD])
    assert release.expires_on == timezone.localdate() + timedelta(days=30)
    Release.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    client = sign_in(Role.RESEARCHER)
    answer = client.post(reverse("research:fetch", args=[release.pk]))
    assert answer.status_code == 410
    assert "could be fetched until" in answer.text
    assert "curves" not in client.get(reverse("research:run", args=[survival.pk])).context
    assert not AuditEvent.objects.filter(event="export fetched").exists()


def test_the_file_of_a_release_goes_when_nobody_may_fetch_it_any_more(survival, stays, staff):
    rows = done(staff, *question_of(staff), kind=RunKind.EXPORT, purpose="A paper", ethics_number="1")
    refused = rows.releases.get()
    kept = releases.review(asked(survival, staff, days=30), agrees=True, by=staff[Role.HEAD])
    assert tasks.clear_releases() == 0
    releases.review(refused, agrees=False, note="No", by=staff[Role.HEAD])
    assert tasks.clear_releases() == 1
    refused.refresh_from_db()
    assert (bytes(refused.content), len(refused.sha256)) == (b"", 64), "what it was stays written down"
    assert releases.hand_out(kept, by=staff[Role.RESEARCHER])
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert tasks.clear_releases() == 1
    assert not Release.objects.exclude(content=b"").exists()
    gone = AuditEvent.objects.filter(event="release file deleted", by_username="system")
    assert set(gone.values_list("about_id", flat=True)) == {refused.pk, kept.pk}


def test_a_planted_differencing_attack_is_refused(survival, staff, sign_in):
    """Whoever knows that a patient is the oldest asks for everybody, then for everybody but the oldest."""
    releases.review(asked(survival, staff), agrees=True, by=staff[Role.HEAD])
    but_one = [{"name": "Younger", "include": {"<": [{"age": "index"}, 89]}}]
    second = done(staff, *question_of(staff, title="All but one", criteria=but_one))
    assert 0 < 24 - len(second.patients) < 10
    answer = sign_in(Role.RESEARCHER).post(
        reverse("research:ask_release", args=[second.pk]), {"purpose": "A paper", "days": 30}
    )
    assert answer.status_code == 422
    assert "Fewer than 10 patients differ" in answer.text
    assert Release.objects.count() == 1
    assert AuditEvent.objects.filter(event="export refused", about_id=second.pk).exists()
    # nor as rows, where the first left as tables
    by = staff[Role.RESEARCHER]
    parameters = {"purpose": "A paper", "ethics_number": "1"}
    rows = runs.start(second.question, RunKind.EXPORT, parameters, by=by, version=second.version,
                      submission=uuid.uuid4())  # fmt: skip
    work.work()
    assert Run.objects.get(pk=rows.pk).state == RunState.FAILED


def test_rows_tell_how_rare_a_patient_is(stays, staff):
    run = done(staff, *question_of(staff), kind=RunKind.EXPORT, purpose="A paper", ethics_number="1")
    found = {c["code"]: c for c in run.releases.get().checks}
    assert found["rarest"]["smallest"] < 5
    assert not found["rarest"]["holds"]
    assert found["apart"]["holds"]


def test_rows_leave_only_with_purpose_and_approval(staff, stays, sign_in):
    question, version = question_of(staff)
    posted = {"export-kind": "export", "export-submission": str(uuid.uuid4()), "version": version.pk}
    answer = sign_in(Role.RESEARCHER).post(reverse("research:start", args=[question.pk, "export"]), posted)
    assert answer.status_code == 422
    assert set(answer.context["export_form"].errors) == {"purpose", "ethics_number"}


def test_a_release_of_another_hospital_is_not_there(survival, staff, stranger, client):
    release = asked(survival, staff)
    client.force_login(stranger)
    for name in ("release", "fetch", "review"):
        url = reverse(f"research:{name}", args=[release.pk])
        send = client.get if name == "release" else client.post
        assert send(url).status_code in (403, 404)


def test_the_list_of_releases_shows_what_waits(survival, staff, sign_in):
    release = asked(survival, staff)
    page = sign_in(Role.DATA_MANAGER).get(reverse("research:releases"))
    assert page.context["waiting"] == [release]
    assert "Everybody" in page.text
