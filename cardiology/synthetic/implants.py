"""Procedures outside the coronary arteries: ablation, devices, new valves, bypass surgery."""

from datetime import datetime, timedelta

from cardiology.models import Procedure
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.courses import Stay

# By reason of the stay: share, kind of procedure, ICD-9-CM-3, the word that follow-up pathways use. Shares of
# a large department, rounded (ablation of fibrillation: China-AF; devices and valves: national yearbooks).
DONE: dict[str, tuple[tuple[float, str, str, str], ...]] = {
    "af": ((0.22, "ablation", "37.34", "ablation"),),
    "arrhythmia": ((0.35, "device", "37.83", "pacemaker"), (0.1, "device", "37.94", "icd")),
    "cardiomyopathy": ((0.12, "device", "37.94", "icd"),),
    "hf": ((0.03, "device", "00.51", "crt_d"),),
    "valve": ((0.25, "other", "35.05", "tissue_valve"), (0.2, "other", "35.22", "mechanical_valve")),
    "ccs": ((0.05, "cabg", "36.1", "cabg"),),
}
EARLIEST_HOUR = 20


def implant(stay: Stay, until: datetime, batch: Batch) -> None:
    """At most one of them in a stay without PCI, and only where the record reaches that far."""
    if stay.invasive == "pci" or stay.dies:
        return
    for share, kind, code, word in DONE.get(stay.reason, ()):
        if not stay.chance.yes(share):
            continue
        start = stay.at(min(EARLIEST_HOUR + stay.chance.uniform(0, 40), max(stay.nights * 24 - 30, 4)))
        if start < min(stay.discharged_at or until, until):
            stay.keys.setdefault("procedures", set()).update({kind, word})
            stay.times[word] = start
            batch.add(
                Procedure,
                patient_id=stay.person.number,
                admission_id=stay.number,
                kind=kind,
                started_at=start,
                code=code,
                urgency="elective",
                created_at=start + timedelta(hours=2),
            )
        return
