"""The month and the documents say what happened, in both languages, to those who may know."""

import pypdfium2
import pytest

from cardiology.actions.quality import counting
from cardiology.models import AuditEvent, MeasureMonth, Role
from tests.cardiology.stories import discharged, treated_stemi

pytestmark = pytest.mark.django_db
MONTH = "/reports/2026-3/"


@pytest.fixture
def stays(staff):
    doctor = staff[Role.CARDIOLOGIST]
    fast = discharged(treated_stemi(doctor, "0001", wire=70), doctor)
    slow = discharged(treated_stemi(doctor, "0002", wire=130, name="李四"), doctor)
    dead = discharged(treated_stemi(doctor, "0003", wire=80, name="王五"), doctor, disposition="died")
    return fast, slow, dead


def pages(response):
    document = pypdfium2.PdfDocument(response.content)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def test_month_counts_what_happened(stays, sign_in):
    page = sign_in(Role.HEAD).get(MONTH)
    numbers = dict(page.context["numbers"])
    assert numbers["Discharged"] == "3"
    assert numbers["Died in hospital"] == "1"
    lines = {line["measure"].id: line["row"] for line in page.context["measures"]}
    assert (lines["M05"].met, lines["M05"].n) == (2, 3)
    assert (lines["M12"].met, lines["M12"].n, lines["M12"].excluded) == (2, 2, 1)
    assert lines["M14"].met == 0


def told(page):
    """Measures and intervals of the report, as they are printed."""
    counts = ("met", "n", "excluded", "exceptions", "indeterminate")
    lines = page.context["measures"]
    return (
        [(x["measure"].id, x["share"], *(getattr(x["row"], c) for c in counts)) for x in lines],
        page.context["times"],
    )


def test_the_month_reads_what_the_worker_counted_and_says_when(stays, sign_in):
    """Counted now or by the worker, the numbers are the same; the report says which it shows."""
    client = sign_in(Role.HEAD)
    live = client.get(MONTH)
    assert live.context["counted"] == ""
    counting.count_due()
    stored = client.get(MONTH)
    assert told(stored) == told(live)
    assert f"Counted {stored.context['counted']}." in stored.content.decode()
    MeasureMonth.objects.filter(measure="M05", cut="hospital").update(met=3)
    again = {line["measure"].id: line["row"] for line in client.get(MONTH).context["measures"]}
    assert again["M05"].met == 3


def test_numbers_lead_to_their_patients(stays, sign_in):
    page = sign_in(Role.HEAD).get(f"{MONTH}M05/")
    assert [row.outcome for row in page.context["rows"]] == ["not_met", "met", "met"]
    assert page.context["rows"][0].admission.pk == stays[1].pk


@pytest.mark.parametrize(("language", "words"), [("en", "Department report"), ("zh-hans", "H04")])
def test_month_prints(stays, sign_in, language, words):
    response = sign_in(Role.HEAD).get(f"/reports/2026-3.pdf?language={language}")
    assert response["Content-Type"] == "application/pdf"
    assert words in pages(response)


def test_discharge_summary_holds_the_course(stays, sign_in):
    text = pages(sign_in(Role.CARDIOLOGIST).get(f"/admissions/{stays[0].pk}/discharge-summary.pdf"))
    for told in ("张三", "12 proximal LAD", "99 %", "2300", "Ticagrelor", "38"):
        assert told in text, told
    assert AuditEvent.objects.filter(event="opened", via="pdf", about_id=stays[0].pk).exists()


def test_other_hospitals_and_roles_see_nothing(stays, sign_in, stranger, client):
    client.force_login(stranger)
    assert client.get(f"/admissions/{stays[0].pk}/discharge-summary.pdf").status_code == 404
    assert sign_in(Role.RESEARCHER).get(MONTH).status_code == 403
    assert sign_in(Role.HEAD).get("/reports/2026-13/").status_code == 404


def test_month_takes_few_queries(stays, sign_in, django_assert_max_num_queries):
    client = sign_in(Role.HEAD)
    with django_assert_max_num_queries(40):
        client.get(MONTH)
