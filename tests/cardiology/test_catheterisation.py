"""The catheterisation report: rows, devices, the rest said normal, tree, text, document, history."""

import io
import re
import uuid
from datetime import timedelta

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cardiology.actions import sections
from cardiology.codes import segments
from cardiology.documents import coronary
from cardiology.drawing.coronary import Finding, Picture, Stent, coronary_tree
from cardiology.drawing.tree import TREE, drawn
from cardiology.models import Complication, Device, Draft, LabResult, Lesion, Procedure, Role, Segment
from tests.cardiology.stories import treated_stemi

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(staff):
    return treated_stemi(staff[Role.CARDIOLOGIST])


@pytest.fixture
def pci(stay):
    return Procedure.objects.get(admission=stay)


@pytest.fixture
def doctor(sign_in):
    return sign_in(Role.CARDIOLOGIST)


@pytest.fixture
def page(pci):
    return f"/records/procedure/{pci.pk}/report/"


@pytest.fixture
def new_lesion(page, pci):
    return f"{page}lesion/{pci.pk}/0/"


HTMX = {"HX-Request": "true"}


def test_a_lesion_and_its_stent_are_entered_and_read_back_in_both_languages(doctor, page, new_lesion, pci):
    answer = doctor.post(
        new_lesion, {"segment": "mRCA", "stenosis_before": "80", "timi_before": "2", "is_calcified": "yes"},
        headers=HTMX,
    )  # fmt: skip
    lesion = Lesion.objects.get(procedure=pci, segment="2")
    assert (lesion.is_calcified, lesion.is_culprit) == ("yes", None)
    text = answer.content.decode()
    assert f'action="{page}device/{lesion.pk}/0/"' in text, "after a lesion its first device is asked for"
    doctor.post(
        f"{page}device/{lesion.pk}/0/",
        {"kind": "des", "model": "Firehawk", "diameter": "3", "length": "28", "pressure": "14"},
        headers=HTMX,
    )
    text = doctor.get(page).content.decode()
    assert "右冠状动脉中段狭窄80%，前向血流TIMI 2级，重度钙化。" in text
    assert "drug-eluting stent 3.0 × 28 mm (Firehawk) at 14 atm" in text
    assert "植入3.0×28 mm药物洗脱支架1枚（Firehawk），释放压力14 atm" in text


def test_the_next_lesion_takes_over_the_device_but_never_a_stenosis(doctor, page, new_lesion, pci):
    first = Lesion.objects.get(procedure=pci)
    Device.objects.filter(lesion=first).update(model="Firehawk", pressure=14)
    text = doctor.post(new_lesion, {"segment": "2", "stenosis_before": "80"}, headers=HTMX).content.decode()
    row = text[text.index('class="cath-row"') :]
    assert re.search(r'name="model" value="Firehawk"', row)
    lesion = Lesion.objects.get(procedure=pci, segment="2")
    assert lesion.stenosis_after is None


def test_enter_on_an_untouched_device_goes_on_to_the_next_lesion(doctor, page, new_lesion, pci):
    lesion = Lesion.objects.get(procedure=pci)
    before = Device.objects.count()
    text = doctor.post(
        f"{page}device/{lesion.pk}/0/", {"kind": "", "model": ""}, headers=HTMX
    ).content.decode()
    assert Device.objects.count() == before
    assert f'action="{new_lesion}"' in text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"segment": "99"}, "No segment is called “99”"),
        ({"segment": "rpl"}, "can be: 6 RPL1, 7 RPL2, 8 RPL3"),
        ({"stenosis_before": "70"}, "Which segment?"),
        ({"segment": "2", "stenosis_before": "170"}, "170 % is not possible"),
        ({"segment": "12", "stenosis_before": "70"}, "already has a row in this procedure"),
    ],
)
def test_what_cannot_be_is_told_and_not_stored(doctor, new_lesion, typed, told):
    before = Lesion.objects.count()
    answer = doctor.post(new_lesion, typed, headers=HTMX)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Lesion.objects.count() == before


def test_a_row_sent_twice_is_stored_once(doctor, new_lesion):
    typed = {"segment": "2", "stenosis_before": "80", "submission": uuid.uuid4()}
    before = Lesion.objects.count()
    assert doctor.post(new_lesion, typed, headers=HTMX).status_code == 200
    assert doctor.post(new_lesion, typed, headers=HTMX).status_code == 200
    assert Lesion.objects.count() == before + 1


def test_two_editors_of_a_row_see_both_versions(doctor, page, pci, staff):
    lesion = Lesion.objects.get(procedure=pci)
    row = f"{page}lesion/{pci.pk}/{lesion.pk}/"
    stale = lesion.revision
    lesion.stenosis_before = 90
    sections.save(lesion, by=staff[Role.HEAD])
    typed = {"segment": "12", "stenosis_before": "95", "revision": stale}
    answer = doctor.post(row, typed)
    assert answer.status_code == 409
    lesion.refresh_from_db()
    assert lesion.stenosis_before == 90
    chosen = {**typed, "use_stenosis_before": "mine", "revision": lesion.revision}
    assert doctor.post(row, chosen).status_code == 302
    lesion.refresh_from_db()
    assert lesion.stenosis_before == 95


def test_a_stent_that_goes_on_into_the_next_segment(doctor, page, new_lesion, pci):
    typed = {"segment": "1", "further_segments": "2, dRCA", "stenosis_before": "90"}
    doctor.post(new_lesion, typed, headers=HTMX)
    lesion = Lesion.objects.get(procedure=pci, segment="1")
    assert lesion.further_segments == ["2", "3"]
    text = doctor.get(page).content.decode()
    assert "右冠状动脉近段（延及右冠状动脉中段、右冠状动脉远段）狭窄90%" in text
    assert 'value="2 3"' in doctor.get(f"{page}lesion/{pci.pk}/{lesion.pk}/").content.decode()


def test_a_medina_class_says_that_there_is_a_bifurcation(doctor, page, new_lesion, pci):
    doctor.post(new_lesion, {"segment": "13", "stenosis_before": "90", "medina": "110"}, headers=HTMX)
    lesion = Lesion.objects.get(procedure=pci, segment="13")
    assert (lesion.medina, lesion.is_bifurcation) == ("110", "yes")
    assert "分叉病变（Medina 1,1,0）" in doctor.get(page).content.decode()


def test_an_unticked_mark_leaves_a_no_as_it_was(doctor, page, pci):
    lesion = Lesion.objects.get(procedure=pci)
    Lesion.objects.filter(pk=lesion.pk).update(
        is_calcified="no", missing={"timi_after": "unknown"}, timi_after=None
    )
    typed = {"segment": "12", "stenosis_before": "99", "revision": lesion.revision}
    doctor.post(f"{page}lesion/{pci.pk}/{lesion.pk}/", typed, headers=HTMX)
    lesion.refresh_from_db()
    assert (lesion.is_calcified, lesion.is_culprit) == ("no", None), "the tick of the culprit was taken back"
    assert lesion.missing == {"timi_after": "unknown"}


def test_the_rest_is_said_to_be_normal_by_somebody_and_taken_back(doctor, page, pci, staff):
    doctor.post(f"{page}rest/", {"normal": "yes"})
    pci.refresh_from_db()
    assert (pci.rest_is_normal, pci.rest_normal_by) == ("yes", staff[Role.CARDIOLOGIST])
    assert "其余各节段未见明显狭窄" in doctor.get(page).content.decode()
    doctor.post(f"{page}rest/", {"normal": "no"})
    pci.refresh_from_db()
    assert (pci.rest_is_normal, pci.rest_normal_by, pci.rest_normal_at) == (None, None, None)
    assert "未提及的节段未作描述" in doctor.get(page).content.decode()


def test_the_result_is_proposed_and_stored_only_when_confirmed(doctor, page, pci):
    text = doctor.get(page).content.decode()
    assert "The rows speak for: One-vessel disease" in text
    pci.refresh_from_db()
    assert pci.results is None
    doctor.post(f"{page}end/0/0/", {"results": "one_vessel", "contrast": "150", "revision": pci.revision})
    pci.refresh_from_db()
    assert (pci.results, pci.contrast) == (["one_vessel"], 150)
    assert "单支血管病变（前降支）" in doctor.get(page).content.decode()


@pytest.mark.parametrize(
    ("creatinine", "told"), [(250, "Much contrast"), (70, "is within 3.7"), (None, "is not known")]
)
def test_contrast_is_judged_by_the_kidney_before_the_procedure(doctor, page, pci, staff, creatinine, told):
    """A creatinine after the procedure does not count."""
    for value, hours in ((creatinine, -1), (400, 24)):
        if value:
            LabResult.objects.create(
                patient=pci.patient, admission=pci.admission, test="cr", value=value, unit="µmol/L",
                collected_at=pci.started_at + timedelta(hours=hours),
            )  # fmt: skip
    assert told in doctor.get(page).content.decode()


def test_radiation_beyond_what_is_usual_is_said(doctor, page, pci):
    Procedure.objects.filter(pk=pci.pk).update(air_kerma=12_000)
    assert "Air kerma 12000 mGy is above 10000" in doctor.get(page).content.decode()


def test_a_draft_of_a_row_comes_back(doctor, page, new_lesion):
    doctor.post(f"{new_lesion}draft/", {"segment": "2", "stenosis_before": "85"})
    assert Draft.objects.count() == 1
    text = doctor.get(page).content.decode()
    assert 'name="stenosis_before" value="85"' in text
    assert "Restored from" in text
    again = doctor.post(f"{new_lesion}draft/", {"segment": "2", "stenosis_before": "86"}).content.decode()
    assert 'id="row-state"' in again, "the page finds the place to say so a second time"
    doctor.post(new_lesion, {"segment": "2", "stenosis_before": "85"}, headers=HTMX)
    assert not Draft.objects.exists()


def test_a_row_is_withdrawn_with_a_reason(doctor, page, pci):
    lesion = Lesion.objects.get(procedure=pci)
    device = lesion.devices.get()
    doctor.post(f"{page}lesion/{pci.pk}/{lesion.pk}/withdraw/", {"reason": "wrong vessel"})
    assert Lesion.objects.filter(pk=lesion.pk).exists(), "its device is withdrawn first"
    doctor.post(f"{page}device/{lesion.pk}/{device.pk}/withdraw/", {"reason": ""})
    assert Device.objects.filter(pk=device.pk).exists(), "a reason is asked for"
    doctor.post(f"{page}device/{lesion.pk}/{device.pk}/withdraw/", {"reason": "not opened"})
    doctor.post(f"{page}lesion/{pci.pk}/{lesion.pk}/withdraw/", {"reason": "wrong vessel"})
    assert not Lesion.objects.filter(pk=lesion.pk).exists()


def test_an_angiography_asks_nothing_after_treatment(doctor, page, pci):
    Procedure.objects.filter(pk=pci.pk).update(kind="angiography")
    text = doctor.get(page).content.decode()
    assert 'name="stenosis_before"' in text
    assert 'name="stenosis_after"' not in text


def test_a_procedure_of_another_kind_has_no_coronary_report(doctor, page, pci):
    Procedure.objects.filter(pk=pci.pk).update(kind="ablation")
    assert doctor.get(page).status_code == 404


def test_a_row_of_another_procedure_is_not_found(doctor, page, pci, staff):
    other = treated_stemi(staff[Role.CARDIOLOGIST], "0009")
    lesion = Lesion.objects.get(admission=other)
    assert doctor.get(f"{page}lesion/{pci.pk}/{lesion.pk}/").status_code == 404
    assert doctor.get(f"{page}device/{lesion.pk}/0/").status_code == 404


def later_procedure(pci, by, **told):
    row = Procedure(patient=pci.patient, admission=pci.admission, kind="pci",
                    started_at=pci.started_at + timedelta(days=3), **told)  # fmt: skip
    return sections.save(row, by=by)


def test_a_restenosis_points_to_the_stent_that_narrowed(doctor, pci, staff):
    stent = Device.objects.get(lesion__procedure=pci)
    again = later_procedure(pci, staff[Role.CARDIOLOGIST])
    page = f"/records/procedure/{again.pk}/report/"
    typed = {"segment": "12", "stenosis_before": "80", "is_restenosis": "yes"}
    doctor.post(f"{page}lesion/{again.pk}/0/", typed, headers=HTMX)
    assert "not said of which stent" in doctor.get(page).content.decode()
    lesion = Lesion.objects.get(procedure=again)
    doctor.post(
        f"{page}lesion/{again.pk}/{lesion.pk}/",
        {**typed, "prior_device": stent.pk, "revision": lesion.revision},
        headers=HTMX,
    )
    lesion.refresh_from_db()
    assert lesion.prior_device == stent
    text = doctor.get(page).content.decode()
    assert "为2026-03-02所植入支架的支架内再狭窄" in text
    assert "in-stent restenosis of the stent of 02 Mar 2026" in text
    history = doctor.get(f"/patients/{pci.patient_id}/").content.decode()
    assert "narrowed again, 05-Mar-2026" in history


def test_a_stent_of_another_patient_or_of_later_is_refused(pci, staff):
    doctor = staff[Role.CARDIOLOGIST]
    other = treated_stemi(doctor, "0009")
    lesion = Lesion.objects.get(procedure=pci)
    lesion.prior_device = Device.objects.get(admission=other)
    with pytest.raises(ValidationError, match="another patient"):
        lesion.full_clean()
    lesion.prior_device = Device.objects.get(lesion=lesion)
    with pytest.raises(ValidationError, match="not there before"):
        lesion.full_clean()


def test_a_complication_points_to_its_stent_and_is_told_with_it(doctor, stay, pci, staff):
    stent = Device.objects.get(lesion__procedure=pci)
    form = doctor.get(f"/admissions/{stay.pk}/complication/").content.decode()
    for offered in (f"procedure-{pci.pk}", f"lesion-{stent.lesion_id}", f"device-{stent.pk}"):
        assert f'value="{offered}"' in form
    event = {"kind": "stent_thrombosis", "started_at": "2026-03-03 04:00", "concerns": f"device-{stent.pk}"}
    assert doctor.post(f"/admissions/{stay.pk}/complication/", event).status_code == 302
    row = Complication.objects.get()
    assert (row.device, row.lesion, row.procedure) == (stent, stent.lesion, pci)
    entries = doctor.get(f"/admissions/{stay.pk}/complication/").content.decode()
    assert "Drug-eluting stent Stent 3.0 × 24 mm" in entries
    assert "Stent thrombosis, 03-Mar-2026" in doctor.get(f"/patients/{stay.patient_id}/").content.decode()
    less = {**event, "concerns": f"procedure-{pci.pk}", "revision": row.revision}
    assert doctor.post(f"/records/complication/{row.pk}/", less).status_code == 302
    row.refresh_from_db()
    assert (row.device, row.lesion, row.procedure) == (None, None, pci)


def test_a_complication_is_not_of_somebody_elses_stent(doctor, stay, staff):
    other = treated_stemi(staff[Role.CARDIOLOGIST], "0002", name="李四")
    stent = Device.objects.get(patient=other.patient)
    event = {"kind": "stent_thrombosis", "started_at": "2026-03-03 04:00", "concerns": f"device-{stent.pk}"}
    assert doctor.post(f"/admissions/{stay.pk}/complication/", event).status_code == 422
    row = Complication(patient=stay.patient, admission=stay, kind="bleeding", device=stent,
                       started_at=stay.admitted_at)  # fmt: skip
    with pytest.raises(ValidationError, match="another patient"):
        sections.save(row, by=staff[Role.CARDIOLOGIST])
    assert not Complication.objects.exists()


def test_one_row_per_segment_but_a_graft_stands_beside_the_native_vessel(pci):
    same = {"patient": pci.patient, "admission": pci.admission, "procedure": pci, "segment": "12"}
    Lesion.objects.create(**same, graft="lima")
    with pytest.raises(IntegrityError), transaction.atomic():
        Lesion.objects.create(**same)


def test_the_history_shows_every_procedure_and_asks_no_more_the_longer_it_is(
    doctor, pci, staff, django_assert_max_num_queries
):
    url = f"/patients/{pci.patient_id}/"
    with django_assert_max_num_queries(80) as few:
        doctor.get(url)
    for days in range(1, 5):
        row = later_procedure(pci, staff[Role.CARDIOLOGIST])
        Procedure.objects.filter(pk=row.pk).update(started_at=pci.started_at + timedelta(days=days))
        lesion = Lesion.objects.create(
            patient=pci.patient, admission=pci.admission, procedure=row, segment="2", stenosis_before=70
        )
        Device.objects.create(
            patient=pci.patient, admission=pci.admission, lesion=lesion, kind="des", length=18
        )
    with django_assert_max_num_queries(len(few) + 2):
        text = doctor.get(url).content.decode()
    assert text.count("2 mid RCA") >= 1
    assert "06-Mar-2026" in text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Catheterisation report"), ("zh-hans", "介入手术报告")]
)
def test_the_report_is_printed_in_both_languages(doctor, page, language, said):
    answer = doctor.get(f"{page[:-1]}.pdf?language={language}")
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(
        p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(io.BytesIO(answer.content))
    )
    assert said in text
    assert "99→0 %" in text, "the tree is in the document"


def test_the_tree_of_a_stay_is_there_for_other_documents(pci, stay, staff):
    assert "99→0 %" in coronary.tree_of_stay(stay, staff[Role.CARDIOLOGIST])
    Lesion.objects.filter(procedure=pci).update(segment=None)
    assert "99→0 %" not in coronary.tree_of_stay(stay, staff[Role.CARDIOLOGIST])
    Procedure.objects.filter(pk=pci.pk).update(kind="ablation")
    assert coronary.tree_of_stay(stay, staff[Role.CARDIOLOGIST]) is None


def test_reading_a_report_without_the_right_to_write_shows_no_form(sign_in, page):
    text = sign_in(Role.FOLLOWUP_NURSE).get(page).content.decode()
    assert "data-segment-input" not in text
    assert "前降支近段" in text


def test_every_segment_is_known_everywhere():
    assert set(Segment.values) == set(segments.all_segments()) == set(TREE)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("12", ["12"]), ("pLAD", ["12"]), ("LAD-p", ["12"]), ("前降支近段", ["12"]), ("右冠中", ["2"]),
     ("om1", ["20"]),
     ("proximal circ", ["18"]), ("第一对角支", ["15"]), ("qjzjd", ["12"]), ("", []), ("xyz", [])],
)  # fmt: skip
def test_a_segment_is_found_as_people_call_it(typed, codes):
    assert [s.code for s in segments.read(typed)] == codes


def test_the_other_numbering_is_known():
    known = {"1": "1", "11c": "5", "12": "6", "18": "11", "19a": "13", "27": "15", "17": ""}
    assert {code: segments.find(code).syntax for code in known} == known


@pytest.mark.parametrize(
    ("dominance", "there", "not_there"),
    [("right", "4", "27"), (None, "4", "27"), ("left", "27", "4"), ("co", "4", "27"), ("co", "24", "6")],
)
def test_the_tree_is_drawn_by_dominance(dominance, there, not_there):
    shown = drawn(dominance, set())
    assert there in shown
    assert not_there not in shown
    assert not_there in drawn(dominance, {not_there}), "what a finding names is drawn all the same"


def test_the_tree_says_every_finding_in_words_too():
    svg = coronary_tree(Picture("Tree <1>", [
        Finding("12", "95→0 %", 0, stents=(Stent(28),)), Finding("2", "CTO 100 %", 100, is_cto=True),
        Finding("13", "LIMA", 0, graft="lima"), Finding("nonsense", "?"),
    ], links={"12": "/x/"}, names={"12": "12 <b>"}))  # fmt: skip
    assert "95→0 %" in svg
    assert "CTO 100 %" in svg
    assert "LIMA" in svg
    assert 'aria-label="Tree &lt;1&gt;"' in svg
    assert 'aria-label="12 &lt;b&gt;"' in svg
