"""The measured times beside the goals of the house and the published ones of another system."""

import os

# p95 and p99 in milliseconds: the goals of this house (reference: trust-and-ux B3), by the step they are for
GOALS = {
    "patient search, per pause": (150, 300), "ward board": (300, 600), "patient chart": (400, 800),
    "save section": (250, 500), "autosave": (250, 500), "call list": (300, 600), "save call": (250, 500),
    "cohort count, preview": (1000, 2000), "cohort count, exact": (2000, 4000),
    "quality dashboard": (800, 1500), "discharge PDF": (2000, 3500),
    "Excel export, 10,000 rows": (5000, 5000),
}  # fmt: skip
# Bahmni Standard on 4 virtual CPUs, 70 at once, 99,995 patients (B1)
BAHMNI = {
    "patient search, per pause": "by ID 143/256, by name 310/397", "register a patient": "with visit 107/158",
    "save section": "consultation 701/876",
}  # fmt: skip


def lines(stats, failures):
    """A line a step, the goal and Bahmni beside it, and what went wrong."""
    told = [
        f"{'step':<28}{'asked':>7}{'p50':>7}{'p95':>7}{'p99':>7}  {'goal p95/p99':<14}{'':<6}Bahmni p95/p99"
    ]
    for row in sorted(stats, key=lambda row: row["Name"]):
        told.append(_line(row))
    load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
    told.append(
        f"milliseconds; {os.cpu_count()} processors for web, database and locust; load of the machine: {load}"
    )
    told += [f"wrong: {f['Occurrences']} × {f['Name']}: {f['Error']}" for f in failures]
    return told


def _line(row):
    name, p50, p95, p99 = row["Name"], *(int(float(row[f"{n}%"] or 0)) for n in (50, 95, 99))
    goal = GOALS.get(name)
    holds = "" if not goal else "ok" if p95 <= goal[0] and p99 <= goal[1] else "over"
    beside = f"{goal[0]}/{goal[1]}" if goal else ""
    times = f"{row['Request Count']:>7}{p50:>7}{p95:>7}{p99:>7}"
    return f"{name:<28}{times}  {beside:<14}{holds:<6}{BAHMNI.get(name, '')}"
