"""The forms of a call screen as one: answers, drugs, results, and what came of the attempt."""

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology.queries.one_stay import Recorded
from followup import requeue
from followup.actions import told
from followup.actions.contacts import REACHED, Told
from followup.actions.settings import requeue_rules
from followup.forms import RESULT, DrugForm, OutcomeForm, ResultsForm, answers_form
from followup.models import Direction, Outcome, Visit
from followup.queries import call as calls
from followup.queries.desk import course, precall
from followup.redflags import RedFlag, red_flags
from followup.schedule.questions import BRANCHES, FROM_DRUGS, is_asked
from followup.schedule.spoken import SPOKEN, TOPICS


@dataclass(frozen=True)
class Question:
    """One question on the screen: how it is spoken, its control, when it opens, whether it is open now."""

    field: Any
    say: Any
    opens: str
    is_open: bool


class CallForms:
    """Answers and outcome of one visit, from what was posted or kept as a draft."""

    soon = (
        ("+1h", gettext_lazy("In 1 hour")), ("+3h", gettext_lazy("In 3 hours")),
        ("+1d 0900", gettext_lazy("Tomorrow 09:00")), ("+1d 1900", gettext_lazy("Tomorrow 19:00")),
    )  # fmt: skip

    def __init__(self, visit: Visit, posted: QueryDict | None, *, inbound: bool = False) -> None:
        self.visit, self.posted = visit, posted
        self.read = Recorded(visit.plan.admission)
        self.inbound = inbound or (posted or {}).get("direction") == Direction.IN
        self.before = calls.previous(visit)
        self.drugs = [DrugForm(posted, line=line) for line in precall.discharge_list(visit, self.read)]
        asks = [n for n in calls.questions(visit) if not (self.drugs and n in FROM_DRUGS)]
        self.answers: Any = answers_form(tuple(asks))(posted)
        said = calls.said_before(self.before)
        self.answers.marks = {n: _("Last time: %(answer)s") % {"answer": a} for n, a in said.items()}
        self.outcome = OutcomeForm(posted, patient=visit.patient)
        self.submission = (posted or {}).get("submission") or str(uuid.uuid4())

    @cached_property
    def due(self) -> list[precall.DueLine]:
        """Tests and decisions that are due at this contact."""
        return precall.due_lines(self.visit, self.read)

    @cached_property
    def results(self) -> ResultsForm:
        """Inputs for the laboratory tests that are due."""
        tests = [code for line in self.due for code in line.tests]
        return ResultsForm(self.posted, tests=tests, sex=self.visit.patient.sex)

    @cached_property
    def topics(self) -> list[tuple[Any, list[Question]]]:
        """The questions of this call under their topics; each stands once, what no topic names at the end."""
        left = {f.name: f for f in self.answers.visible_fields()}
        found = []
        for title, names in TOPICS:
            asked = [self._question(left.pop(n)) for n in names if n in left]
            if asked:
                found.append((title, asked))
        if left:
            found.append((_("More"), [self._question(f) for f in left.values()]))
        return found

    def _question(self, field: Any) -> Question:
        other, answers = BRANCHES.get(field.name, ("", ()))
        is_open = is_asked(field.name, self._read)
        opens = f"{other}={'|'.join(answers)}" if other else ""
        return Question(field, SPOKEN.get(field.name, ""), opens, is_open)

    @cached_property
    def _read(self) -> dict[str, Any]:
        """What was typed so far, before any check."""
        return {n: (self.posted or {}).get(n, "") for n in self.answers.fields}

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
        if not all([self.answers.is_valid(), self.results.is_valid(), *(d.is_valid() for d in self.drugs)]):
            return False
        if not self._values:
            self.outcome.add_error(None, _("No question is answered yet. Fill in at least who answered."))
        return bool(self._values)

    def told(self) -> Told:
        """What the action needs. Call after `is_valid`."""
        said = self.outcome.cleaned_data
        row = self._answers() if self.reached else None
        return Told(
            answers=row, confirmed=self.answers.confirmed if row else (), events=self.outcome.events(),
            phone=said.get("phone"), note=said.get("note", ""), callback_at=said.get("callback_at"),
            died_on=said.get("died_on"), cause=said.get("cause") or None,
            flags=self.flags(),
            drugs=[found for d in self.drugs if (found := d.row())] if row else (),
            results=self.results.rows() if row else (),
            direction=Direction.IN if self.inbound else Direction.OUT,
        )  # fmt: skip

    def _answers(self) -> Any:
        """The answers, with what follows from the drugs."""
        listed = [(drug.medication, drug.row()) for drug in self.drugs]
        end = precall.planned_end(self.visit)
        return told.with_drugs(self.answers.instance, listed, today=timezone.localdate(), planned_end=end)

    def flags(self) -> list[RedFlag]:
        """Red flags of what is answered so far; what cannot be read does not count."""
        drugs = tuple(said for d in self.drugs if self.posted and (said := d.said()))
        read_out = any(n.startswith(RESULT) and v for n, v in (self.posted or {}).items())
        heard = {**self._values, "drugs": drugs, "labs": self.results.said() if read_out else {}}
        if not any(heard.values()):
            return []
        return red_flags(heard, course.course(self.visit, self.before, heard=heard))

    @cached_property
    def _values(self) -> dict[str, Any]:
        if self.posted is None:
            return {}
        self.answers.is_valid()
        found = getattr(self.answers, "cleaned_data", {})
        return {n: v for n, v in found.items() if v not in (None, "") and n not in ("revision", "submission")}

    @cached_property
    def rules(self) -> list[tuple[Any, str]]:
        """What would follow this attempt if it reaches nobody: outcome and rule in words."""
        made, own = self.visit.attempts + 1, self._own_rules
        return [(Outcome(outcome).label, requeue.in_words(outcome, made, own)) for outcome in requeue.RULES]

    @cached_property
    def _own_rules(self) -> dict[str, requeue.Rule]:
        return requeue_rules(self.visit.patient.hospital_id)

    @cached_property
    def chosen_phone(self) -> int | None:
        """The number that was chosen; at first the one of the last attempt, until the rule asks for another.

        Another is the one in service that was least tried for this visit.
        """
        chosen = (self.posted or {}).get("phone", "")
        if chosen.isdigit():
            return int(chosen)
        usable = [p for p in calls.phones(self.visit.patient) if p.invalid_since is None and not p.is_refused]
        made = list(self.visit.contacts.order_by("-at", "-pk").values_list("phone_id", "outcome"))
        tried = Counter(phone for phone, outcome in made if outcome in requeue.RULES)
        last, outcome = made[0] if made else (None, "")
        may_stay = outcome in requeue.RULES
        stays = may_stay and not requeue.takes_other_number(outcome, len(made), self._own_rules)
        if stays and last in {p.pk for p in usable}:
            return last
        return min(usable, key=lambda p: tried[p.pk]).pk if usable else None

    @property
    def show_errors(self) -> bool:
        """A draft is shown without scolding."""
        return self.posted is not None and "outcome" in self.posted

    def add_action_errors(self, error: ValidationError) -> None:
        """Spread what the action refused over the forms."""
        theirs = {"callback_at", "died_on", "cause"}
        if theirs & set(getattr(error, "error_dict", {})):
            self.outcome.add_action_errors(error)
        else:
            self.answers.add_action_errors(error)
