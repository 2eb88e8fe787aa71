"""A measure of what should not happen is never read as an achievement."""

from cardiology.quality import MEASURES, Outcome
from cardiology.queries.behind import said
from cardiology.queries.leaving import judged
from cardiology.snapshot import Snapshot

DIED, ASPIRIN = MEASURES["M26"], MEASURES["M12"]


def test_a_death_is_not_shown_as_a_measure_that_was_met():
    assert said(DIED, Outcome.MET) == ("Happened", "attention")
    assert said(DIED, Outcome.NOT_MET) == ("Has not happened", "done")


def test_care_that_was_given_is():
    assert said(ASPIRIN, Outcome.MET) == ("Met", "done")
    assert said(ASPIRIN, Outcome.NOT_MET) == ("Not met", "attention")
    assert said(ASPIRIN, Outcome.EXCLUDED) == ("Excluded", "")


def test_what_can_still_be_put_right_stands_first_and_what_did_not_happen_among_the_good():
    patient = Snapshot(
        category="stemi", age=60, transferred_in=False, classes=frozenset(), in_stay=frozenset()
    )
    lines = judged(patient)
    tones = [line.tone for line in lines]
    assert tones == sorted(tones, key=lambda tone: tone != "attention")
    open_lines = [line for line in lines if line.outcome == Outcome.NOT_MET and line.tone == "attention"]
    assert {str(line.label) for line in open_lines} == {"Not yet"}
