"""The two forms of a call screen as one: the answers, and what came of the attempt."""

import uuid
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup.actions.contacts import REACHED, Told
from followup.forms import OutcomeForm, answers_form
from followup.models import Outcome, Visit
from followup.queries import call as calls
from followup.redflags import RedFlag, red_flags


class CallForms:
    """Answers and outcome of one visit, from what was posted or kept as a draft."""

    soon = (
        ("+1h", gettext_lazy("In 1 hour")), ("+3h", gettext_lazy("In 3 hours")),
        ("+1d 0900", gettext_lazy("Tomorrow 09:00")), ("+1d 1900", gettext_lazy("Tomorrow 19:00")),
    )  # fmt: skip

    def __init__(self, visit: Visit, posted: QueryDict | None) -> None:
        self.visit, self.posted = visit, posted
        self.before = calls.previous(visit)
        self.answers: Any = answers_form(tuple(calls.questions(visit)))(posted)
        said = calls.said_before(self.before)
        self.answers.marks = {n: _("Last time: %(answer)s") % {"answer": a} for n, a in said.items()}
        self.outcome = OutcomeForm(posted, patient=visit.patient)
        self.submission = (posted or {}).get("submission") or str(uuid.uuid4())

    @property
    def key(self) -> uuid.UUID | None:
        """The idempotency key that came with the form; None for one that is none."""
        try:
            return uuid.UUID(str((self.posted or {}).get("submission", "")))
        except ValueError:
            return None

    @property
    def reached(self) -> bool:
        """Whether the outcome says that somebody answered."""
        return self.outcome.cleaned_data.get("outcome") in REACHED

    def is_valid(self) -> bool:
        """The outcome must be right; the answers only where they count."""
        if not self.outcome.is_valid():
            return False
        if not self.reached:
            return True
        if not self.answers.is_valid():
            return False
        if not self._values:
            self.outcome.add_error(None, _("No question is answered yet. Fill in at least who answered."))
        return bool(self._values)

    def told(self) -> Told:
        """What the action needs. Call after `is_valid`."""
        said = self.outcome.cleaned_data
        row = self.answers.instance if self.reached else None
        return Told(
            answers=row, confirmed=self.answers.confirmed if row else (), events=self.outcome.events(),
            phone=said.get("phone"), note=said.get("note", ""), callback_at=said.get("callback_at"),
            died_on=said.get("died_on"), cause=said.get("cause") or None,
            flags=self.flags() if self.reached else (),
        )  # fmt: skip

    def flags(self) -> list[RedFlag]:
        """Red flags of what is answered so far; what cannot be read does not count."""
        return red_flags(self._values, calls.course(self.visit, self.before)) if self._values else []

    @cached_property
    def _values(self) -> dict[str, Any]:
        if self.posted is None:
            return {}
        self.answers.is_valid()
        found = getattr(self.answers, "cleaned_data", {})
        return {n: v for n, v in found.items() if v not in (None, "") and n not in ("revision", "submission")}

    @property
    def chosen_phone(self) -> int | None:
        """The number that was chosen; at first the one in service least tried in vain for this visit."""
        chosen = (self.posted or {}).get("phone", "")
        if chosen.isdigit():
            return int(chosen)
        in_vain = self.visit.contacts.filter(outcome__in=(Outcome.NO_ANSWER, Outcome.SWITCHED_OFF))
        tried = Counter(in_vain.values_list("phone_id", flat=True))
        usable = [p for p in calls.phones(self.visit.patient) if p.invalid_since is None and not p.is_refused]
        return min(usable, key=lambda p: tried[p.pk]).pk if usable else None

    @property
    def show_errors(self) -> bool:
        """A draft is shown without scolding."""
        return self.posted is not None and "outcome" in self.posted

    def add_action_errors(self, error: ValidationError) -> None:
        """Spread what the action refused over the two forms."""
        theirs = {"callback_at", "died_on", "cause"}
        if theirs & set(getattr(error, "error_dict", {})):
            self.outcome.add_action_errors(error)
        else:
            self.answers.add_action_errors(error)
