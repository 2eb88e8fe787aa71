"""Call attempts of synthetic patients: who was reached, after how many tries, with what outcome."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from cardiology.models import Patient, Phone
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.chance import Chance
from cardiology.synthetic.courses import Stay
from cardiology.synthetic.lives import Life
from followup.definitions import GRACE
from followup.models import Contact
from followup.requeue import next_attempt
from followup.synthetic import answers, clinic, drugs, events, flags

# Of due contacts: reached in the end, refused, never tried (house target: below 5 % lost at 12 months;
# reported rates of telephone follow-up after PCI near 90 %).
REACHED, REFUSES, MISSED, PROXY = 0.91, 0.006, 0.015, 0.16
TRIES_BEFORE = {0: 0.62, 1: 0.24, 2: 0.14}
IN_VAIN = {"no_answer": 0.68, "busy": 0.14, "switched_off": 0.18}
CALL_LATER = 0.15
BEHINDHAND = 0.5  # of visits whose window closed in the last days: not called yet, so that some are overdue
TRIED = 0.35  # of visits that are due: tried once in the last days
CAUSES = {"cardiac": 0.55, "vascular": 0.08, "non_cardiovascular": 0.22, "unknown": 0.15}
HOURS = (8, 9, 9, 10, 10, 11, 14, 15, 16, 17, 18)

Made = tuple[dict[str, Any], tuple[str, datetime] | None]  # what becomes of the visit; end of the plan


@dataclass
class Caller:
    """Who calls, and until when the calls are known."""

    nurses: tuple[int, ...]
    until: datetime


class Calls:
    """The calls to one patient after one stay."""

    def __init__(self, life: Life, stay: Stay, caller: Caller, batch: Batch) -> None:
        self.life, self.stay, self.caller, self.batch = life, stay, caller, batch
        self.chance = stay.chance

    def day_of(self, opens: date, closes: date) -> datetime:
        """When the call is made: mostly early in the window."""
        span = (closes - opens).days
        day = opens + timedelta(days=round(self.chance.triangular(0, span, span * 0.4)))
        first = self.stay.discharged_at.date() + timedelta(days=1)  # type: ignore[union-attr]
        return _working_hour(self.chance, max(day, first))

    def make(self, visit: int, at: datetime, opens: date, closes: date) -> Made:
        """What became of a visit by now."""
        today = self.caller.until.date()
        behind = today <= closes + GRACE and at < self.caller.until and self.chance.yes(BEHINDHAND)
        if at >= self.caller.until or behind:
            return self._still_open(visit, opens, today), None
        if self.life.died_at and self.life.died_at < at:
            return self._learn_of_death(visit, at)
        if today > closes + GRACE and self.chance.yes(MISSED):
            return {"state": "missed", "state_reason": "window", "done_at": at}, None
        return self._called(visit, at)

    def _still_open(self, visit: int, opens: date, today: date) -> dict[str, Any]:
        """Not called yet, or tried without success in the last days."""
        day = today - timedelta(days=self.chance.one((1, 1, 2, 3)))
        if day <= max(opens, self.stay.discharged_at.date()) or not self.chance.yes(TRIED):  # type: ignore[union-attr]
            return {}
        at = _working_hour(self.chance, day)
        if self.chance.yes(CALL_LATER):
            again = self.caller.until + timedelta(hours=self.chance.one((9, 10, 14, 15, 34)))
            self._contact(visit, at, "call_later", callback_at=again)
            return {"attempts": 1, "callback_at": again, "next_attempt_at": again}
        outcome = self.chance.pick(IN_VAIN)
        self._contact(visit, at, outcome)
        return {"attempts": 1, "next_attempt_at": next_attempt(outcome, at, 1)}

    def _learn_of_death(self, visit: int, at: datetime) -> Made:
        """A relative says that the patient has died."""
        died = self.life.died_at.date()  # type: ignore[union-attr]
        contact = self._contact(visit, at, "died", proxy=True)
        events.death(self.life, self.stay, died, contact, at, self.batch)
        patient = self.batch.row(Patient, self.life.person.number)
        patient.update(vital_status="dead", died_on=died, death_cause=self.chance.pick(CAUSES))
        return {"state": "died", "state_reason": "died", "done_at": at, "attempts": 1}, ("died", at)

    def _called(self, visit: int, at: datetime) -> Made:
        reached = self.chance.yes(REACHED)
        before = self.chance.pick(TRIES_BEFORE) if reached else 2
        for back in range(before, 0, -1):
            earlier = at - timedelta(days=back, hours=self.chance.one((0, 1, 2)))
            first = self.stay.discharged_at + timedelta(minutes=60 - back)  # type: ignore[operator]
            self._contact(visit, max(earlier, first), self.chance.pick(IN_VAIN))
        if not reached:
            self._contact(visit, at, self.chance.pick(IN_VAIN))
            return {"state": "unreachable", "done_at": at, "attempts": 3}, None
        if self.chance.yes(REFUSES):
            self._contact(visit, at, "refused")
            gone = {"state": "refused", "state_reason": "refused", "done_at": at, "attempts": before + 1}
            return gone, ("refused", at)
        self._answered(visit, at)
        return {"state": "done", "done_at": at, "attempts": before + 1}, None

    def _answered(self, visit: int, at: datetime) -> None:
        proxy = self.chance.yes(PROXY)
        contact = self._contact(visit, at, "answered_proxy" if proxy else "answered", proxy=proxy)
        said = answers.ask(self.life, self.stay, contact, at, proxy, self.caller.until, self.batch)
        drugs.tell(self.stay, contact, said, self.batch)
        flags.raise_flags(self.stay, contact, said, self.caller.until, self.batch)
        events.since_discharge(self.life, self.stay, contact, at, self.batch)
        clinic.come_back(self.life, self.stay, contact, at, self.caller.until, self.batch)
        patient = self.batch.row(Patient, self.life.person.number)
        patient["last_known_alive_on"] = max(at.date(), patient["last_known_alive_on"])

    def _contact(self, visit: int, at: datetime, outcome: str, proxy: bool = False, **more: Any) -> int:
        numbers = self.life.person.phone_numbers
        phone = numbers[-1] if proxy else numbers[0]
        row = self.batch.row(Phone, phone)
        if outcome.startswith("answered"):
            row["last_reached_at"] = at
        return self.batch.add(
            Contact,
            visit_id=visit,
            patient_id=self.life.person.number,
            at=at,
            phone_id=phone,
            by_id=self.chance.one(self.caller.nurses) if self.caller.nurses else None,
            channel="phone",
            number_tail=row["digits"][-4:],
            outcome=outcome,
            **more,
        )


def _working_hour(chance: Chance, day: date) -> datetime:
    """An instant in working hours, in hospital time without a zone."""
    return datetime.combine(day, time(chance.one(HOURS), chance.randrange(60)))
