"""Lesions and the devices at them."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import STENTS, Row, starts_after

ERROR, NOTE, WARNING = Severity.ERROR, Severity.NOTE, Severity.WARNING


def _stented(devices: tuple[Row, ...]) -> float | None:
    """Millimetres of stent; None where there is none, or one of unknown length."""
    lengths = [d.length for d in devices if d.kind in STENTS]
    return float(sum(lengths)) if lengths and None not in lengths else None


CHECKS = (
    Check("CON-612", "lesion.device_deployed procedure.kind", ERROR,
          lambda row, stay: (
              row.device_deployed == "yes" and stay.whole("procedure", row).kind == "angiography"
          ),
          _("A device was deployed, and the procedure is an angiography only: it is a PCI."), "NCDR 8024"),
    Check("CON-641", "lesion.stenosis_before lesion.timi_before", ERROR,
          lambda row, _stay: row.stenosis_before == 100 and row.timi_before != "0",
          _("A vessel that is closed (100 %) has TIMI 0."), "NCDR 8007"),
    Check("CON-642", "lesion.timi_before lesion.stenosis_before", WARNING,
          lambda row, _stay: row.timi_before == "0" and row.stenosis_before < 95,
          _("TIMI 0 before, and the lesion is less than 95 %."), "NCDR 8007"),
    Check("CON-643", "lesion.is_cto lesion.stenosis_before", ERROR,
          lambda row, _stay: row.is_cto == "yes" and row.stenosis_before < 100,
          _("A chronic total occlusion is 100 %."), "NCDR 8005"),
    Check("CON-644", "lesion.is_cto lesion.is_culprit admission.category", WARNING,
          lambda row, stay: (
              row.is_cto == "yes" and row.is_culprit == "yes" and stay.admission.category == "stemi"
          ),
          _("A chronic occlusion is called the culprit of a STEMI."), "NCDR 8002"),
    Check("CON-645", "lesion.timi_before lesion.timi_after", WARNING,
          lambda row, _stay: row.timi_after < row.timi_before and row.no_reflow != "yes",
          _("Flow is worse after than before, and no-reflow is not recorded."), "NCDR 8026",
          about="lesion.no_reflow"),
    Check("CON-646", "lesion.no_reflow lesion.timi_after", WARNING,
          lambda row, _stay: (
              row.no_reflow == "yes" and row.timi_after == "3" and row.perfusion_grade in (None, "2", "3")
          ),
          _("No-reflow, and TIMI 3 after: was it transient?"), "NCDR 8026"),
    Check("RNG-647", "lesion.stenosis_before lesion.stenosis_after", WARNING,
          lambda row, _stay: row.stenosis_after > row.stenosis_before,
          _("The stenosis is higher after than before."), "NCDR 8025"),
    Check("REF-648", "lesion.device_deployed device.kind", WARNING,
          lambda row, stay: row.device_deployed == "yes" and not stay.parts("device", row),
          _("A device was deployed, and none is recorded at this lesion."), "NCDR R4431"),
    Check("CON-649", "lesion.device_deployed device.kind", ERROR,
          lambda row, stay: (
              row.device_deployed == "no" and any(d.kind in STENTS for d in stay.parts("device", row))
          ),
          _("A stent is recorded at a lesion where no device was deployed."), "NCDR 8024"),
    Check("CON-650", "lesion.wire_crossed lesion.device_deployed", ERROR,
          lambda row, _stay: row.wire_crossed == "no" and row.device_deployed == "yes",
          _("A device was deployed where no wire crossed."), "NCDR 8023"),
    Check("PAR-651", "lesion.is_restenosis lesion.stented_before", ERROR,
          lambda row, _stay: row.is_restenosis == "yes" and row.stented_before == "no",
          _("In-stent restenosis without a stent before."), "NCDR 8011"),
    Check("PAR-652", "lesion.is_stent_thrombosis lesion.stented_before", ERROR,
          lambda row, _stay: row.is_stent_thrombosis == "yes" and row.stented_before == "no",
          _("In-stent thrombosis without a stent before."), "NCDR 8012"),
    Check("DAT-653", "lesion.treated_on admission.admitted_at", ERROR,
          lambda row, stay: starts_after(row.treated_on, stay.ended_on or stay.now.date()),
          _("The earlier treatment of this lesion lies after the stay."), "NCDR 8008"),
    Check("OUT-654", "lesion.ffr lesion.device_deployed", NOTE,
          lambda row, _stay: row.ffr > 0.8 and row.device_deployed == "yes" and row.is_culprit != "yes",
          _("FFR above 0.80, and the lesion was treated."), "ESC 2024 CCS"),
    Check("OUT-655", "lesion.stenosis_before lesion.device_deployed", WARNING,
          lambda row, _stay: (
              row.stenosis_before < 50 and row.device_deployed == "yes" and row.is_culprit != "yes"
          ),
          _("A lesion under 50 % that is not the culprit was treated."), "NCDR 8004"),
    Check("UNI-656", "lesion.segment", WARNING,
          lambda row, stay: (
              any(x.key < row.key and x.segment == row.segment and x.graft == row.graft
              for x in stay.rows("lesion") if x.part_of == row.part_of)
          ),
          _("The same segment twice in one procedure."), "NCDR UQ4936"),
    Check("CON-657", "lesion.segment procedure.dominance", WARNING,
          lambda row, stay: (
              (row.segment == "4" and stay.whole("procedure", row).dominance == "left")
              or (row.segment == "27" and stay.whole("procedure", row).dominance == "right")
          ),
          _("The posterior descending artery is on the other side of the dominance."), "NCDR 7500"),
    Check("UNI-658", "lesion.is_culprit", WARNING,
          lambda row, stay: (
              row.is_culprit == "yes" and any(x.key < row.key and x.is_culprit == "yes"
              for x in stay.rows("lesion") if x.part_of == row.part_of)
          ),
          _("More than one culprit in one procedure."), "NCDR 8002"),
    Check("CON-660", "lesion.thrombus_grade lesion.stenosis_before", WARNING,
          lambda row, _stay: row.thrombus_grade == "5" and row.stenosis_before < 100,
          _("Thrombus grade 5 is a total occlusion."), "Gibson 2001"),
    Check("DIF-671", "lesion.length device.length", WARNING,
          lambda row, stay: (
              _stented(stay.parts("device", row)) is not None
              and _stented(stay.parts("device", row)) < row.length - 5
          ),
          _("The stents are shorter than the lesion by more than 5 mm."), "NCDR 8032"),
    Check("REQ-672", "device.kind", WARNING,
          lambda row, _stay: row.kind in STENTS,
          _("A stent without diameter."), "NCDR 8031", lacks="device.diameter"),
    Check("REQ-673", "device.kind", WARNING,
          lambda row, _stay: row.kind in STENTS,
          _("A stent without length."), "NCDR 8032", lacks="device.length"),
    Check("UNI-674", "device.serial_number", ERROR,
          lambda row, stay: (
              any(d.key < row.key and d.serial_number == row.serial_number for d in stay.rows("device"))
          ),
          _("The same serial number at two devices."), "DEV-8"),
)  # fmt: skip
