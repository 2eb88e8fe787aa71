"""Risk scores on the patient page: of the arrival, and never a number where facts are missing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cardiology.actions import sections
from cardiology.models import History, LabResult, Presentation, Role, Vitals
from cardiology.queries.guidance.risks import risks
from cardiology.queries.one_stay import Recorded
from cardiology.scores import SCORES
from tests.cardiology.stories import admitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def write(doctor):
    """Record a row of a stay, some hours after the arrival."""

    def row(stay, model, hours=0, at="", **values):
        times = {at: stay.admitted_at + timedelta(hours=hours)} if at else {}
        return sections.save(model(patient=stay.patient, admission=stay, **times, **values), by=doctor)

    return row


def by_id(stay):
    return {risk.score.id: risk for risk in risks(Recorded(stay))}


def arrive(stay, write):
    """All that GRACE asks but the ECG; later values that must not count."""
    write(stay, Presentation, killip="2", had_arrest="no", has_heart_failure="yes")
    write(stay, Vitals, 30, "measured_at", systolic_bp=95, heart_rate=130)
    write(stay, Vitals, 0, "measured_at", systolic_bp=142, heart_rate=96, weight=78)
    for hours, cr, troponin in ((1, "106", "84"), (48, "150", "9000")):
        own = {"hours": hours, "at": "collected_at"}
        write(stay, LabResult, **own, test="cr", value=Decimal(cr), unit="µmol/L")
        write(stay, LabResult, **own, test="hstni", value=Decimal(troponin), unit="ng/L", reference_high=26)


def test_a_score_of_the_arrival_names_what_is_missing_and_its_span(doctor, write):
    stay = admitted(doctor)
    arrive(stay, write)
    grace = by_id(stay)["grace"]
    given = {"syndrome": "ste", "age": 65, "heart_rate": 96, "sbp": 142, "creatinine": 106, "marker": True,
             "killip": 2, "arrest": False}  # fmt: skip
    expected = SCORES["grace"](given)
    assert (grace.result.value, grace.result.missing) == (None, ("st_deviation",))
    assert (grace.result.least, grace.result.most) == (expected.least, expected.most)
    assert ("130" in str(grace.given)) is False, "a later heart rate"
    assert by_id(stay)["crusade"].result.missing == ("haematocrit", "vascular_disease", "diabetes")


def test_scores_are_those_that_concern_the_stay(doctor, write):
    stay = admitted(doctor, category="af")
    assert set(by_id(stay)) == {"egfr", "cha2ds2_vasc", "has_bled"}
    write(stay, History, hypertension="yes", diabetes="no", prior_stroke="yes", prior_heart_failure="no",
          prior_mi="no", peripheral_artery_disease="no", alcohol="never")  # fmt: skip
    found = by_id(stay)["has_bled"].result
    assert found.value is None
    assert "sbp" in found.missing
    assert "alcohol" not in found.missing
    other = admitted(doctor, "0002", name="李四", category="valve")
    assert set(by_id(other)) == {"egfr"}


@pytest.mark.parametrize(("language", "words"), [("en", ("Risk scores", "Not known yet:", "between")),
                                                 ("zh-hans", ("风险评分", "计算依据"))])  # fmt: skip
def test_the_page_shows_value_span_and_what_is_missing(doctor, write, sign_in, language, words):
    stay = admitted(doctor)
    arrive(stay, write)
    reader = sign_in(Role.CARDIOLOGIST)
    reader.cookies["django_language"] = language
    page = reader.get(f"/patients/{stay.patient_id}/").content.decode()
    for word in (*words, 'href="/calculators/grace/"', 'href="/calculators/egfr/"'):
        assert word in page
