"""Time to an outcome: what counts, from when, and when observation ends."""

from datetime import date, datetime

import pytest

from cardiology.models import Patient
from followup.models import ReportedEvent
from research.queries.cohorts import Row
from research.queries.outcomes import NO_DEATH_DAY, NOT_ENDED, READMISSION, follow
from tests.cardiology.stories import admitted, discharged

pytestmark = pytest.mark.django_db
CUT = date(2027, 1, 1)


@pytest.fixture
def stay(staff):
    return discharged(admitted(staff["cardiologist"]), staff["cardiologist"])  # 2 to 8 March 2026


def row(stay, ended=True):
    end = datetime(2026, 3, 8, 8) if ended else None  # noqa: DTZ001
    return Row(stay.pk, stay.patient_id, stay.pk, datetime(2026, 3, 2, 8), end, {})  # noqa: DTZ001


def event(stay, on, kind="mi"):
    ReportedEvent.objects.create(patient=stay.patient, occurred_on=on, kind=kind, precision="day")


def followed(stay, *outcomes, cut=CUT, **options):
    return follow([row(stay, **options)], outcomes, cut=cut)[0]


def test_the_first_of_several_outcomes_counts(stay):
    event(stay, date(2026, 4, 1), "stroke")
    event(stay, date(2026, 3, 12), "mi")
    assert (followed(stay, "mi", "stroke").days, followed(stay, "stroke").days) == (10, 30)
    assert followed(stay, "mi").happened


def test_without_an_outcome_observation_ends_when_nothing_more_is_known(stay):
    assert (followed(stay, "mi").days, followed(stay, "mi").happened) == (6, False)  # the discharge
    Patient.objects.filter(pk=stay.patient_id).update(last_known_alive_on=date(2026, 6, 10))
    assert followed(stay, "mi").days == 100
    assert followed(stay, "mi", cut=date(2026, 3, 12)).days == 10


def test_what_happens_after_the_cut_is_not_known(stay):
    event(stay, date(2026, 4, 1))
    found = followed(stay, "mi", cut=date(2026, 3, 31))
    assert (found.days, found.happened) == (29, False)  # seen later: still there at the cut


def test_death_is_an_outcome_and_ends_observation_for_others(stay):
    Patient.objects.filter(pk=stay.patient_id).update(vital_status="dead", died_on=date(2026, 3, 22))
    assert (followed(stay, "death").days, followed(stay, "death").happened) == (20, True)
    assert (followed(stay, "mi").days, followed(stay, "mi").happened) == (20, False)


def test_a_death_without_a_day_has_no_time(stay):
    Patient.objects.filter(pk=stay.patient_id).update(vital_status="dead")
    assert followed(stay, "death").left_out == NO_DEATH_DAY
    assert followed(stay, "mi").left_out == ""


def test_a_reported_death_counts_without_a_note_in_the_patient(stay):
    event(stay, date(2026, 5, 1), "death")
    assert (followed(stay, "death").days, followed(stay, "death").happened) == (60, True)


def test_another_stay_is_a_readmission_the_same_is_not(stay, staff):
    assert not followed(stay, READMISSION).happened
    from cardiology.actions import admissions
    from cardiology.models import Admission
    from tests.cardiology.stories import ARRIVAL

    again = Admission(patient=stay.patient, number="B1", admitted_at=ARRIVAL.replace(month=4), category="hf")
    admissions.admit(again, by=staff["cardiologist"])
    assert (followed(stay, READMISSION).days, followed(stay, READMISSION).happened) == (31, True)


def test_counting_from_the_end_needs_an_end(stay):
    event(stay, date(2026, 3, 18))
    assert follow([row(stay)], ["mi"], cut=CUT, origin="end")[0].days == 10
    assert follow([row(stay, ended=False)], ["mi"], cut=CUT, origin="end")[0].left_out == NOT_ENDED
