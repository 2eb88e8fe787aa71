"""Who a page is about: the fixed banner."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import codes
from cardiology.access import visible_to
from cardiology.guidance.risk import risks
from cardiology.models import Admission, Diagnosis, Medication, Patient, User
from cardiology.queries.board.similar import similar_to
from cardiology.queries.course.known import facts, newest
from cardiology.queries.one_stay import Recorded
from cardiology.wording import age, day

CHIPS = 4
# family names of two characters that are in use today
DOUBLE_SURNAMES = {
    "欧阳", "司马", "诸葛", "上官", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "东方", "独孤",
    "南宫", "长孙", "宇文", "端木", "轩辕", "百里", "呼延", "司空", "闻人", "淳于", "单于", "太史", "申屠",
    "澹台", "濮阳", "赫连", "钟离", "西门", "拓跋", "万俟", "鲜于", "闾丘", "左丘", "亓官", "宗政", "乐正",
}  # fmt: skip
ALLERGY_STATES = {"yes": "known", "no": "none"}


def banner(
    user: User, patient: Patient, stay: Admission | None, read: Recorded | None = None
) -> dict[str, Any]:
    """Finished texts of the banner; `stay` is the one that the page shows, `read` what it has read of it."""
    read = read or (Recorded(stay) if stay else None)
    drugs = read.of(Medication) if read else []
    about = who(visible_to(user, Patient).filter(pk=patient.pk), patient, stay, drugs)
    about["url"] = reverse("patient", args=[patient.pk])
    return about | (_of_stay(user, stay, read) if stay and read else {})


def who(
    patients: QuerySet[Patient], patient: Patient, stay: Admission | None, drugs: list[Medication]
) -> dict[str, Any]:
    """Who this is and what is last known, as finished texts. `patients` is the door that the patient came
    through, `drugs` those of the stay."""
    about: dict[str, Any] = {
        "name": patient.name,
        "latin": latin(patient),
        "born": day(patient.birth_on) or _("Not recorded"),
        "age": age(patient.birth_on),
        "sex": patient.get_sex_display() or _("Not recorded"),  # type: ignore[attr-defined]
        "number": patient.number,
    }
    if patient.vital_status == "dead":
        about["died"] = day(patient.died_on) or _("day not known")
        about["age_at_death"] = age(patient.birth_on, patient.died_on) if patient.died_on else ""
    known = newest(patients)
    return about | _allergies(known) | {"facts": facts(known, patient, stay, drugs)}


def latin(patient: Patient) -> str:
    """Family name in capitals, then the given name; empty where the name is written in Latin letters."""
    words = patient.name_pinyin.split()
    if not words or patient.name.isascii():
        return ""
    syllables = 2 if patient.name[:2] in DOUBLE_SURNAMES else 1
    family, given = "".join(words[:syllables]).upper(), "".join(words[syllables:]).capitalize()
    return f"{family}, {given}" if given else family


def _allergies(known: dict[str, Any]) -> dict[str, Any]:
    text = known["allergy_to"] or _("Known, agent not recorded")
    return {"allergy_state": ALLERGY_STATES.get(known["allergy"] or "", "not_recorded"), "allergies": text}


def _of_stay(user: User, stay: Admission, read: Recorded) -> dict[str, Any]:
    snapshot = read.snapshot
    return {
        "place": place(stay),
        "day": str(day_of_stay(stay)),
        "attending": str(stay.attending or ""),
        "nurse": str(stay.primary_nurse or ""),
        "diagnosis": _main_diagnosis(stay, read.of(Diagnosis)),
        "chips": [r for r in risks(snapshot) if r.tone != "critical"][:CHIPS],
        "similar": similar_to(user, stay),
    }


def place(stay: Admission) -> str:
    """Ward and bed in words."""
    return " · ".join(str(p) for p in (stay.ward, stay.bed) if p)


def day_of_stay(stay: Admission, today: date | None = None) -> int:
    """The day of admission is day 1."""
    last = timezone.localtime(stay.discharged_at).date() if stay.discharged_at else today
    return ((last or timezone.localdate()) - timezone.localtime(stay.admitted_at).date()).days + 1


def main_diagnoses(stays: Iterable[Admission]) -> dict[int, str]:
    """By stay: the first diagnosis in words, else the main reason for the stay."""
    chosen = list(stays)
    found = Diagnosis.objects.filter(admission__in=chosen).exclude(certainty="excluded")
    first = found.order_by("admission_id", "rank", "pk").distinct("admission_id")
    told = first.values_list("admission_id", "code", "code_text", named=True)
    words = {s.pk: str(s.get_category_display() or "") for s in chosen}  # type: ignore[attr-defined]
    for row in told:
        words[row.admission_id or 0] = _words(row)
    return words


def _main_diagnosis(stay: Admission, rows: list[Diagnosis]) -> str:
    """The same of one stay whose diagnoses are read already."""
    likely = [r for r in rows if r.certainty != "excluded"]
    first = min(likely, key=lambda r: (r.rank is None, r.rank, r.pk), default=None)
    return _words(first) if first else str(stay.get_category_display() or "")  # type: ignore[attr-defined]


def _words(row: Any) -> str:
    return row.code_text or codes.label("diagnoses", row.code)
