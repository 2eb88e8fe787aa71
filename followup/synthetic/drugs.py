"""What synthetic patients tell of each drug of their discharge list."""

from datetime import datetime, timedelta
from typing import Any

from cardiology.models import Medication
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.courses import Stay
from followup.models import Adherence
from followup.redflags import ANTIPLATELETS

# Of drugs that are no blood thinners, per contact (persistence after ACS and HF, rounded).
CHANGED, STOPPED, UNKNOWN = 0.04, 0.02, 0.02
WHY = {"side_effect": 0.35, "doctor": 0.3, "cost": 0.1, "felt_better": 0.15, "forgot": 0.1}
DECIDED = {"doctor": "cardiologist"}
THINNERS = (*ANTIPLATELETS, "oac")


def tell(stay: Stay, contact: int, said: dict[str, Any], batch: Batch) -> None:
    """One row per drug; what was stopped stays stopped, and agrees with the answers of the call."""
    stopped: set[int] = stay.keys.setdefault("stopped_drugs", set())
    for number in _listed(stay, batch):
        drug = batch.row(Medication, number)
        told = _told(stay, drug, said, is_stopped=number in stopped)
        if told["taking"] == "stopped":
            stopped.add(number)
        batch.add(
            Adherence, patient_id=stay.person.number, contact_id=contact, medication_id=number,
            told_at=said["answered_at"], drug=drug["drug"], drug_class=drug["drug_class"],
            created_at=said["answered_at"], **told,
        )  # fmt: skip


def _told(stay: Stay, drug: dict[str, Any], said: dict[str, Any], *, is_stopped: bool) -> dict[str, Any]:
    chance, at = stay.chance, said["answered_at"]
    if drug["drug_class"] == "p2y12" and said["stopped_antiplatelet"] == "yes":
        return _left(stay, said["stop_reason"], at)
    if drug["drug_class"] in THINNERS:
        return {"taking": "yes"}
    if is_stopped or chance.yes(STOPPED):
        return _left(stay, chance.pick(WHY), at)
    if chance.yes(CHANGED):
        return {"taking": "changed", "decided_by": "cardiologist", "reason": "doctor", "new_dose": "减半"}
    return {"taking": "unknown" if chance.yes(UNKNOWN) else "yes"}


def _left(stay: Stay, reason: str | None, at: datetime) -> dict[str, Any]:
    since = (at - timedelta(days=stay.chance.one((3, 7, 20)))).date()
    day = max(since, stay.discharged_at.date())  # type: ignore[union-attr]
    written = day.isoformat() if stay.chance.yes(0.7) else f"{day:%Y-%m}"
    decided = DECIDED.get(reason or "", "patient")
    return {"taking": "stopped", "stopped_on": written, "decided_by": decided, "reason": reason}


def _listed(stay: Stay, batch: Batch) -> list[int]:
    """The rows of the discharge list of a stay; found once, from the end of what was written last."""
    if "listed" not in stay.keys:
        found: list[int] = []
        rows = batch.rows[Medication]
        for number in range(len(rows), 0, -1):
            row = rows[number - 1]
            if row["patient_id"] != stay.person.number:
                break
            if row["admission_id"] == stay.number and row["phase"] == "discharge":
                found.append(number)
        stay.keys["listed"] = sorted(found)
    return list(stay.keys["listed"])
