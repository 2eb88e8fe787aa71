"""Catheter procedures."""

from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import EGFR, Row, hours

ERROR, NOTE, WARNING = Severity.ERROR, Severity.NOTE, Severity.WARNING


def _opened(lesions: tuple[Row, ...]) -> bool:
    """Whether there are lesions, and all are open with normal flow."""
    return bool(lesions) and all(
        x.stenosis_after is not None and x.stenosis_after <= 20 and x.timi_after == "3" for x in lesions
    )


CHECKS = (
    Check("DAT-601", "procedure.started_at procedure.ended_at", ERROR,
          lambda row, _stay: row.ended_at < row.started_at,
          _("A procedure cannot end before it starts."), "NCDR 7005"),
    Check("DAT-602", "procedure.started_at admission.admitted_at", ERROR,
          lambda row, stay: hours(row.started_at, stay.admission.admitted_at) > 6,
          _("The procedure began more than six hours before the admission."), "NCDR 7000"),
    Check("DAT-603", "procedure.ended_at admission.discharged_at", ERROR,
          lambda row, stay: row.ended_at > stay.admission.discharged_at,
          _("The patient was discharged before the procedure ended."), "NCDR 7005"),
    Check("DAT-604", "procedure.started_at procedure.ended_at", ERROR,
          lambda row, stay: (
              row.kind in ("angiography", "pci", "cabg") and any(p.key < row.key and p.kind == row.kind
              and p.started_at and p.ended_at and p.started_at < row.ended_at
              and row.started_at < p.ended_at for p in stay.rows("procedure"))
          ),
          _("Two procedures of one kind overlap in time."), "NCDR OD5100",
          about="procedure.kind", alone=False),
    Check("DIF-605", "procedure.started_at procedure.ended_at procedure.kind", WARNING,
          lambda row, _stay: (
              row.kind in ("angiography", "pci") and hours(row.started_at, row.ended_at) > 6
          ),
          _("A catheter procedure of more than six hours."), "NCDR 7005"),
    Check("CON-606", "procedure.indication admission.category", WARNING,
          lambda row, stay: (
              row.indication in ("primary", "stemi_12h", "late_stemi", "rescue")
              and stay.admission.category in ("nstemi", "ua", "ccs", "low_risk")
          ),
          _("The PCI is indicated by a STEMI, and the stay is for something else."), "NCDR 7825"),
    Check("CON-607", "procedure.indication admission.category", WARNING,
          lambda row, stay: row.indication == "nste_acs" and stay.admission.category == "stemi",
          _("The PCI is indicated by an NSTE-ACS, and the stay is a STEMI."), "NCDR 7825"),
    Check("CON-608", "procedure.indication timeline.lysis_started_at", ERROR,
          lambda row, _stay: row.indication == "primary",
          _("Primary PCI is PCI without fibrinolysis before, and a fibrinolysis is on the timeline."),
          "NCDR 7825"),
    Check("REQ-609", "procedure.indication", WARNING,
          lambda row, _stay: row.indication in ("rescue", "after_lysis", "late_after_lysis"),
          _("PCI after fibrinolysis, and no fibrinolysis is on the timeline."), "NCDR 7825",
          lacks="timeline.lysis_started_at"),
    Check("CON-610", "procedure.indication admission.category", WARNING,
          lambda row, stay: (
              row.indication in ("stable", "without_ischaemia")
              and stay.admission.category in ("stemi", "nstemi", "ua") and row.multivessel != "staged"
          ),
          _("PCI for stable disease in a stay for an acute coronary syndrome."), "NCDR 7825"),
    Check("REQ-611", "procedure.kind lesion.segment", WARNING,
          lambda row, stay: row.kind == "pci" and not stay.parts("lesion", row),
          _("A PCI without a lesion."), "NCDR 8000"),
    Check("CON-613", "procedure.success lesion.stenosis_after lesion.timi_after", WARNING,
          lambda row, stay: (
              row.success == "yes" and any((x.stenosis_after or 0) >= 50 or x.timi_after in ("0", "1")
              for x in stay.parts("lesion", row) if x.device_deployed == "yes")
          ),
          _("Called a success, and a treated lesion is left with 50 % or more or TIMI 0–1."), "NCDR 8025"),
    Check("CON-614", "procedure.success lesion.stenosis_after lesion.timi_after", NOTE,
          lambda row, stay: row.success == "no" and _opened(stay.parts("lesion", row)),
          _("Called a failure, and every lesion is open with TIMI 3."), "NCDR 8026"),
    Check("CON-615", "procedure.results", ERROR,
          lambda row, _stay: "normal" in row.results and len(row.results) > 1,
          _("“Normal” stands beside another result of the angiography."), "ANG-9"),
    Check("CON-616", "procedure.results lesion.stenosis_before", ERROR,
          lambda row, stay: (
              bool({"normal", "below_50", "minoca"} & set(row.results)) and any((x.stenosis_before
              or 0) >= 50 for x in stay.parts("lesion", row))
          ),
          _("No stenosis of 50 % in the result, and a lesion of 50 % or more."), "ANG-9"),
    Check("CON-617", "procedure.results", ERROR,
          lambda row, _stay: len({"one_vessel", "two_vessels", "three_vessels"} & set(row.results)) > 1,
          _("Two different numbers of diseased vessels."), "ANG-9"),
    Check("CON-618", "procedure.results lesion.segment", WARNING,
          lambda row, stay: (
              "left_main" in row.results and bool(stay.parts("lesion", row)) and not any((x.segment
              or "").startswith("11") for x in stay.parts("lesion", row))
          ),
          _("Left main disease, and no lesion in the left main."), "ANG-9"),
    Check("CON-619", "procedure.results admission.category", WARNING,
          lambda row, stay: (
              "minoca" in row.results and stay.admission.category in ("ua", "ccs", "hf", "af", "low_risk")
          ),
          _("MINOCA is an infarction, and the stay is for something else."), "ESC 2020 NSTE-ACS"),
    Check("CON-620", "procedure.access procedure.crossover", WARNING,
          lambda row, _stay: row.access == row.crossover,
          _("Crossover to the access that was used already."), "NCDR 7325"),
    Check("RNG-621", "procedure.aortic_systolic procedure.aortic_diastolic", ERROR,
          lambda row, _stay: row.aortic_diastolic >= row.aortic_systolic,
          _("The diastolic aortic pressure is not below the systolic."), "ANG-8"),
    Check("OUT-622", "procedure.contrast labresult.value", WARNING,
          lambda row, stay: bool(stay.first_egfr) and row.contrast / stay.first_egfr > 3.7,
          _("Contrast volume is more than 3.7 times the eGFR."), "NCDR 7215", about=EGFR),
    Check("REQ-623", "procedure.kind", NOTE,
          lambda row, _stay: row.kind in ("angiography", "pci"),
          _("The volume of contrast is missing."), "NCDR 7215", lacks="procedure.contrast"),
    Check("REQ-624", "procedure.kind", NOTE,
          lambda row, _stay: row.kind in ("angiography", "pci"),
          _("Neither fluoroscopy time nor dose is recorded."), "NCDR 7214",
          lacks="procedure.fluoroscopy procedure.air_kerma"),
    Check("CON-625", "procedure.support", ERROR,
          lambda row, _stay: "none" in row.support and len(row.support) > 1,
          _("“None” stands beside a circulatory support."), "NCDR 7422"),
    Check("CON-626", "procedure.antithrombotics procedure.kind", WARNING,
          lambda row, _stay: row.kind == "pci" and row.antithrombotics == ("none",),
          _("A PCI without any antithrombotic drug."), "NCDR 7990"),
    Check("CON-627", "procedure.urgency procedure.indication", ERROR,
          lambda row, _stay: row.urgency == "elective" and row.indication in ("primary", "rescue"),
          _("A primary or rescue PCI is not elective."), "NCDR 7800"),
    Check("CON-628", "procedure.urgency presentation.has_shock presentation.had_arrest", WARNING,
          lambda row, stay: (
              row.urgency == "salvage" and stay.presentation.has_shock == "no"
              and stay.presentation.had_arrest == "no" and not stay.suffered("shock", "arrest")
          ),
          _("A salvage procedure without shock or arrest."), "NCDR 7800", about="complication.kind"),
    Check("CON-629", "procedure.closure procedure.access", ERROR,
          lambda row, _stay: row.closure == "tr_band" and row.access.startswith("femoral"),
          _("A radial band on a femoral access."), "NCDR 7320"),
    Check("CON-630", "procedure.heart_team procedure.kind", WARNING,
          lambda row, _stay: row.heart_team in ("cabg", "medical") and row.kind == "pci",
          _("The heart team decided otherwise, and a PCI was done."), "NCDR 7816"),
    Check("CON-631", "procedure.stage_planned procedure.multivessel", WARNING,
          lambda row, _stay: row.stage_planned == "yes" and row.multivessel == "none",
          _("A further stage is planned, and there is no multivessel disease."), "NCDR 7816"),
    Check("REQ-659", "procedure.indication lesion.is_culprit", WARNING,
          lambda row, stay: (
              row.indication in ("primary", "rescue") and bool(stay.parts("lesion", row))
              and not any(x.is_culprit == "yes" for x in stay.parts("lesion", row))
          ),
          _("PCI of a STEMI, and no lesion is named as the culprit."), "NCDR 8002"),
)  # fmt: skip
