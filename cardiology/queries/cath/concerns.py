"""What to look at again: contrast by kidney function, radiation, rows that contradict themselves."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology.models import CoronaryResult, LabResult, Lesion, Procedure
from cardiology.narrative import conclusion
from cardiology.narrative.facts import number
from cardiology.queries.cath.pictures import vessel_name
from cardiology.queries.cath.sheet import Sheet
from cardiology.scores.kidney.egfr import egfr
from cardiology.wording import day


@dataclass(frozen=True)
class Concern:
    """Something to look at again: how grave, and the sentence."""

    tone: str
    text: str


def concerns(sheet: Sheet) -> list[Concern]:
    """Contrast by kidney function, radiation beyond what is usual, and rows that contradict themselves."""
    procedure = sheet.procedure
    found = (_contrast(procedure), *_radiation(procedure), *_rows(sheet), _result(sheet))
    return [concern for concern in found if concern]


def _contrast(procedure: Procedure) -> Concern | None:
    if procedure.contrast is None:
        return None
    rate, on = _kidney_before(procedure)
    ratio = conclusion.contrast_ratio(float(procedure.contrast), rate)
    if ratio is None or rate is None:
        return Concern(
            "info", _("eGFR before the procedure is not known: the amount of contrast cannot be judged.")
        )
    said = {
        "ratio": f"{ratio:.1f}",
        "egfr": f"{rate:.0f}",
        "limit": f"{conclusion.CONTRAST_LIMIT * rate:.0f}",
        "day": on,
    }
    if ratio > conclusion.CONTRAST_LIMIT:
        much = _("Much contrast: %(ratio)s times the eGFR of %(egfr)s (%(day)s); 3.7 times is %(limit)s mL.")
        return Concern("warning", much % said)
    text = _("Contrast is %(ratio)s times the eGFR of %(egfr)s (%(day)s); up to %(limit)s mL is within 3.7.")
    return Concern("info", text % said)


def _kidney_before(procedure: Procedure) -> tuple[float | None, str]:
    """eGFR from the last creatinine before the procedure, and its day; None where a part is not known."""
    patient = procedure.patient
    found = LabResult.objects.filter(patient=patient, test="cr", value__isnull=False)
    last = found.filter(collected_at__lte=procedure.started_at).order_by("-collected_at").first()
    if last is None or last.value is None or not patient.birth_on or patient.sex not in ("male", "female"):
        return None, ""
    age = (timezone.localtime(procedure.started_at).date() - patient.birth_on).days // 365.25
    return egfr(float(last.value), age, patient.sex), day(last.collected_at)


def _radiation(procedure: Procedure) -> list[Concern]:
    found = []
    for name in ("fluoroscopy", "air_kerma", "dose_area_product"):
        variable: Any = procedure._meta.get_field(name)
        value = getattr(procedure, name)
        if value is not None and value > variable.plausible[1]:
            said = {"what": variable.label, "value": number(float(value)), "unit": variable.unit,
                    "limit": number(variable.plausible[1])}  # fmt: skip
            text = _(
                "%(what)s %(value)s %(unit)s is above %(limit)s: tell the patient, look at the skin later."
            )
            found.append(Concern("warning", text % said))
    return found


def _result(sheet: Sheet) -> Concern | None:
    """The confirmed result, where the rows speak for another number of vessels."""
    said, proposed = sheet.procedure.results or [], conclusion.proposed(sheet.facts)
    if not said or not proposed or set(said) & set(proposed):
        return None
    words = {"said": _labels(said), "proposed": _labels(proposed)}
    return Concern("info", _("The result says %(said)s; the rows speak for %(proposed)s.") % words)


def _labels(results: list[str]) -> str:
    return " · ".join(str(CoronaryResult(result).label) for result in results)


def _rows(sheet: Sheet) -> list[Concern]:
    said = (
        (_forgets_its_stent, _("%(segment)s: in-stent restenosis, but it is not said of which stent.")),
        (_flows_though_closed, _("%(segment)s: closed, yet TIMI flow 2 or 3.")),
        (_worse_after, _("%(segment)s: narrower after than before.")),
        (_better_by_nothing, _("%(segment)s: less narrow after, but no device is recorded.")),
    )
    found = [(text, row) for row in sheet.lesions for is_odd, text in said if is_odd(sheet, row)]
    return [Concern("warning", text % {"segment": vessel_name(row.segment)}) for text, row in found]


def _forgets_its_stent(sheet: Sheet, row: Lesion) -> bool:
    return row.is_restenosis == "yes" and row.prior_device_id is None and bool(sheet.earlier_stents)


def _flows_though_closed(_sheet: Sheet, row: Lesion) -> bool:
    return row.stenosis_before == 100 and row.timi_before in ("2", "3")


def _worse_after(_sheet: Sheet, row: Lesion) -> bool:
    before, after = row.stenosis_before, row.stenosis_after
    return before is not None and after is not None and after > before


def _better_by_nothing(_sheet: Sheet, row: Lesion) -> bool:
    before, after = row.stenosis_before, row.stenosis_after
    return before is not None and after is not None and after < before and not row.devices.all()
