"""The one door for hard stops: a drug that one forbids is not written, unless a doctor says why.

Every way in passes here, through `sections.save` or, for files, through `queries.guidance.in_files`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cardiology import audit
from cardiology.actions.guidance import advice as answers
from cardiology.guidance import Advice
from cardiology.models import Admission, AdviceReply, Medication, User
from cardiology.queries.advice import fingerprint, in_words
from cardiology.queries.guidance.stops import is_order, is_overridden, said_of

CODE = "hard_stop"


class Stopped(ValidationError):
    """A hard stop forbids this drug in this stay, on these facts."""

    def __init__(self, stay: Admission, drug: str, found: Advice) -> None:
        super().__init__(in_words(found), code=CODE)
        self.stay, self.drug = stay, drug
        self.rule, self.facts = found.rule.id if found.rule else "", fingerprint(found)


def check(
    row: Medication, *, by: User, old: Mapping[str, Any], overrides: Mapping[str, str], via: str = "web"
) -> None:
    """Refuse the line where a hard stop forbids its drug and no doctor has said, on these facts, why it is
    given all the same. `overrides` has such a reason by rule; a drug can always be stopped."""
    is_ending = row.stopped_on is not None and old.get("drug") == row.drug
    if is_ending or not is_order(row):
        return
    refused = []
    for found in said_of(row).forbids:
        if is_overridden(row.admission_id, found):
            continue
        stop = Stopped(row.admission, row.drug or "", found)  # type: ignore[arg-type]
        if overrides.get(stop.rule):
            _override(stop, overrides[stop.rule], by=by, via=via)
        else:
            refused.append(stop)
    if refused:
        raise ValidationError({"drug": refused})


def _override(stop: Stopped, reason: str, *, by: User, via: str) -> None:
    """Keep why the drug is given in spite of the stop, as an answer to its advice."""
    answers.shown(stop.stay, [(stop.rule, stop.facts)])
    answers.answer(stop.stay, stop.rule, stop.facts, reply=AdviceReply.OVERRIDDEN, reason=reason, by=by)
    new = {"rule": stop.rule, "drug": stop.drug, "reason": reason}
    audit.record("hard stop overridden", by=by, about=stop.stay, new=new, via=via)


def stops_in(error: Any) -> Iterator[Stopped]:
    """The hard stops among the reasons for which something was refused."""
    problems = getattr(error, "error_dict", None)
    for found in [error.error_list] if problems is None else problems.values():
        yield from (problem for problem in found if isinstance(problem, Stopped))


@transaction.atomic
def note(error: ValidationError, *, by: User, via: str = "web") -> list[Stopped]:
    """Keep that a line was refused, once the refused saving is taken back: shown, and in the audit trail."""
    found = list(stops_in(error))
    for stop in found:
        answers.shown(stop.stay, [(stop.rule, stop.facts)])
        new = {"rule": stop.rule, "drug": stop.drug}
        audit.record("hard stop", by=by, about=stop.stay, new=new, via=via)
    return found
