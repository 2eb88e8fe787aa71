"""Plans of synthetic patients: the visits that the schedule asks for, and what became of them by now."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from cardiology.models import Patient
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.courses import Stay
from cardiology.synthetic.lives import Life
from followup.holidays import proposed
from followup.models import Plan, Visit
from followup.planning import Wish, calls
from followup.schedule import Facts, Pathway, Planned, pathways_for
from followup.synthetic.contacts import Caller, Calls

MOST_REPEATED = 16
ENDS = {"died": "died", "refused": "refused", "readmitted": "cancelled"}  # state of visits when a plan ends


def follow(life: Life, caller: Caller, batch: Batch) -> None:
    """Plans of every stay that the patient left alive; the next stay closes them."""
    for place, stay in enumerate(life.stays):
        pathways = pathways_for(_facts(stay)) if stay.discharged_at else []
        if pathways:
            later = life.stays[place + 1].admitted_at if place + 1 < len(life.stays) else None
            _Course(life, stay, later, caller, batch).run(pathways)


def _facts(stay: Stay) -> Facts:
    return Facts(
        category=stay.reason,
        had_pci=stay.invasive == "pci",
        lvef=stay.lvef,
        classes=frozenset(stay.discharge_classes),
        disposition=stay.disposition,
        agrees=stay.person.agrees,
        procedures=frozenset(stay.keys.get("procedures", ())),
        conditions=frozenset({"af"} if stay.person.has("atrial_fibrillation") else ()),
        drugs=frozenset(stay.keys.get("drugs", {}).values()),
        started=frozenset(stay.discharge_classes - set(stay.keys.get("home", ()))),
        nyha=int(stay.nyha) if stay.nyha else None,
        age=stay.age,
        at_goal=True,
    )


def _anchor(stay: Stay, pathway: Pathway) -> date:
    """The discharge, or the procedure that the pathway is about."""
    left: date = stay.discharged_at.date()  # type: ignore[union-attr]
    if pathway.anchor == "discharge":
        return left
    words = stay.keys.get("procedures", set())
    return max((stay.times[w].date() for w in words if w in stay.times), default=left)


class _Course:
    """The plans of one stay from their opening to their end; what overlaps is one call."""

    def __init__(
        self, life: Life, stay: Stay, readmitted: datetime | None, caller: Caller, batch: Batch
    ) -> None:
        self.life, self.stay, self.readmitted, self.batch = life, stay, readmitted, batch
        self.until = caller.until
        self.anchor: date = stay.discharged_at.date()  # type: ignore[union-attr]
        self.calls = Calls(life, stay, caller, batch)
        self.ended: tuple[str, datetime] | None = None  # reason, when
        self.first = len(batch.rows[Visit])
        self.open: list[tuple[int, Planned]] = []
        self.waiting: set[int] = set()  # plans with an open visit: nothing repeated is planned yet

    def run(self, pathways: list[Pathway]) -> None:
        """Call after call; what comes after the end of the plans is closed with them."""
        wanted = []
        for pathway in pathways:
            anchor = _anchor(self.stay, pathway)
            plan = self.batch.add(
                Plan,
                patient_id=self.life.person.number,
                admission_id=self.stay.number,
                pathway=pathway.id,
                version=pathway.version,
                anchor_on=anchor,
                opened_at=self.stay.discharged_at,
            )
            declared = {v.code for v in pathway.visits}
            wanted += [(p, plan, p.code in declared) for p in self._planned(pathway, anchor)]
        for group in _together(sorted(wanted, key=lambda w: (w[0].closes_on, w[1]))):
            self._call(group)
        self._choose_days()
        plans = {plan for _, plan, _ in wanted}
        for plan in plans:
            self._mark_lost(plan)
        if self.ended:
            reason, at = self.ended
            for plan in plans:
                self.batch.row(Plan, plan).update(closed_at=at, close_reason=reason)

    def _planned(self, pathway: Pathway, anchor: date) -> list[Planned]:
        """The declared visits and the repeated ones up to the first that lies ahead."""
        facts = _facts(self.stay)
        found = [p for p in pathway.planned(anchor, facts) if p.closes_on > self.anchor]
        for _ in range(MOST_REPEATED):
            following = pathway.after(found[-1].code, anchor, facts) if found else None
            if following is None or found[-1].opens_on > self.until.date():
                break
            found.append(following)
        return found

    def _call(self, group: list[tuple[Planned, int, bool]]) -> None:
        kept = [w for w in group if w[2] or w[1] not in self.waiting and not self.ended]
        if not kept:
            return
        visits = [self._visit(planned, plan) for planned, plan, _ in kept]
        if self.ended is None:
            opens = max(p.opens_on for p, _, _ in kept)
            closes = max(min(p.closes_on for p, _, _ in kept), opens)
            at = self.calls.day_of(opens, closes)
            if self.readmitted and self.readmitted < at:
                self.ended = ("readmitted", self.readmitted)
            else:
                outcome, self.ended = self.calls.make(visits[0], at, opens, closes)
                for visit in visits:
                    self.batch.row(Visit, visit).update(outcome if visit == visits[0] else _shared(outcome))
        if self.ended and "state" not in self.batch.row(Visit, visits[0]):
            reason, when = self.ended
            for visit in visits:
                self.batch.row(Visit, visit).update(state=ENDS[reason], state_reason=reason, done_at=when)
        if "state" not in self.batch.row(Visit, visits[0]):
            self.open += [(v, planned) for v, (planned, _, _) in zip(visits, kept, strict=True)]
            self.waiting |= {plan for _, plan, _ in kept}

    def _visit(self, planned: Planned, plan: int) -> int:
        return self.batch.add(
            Visit,
            plan_id=plan,
            patient_id=self.life.person.number,
            code=planned.code,
            target_on=planned.target,
            due_on=proposed(
                max(planned.target, self.anchor + timedelta(days=1)), planned.opens_on, planned.closes_on
            ),
            opens_on=planned.opens_on,
            closes_on=planned.closes_on,
        )

    def _mark_lost(self, plan: int) -> None:
        """The last two visits of a plan reached nobody, and nothing was heard since."""
        visits = [v for v in self.batch.rows[Visit][self.first :] if v["plan_id"] == plan and "state" in v]
        known_alive = self.batch.row(Patient, self.life.person.number)["last_known_alive_on"]
        last = sorted(visits, key=lambda v: v["closes_on"])[-2:]
        if [v["state"] for v in last] == ["unreachable", "unreachable"] and known_alive < last[0]["opens_on"]:
            self.batch.row(Plan, plan)["lost_at"] = last[1]["done_at"]

    def _choose_days(self) -> None:
        """Days of the open visits, as the plan of a real patient chooses them."""
        if len(self.open) < 2:
            return
        wishes = [Wish(v, p.target, p.opens_on, p.closes_on) for v, p in self.open]
        for call in calls(wishes):
            for wish in (*call.wishes, *call.folded):
                row = self.batch.row(Visit, int(str(wish.key)))
                row["due_on"] = min(max(call.due_on, wish.opens_on), wish.closes_on)
                row["merged_into_id"] = None if wish is call.lead else call.lead.key


def _together(wanted: list[tuple[Planned, int, bool]]) -> Iterator[list[tuple[Planned, int, bool]]]:
    """Visits whose windows overlap, in order: one call serves them."""
    group: list[tuple[Planned, int, bool]] = []
    for wish in wanted:
        if group and wish[0].opens_on > min(p.closes_on for p, _, _ in group):
            yield group
            group = []
        group.append(wish)
    if group:
        yield group


def _shared(outcome: dict[str, Any]) -> dict[str, Any]:
    """What a call means for the other visits that it serves: the end, not the attempts."""
    return {n: v for n, v in outcome.items() if n in ("state", "state_reason", "done_at")}


def close_for_death(life: Life, batch: Batch, plans: int, visits: int) -> None:
    """A death that the hospital knows of closes whatever was still planned since these rows."""
    if batch.row(Patient, life.person.number)["vital_status"] != "dead":
        return
    died = life.died_at
    for plan in batch.rows[Plan][plans:]:
        if "closed_at" not in plan:
            plan.update(closed_at=died, close_reason="died")
    for visit in batch.rows[Visit][visits:]:
        if "state" not in visit:
            visit.update(state="died", state_reason="died", done_at=died, merged_into_id=None)


def follow_to_the_end(life: Life, caller: Caller, batch: Batch) -> None:
    """Everything after the discharges of one patient."""
    plans, visits = len(batch.rows[Plan]), len(batch.rows[Visit])
    follow(life, caller, batch)
    close_for_death(life, batch, plans, visits)
