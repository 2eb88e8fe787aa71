"""Plans and visits of synthetic patients, and what came of each planned contact."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from cardiology.models import Patient, Phone
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.chance import Chance
from cardiology.synthetic.courses import Stay
from cardiology.synthetic.lives import Life
from followup.models import Contact, Plan, Visit
from followup.synthetic import answers, events
from followup.synthetic.pathways import PATHWAYS, Step, pathways_of

# Of due contacts: reached in the end, refused (4.5: house target below 5 % lost at 12 months; reported rates
# of telephone follow-up after PCI near 90 %).
REACHED, REFUSES, PROXY = 0.91, 0.008, 0.16
PER_ATTEMPT = {"no_answer": 0.6, "busy": 0.12, "switched_off": 0.13, "call_later": 0.12, "wrong_number": 0.03}
BEHINDHAND = 0.4  # of visits whose window closed in the last days: still open, so that some are overdue
LAST_DAYS = 16


@dataclass
class Caller:
    """Whose calls these are, and until when they are known."""

    nurses: tuple[int, ...]
    until: datetime


def follow(life: Life, caller: Caller, batch: Batch) -> None:
    """Plans of every stay that the patient left alive."""
    for place, stay in enumerate(life.stays):
        if stay.discharged_at is None or stay.disposition in ("died", "transfer", ""):
            continue
        later = life.stays[place + 1].admitted_at if place + 1 < len(life.stays) else None
        for pathway in pathways_of(stay):
            _Course(life, stay, pathway, later, caller, batch).run()
    if any(stay.dies for stay in life.stays):
        _close_open(life, batch)


class _Course:
    """One plan from its opening to its end."""

    def __init__(
        self, life: Life, stay: Stay, pathway: str, readmitted: datetime | None, caller: Caller, batch: Batch
    ):
        self.life, self.stay, self.pathway = life, stay, pathway
        self.readmitted, self.caller, self.batch = readmitted, caller, batch
        self.chance = stay.chance
        self.anchor = stay.discharged_at.date()  # type: ignore[union-attr]
        self.plan = 0
        self.ended: tuple[str, datetime] | None = None  # reason, when
        self.last_at: datetime = stay.discharged_at  # type: ignore[assignment]

    def run(self) -> None:
        """Visit after visit; what comes after the end of the plan is closed with it."""
        self.plan = self.batch.add(
            Plan,
            patient_id=self.life.person.number,
            admission_id=self.stay.number,
            pathway=self.pathway,
            anchor_on=self.anchor,
            opened_at=self.stay.discharged_at,
        )
        states = [self._visit(step) for step in PATHWAYS[self.pathway]]
        if self.ended is None and "open" not in states:
            self.ended = ("completed", self.last_at)
        if self.ended:
            reason, at = self.ended
            self.batch.row(Plan, self.plan).update(closed_at=at, close_reason=reason)

    def _visit(self, step: Step) -> str:
        due = step.due(self.anchor)
        opens, closes = due - timedelta(days=step.before), due + timedelta(days=step.after)
        values: dict[str, Any] = {
            "plan_id": self.plan,
            "patient_id": self.life.person.number,
            "code": step.code,
            "due_on": due,
            "opens_on": opens,
            "closes_on": closes,
        }
        visit = self.batch.add(Visit, **values)
        row = self.batch.row(Visit, visit)
        row.update(self._outcome(visit, due, opens, closes))
        state: str = row.get("state", "open")
        return state

    def _outcome(self, visit: int, due: date, opens: date, closes: date) -> dict[str, Any]:
        """What became of a visit by now."""
        if self.ended:
            return self._closed_with_plan()
        span = max((closes - due).days, 1)
        at = _working_hour(
            self.chance, due + timedelta(days=round(self.chance.triangular(-1, span, 0))), opens
        )
        if self.readmitted and self.readmitted < at:
            self.ended = ("readmitted", self.readmitted)
            return self._closed_with_plan()
        late = (self.caller.until.date() - closes).days
        if at >= self.caller.until or (late < LAST_DAYS and self.chance.yes(BEHINDHAND)):
            return self._still_open(visit, opens)
        self.last_at = at
        if self.life.died_at and self.life.died_at < at:
            return self._learn_of_death(visit, at)
        return self._called(visit, at)

    def _closed_with_plan(self) -> dict[str, Any]:
        reason, at = self.ended or ("", None)
        state = {"died": "died", "refused": "refused"}.get(reason, "cancelled")
        return {"state": state, "state_reason": reason, "done_at": at}

    def _still_open(self, visit: int, opens: date) -> dict[str, Any]:
        """Not called yet, or tried without success in the last days."""
        day = self.caller.until.date() - timedelta(days=self.chance.one((1, 1, 2, 3)))
        if day < max(opens, self.anchor) or not self.chance.yes(0.35):
            return {}
        at = _working_hour(self.chance, day, day)
        outcome = self.chance.pick({k: v for k, v in PER_ATTEMPT.items() if k != "wrong_number"})
        contact = self._contact(visit, at, outcome)
        values: dict[str, Any] = {"attempts": 1, "next_attempt_at": at + timedelta(days=1)}
        if outcome == "call_later":
            values["callback_at"] = self.caller.until + timedelta(hours=self.chance.one((9, 10, 14, 15, 34)))
            self.batch.row(Contact, contact)["callback_at"] = values["callback_at"]
            values["next_attempt_at"] = values["callback_at"]
        return values

    def _learn_of_death(self, visit: int, at: datetime) -> dict[str, Any]:
        """A relative says that the patient has died."""
        died = self.life.died_at.date()  # type: ignore[union-attr]
        cause = self.chance.pick(
            {"cardiac": 0.55, "vascular": 0.08, "non_cardiovascular": 0.22, "unknown": 0.15}
        )
        contact = self._contact(visit, at, "died")
        events.death(self.life, self.stay, died, contact, at, self.batch)
        patient = self.batch.row(Patient, self.life.person.number)
        patient.update(vital_status="dead", died_on=died, death_cause=cause)
        self.ended = ("died", at)
        return {"state": "died", "state_reason": "died", "done_at": at, "attempts": 1}

    def _called(self, visit: int, at: datetime) -> dict[str, Any]:
        fails = self.chance.pick({0: 0.62, 1: 0.24, 2: 0.14})
        reached = self.chance.yes(REACHED)
        tries = fails if reached else 3
        for back in range(tries, 0, -1):
            earlier = at - timedelta(days=back if reached else back - 1, hours=self.chance.one((0, 1, 2)))
            self._contact(
                visit,
                max(earlier, self.stay.discharged_at + timedelta(minutes=30 - back)),
                self.chance.pick(PER_ATTEMPT),
            )  # type: ignore[operator]
        if not reached:
            return {"state": "unreachable", "done_at": at, "attempts": tries}
        if self.chance.yes(REFUSES):
            self._contact(visit, at, "refused")
            self.ended = ("refused", at)
            return {"state": "refused", "state_reason": "refused", "done_at": at, "attempts": tries + 1}
        proxy = self.chance.yes(PROXY)
        contact = self._contact(visit, at, "answered_proxy" if proxy else "answered")
        answers.ask(self.life, self.stay, contact, at, proxy, self.batch)
        events.since_discharge(self.life, self.stay, contact, at, self.batch)
        self.batch.row(Patient, self.life.person.number)["last_known_alive_on"] = max(
            at.date(), self.batch.row(Patient, self.life.person.number)["last_known_alive_on"]
        )
        return {"state": "done", "done_at": at, "attempts": tries + 1}

    def _contact(self, visit: int, at: datetime, outcome: str) -> int:
        numbers = self.life.person.phone_numbers
        phone = numbers[-1] if outcome in ("answered_proxy", "died") else numbers[0]
        digits = self.batch.row(Phone, phone)["digits"]
        if outcome.startswith("answered"):
            self.batch.row(Phone, phone)["last_reached_at"] = at
        return self.batch.add(
            Contact,
            visit_id=visit,
            patient_id=self.life.person.number,
            at=at,
            phone_id=phone,
            by_id=self.chance.one(self.caller.nurses) if self.caller.nurses else None,
            channel="phone",
            number_tail=digits[-4:],
            outcome=outcome,
        )


def _close_open(life: Life, batch: Batch) -> None:
    """A death in hospital closes whatever was still planned."""
    died = life.died_at
    for plan in (p for p in batch.rows[Plan][-12:] if p["patient_id"] == life.person.number):
        if plan.get("closed_at") is None:
            plan.update(closed_at=died, close_reason="died")
    for visit in (v for v in batch.rows[Visit][-60:] if v["patient_id"] == life.person.number):
        if visit.get("state", "open") == "open":
            visit.update(state="died", state_reason="died", done_at=died)


def _working_hour(chance: Chance, day: date, earliest: date) -> datetime:
    """An instant in working hours, in hospital time without a zone."""
    hour = chance.one((8, 9, 9, 10, 10, 11, 14, 15, 16, 17, 18))
    return datetime.combine(max(day, earliest), time(hour, chance.randrange(60)))
