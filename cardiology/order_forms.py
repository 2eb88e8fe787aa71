"""The form of a line of drugs: beside its variables, why it is given in spite of a hard stop."""

from typing import Any

from django.core.exceptions import ValidationError

from cardiology.forms import OWN_FORMS, SectionForm
from cardiology.guidance.hard_stops import CONCERNS
from cardiology.models import AGAINST_A_STOP


class OrderForm(SectionForm):
    """The form of one line. `stopped` are the hard stops that refused it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.stopped: list[str] = []

    @property
    def overrides(self) -> dict[str, str]:
        """By hard stop, the coded reason for which the drug is given all the same."""
        chosen = {rule: str(self.data.get(self._name(rule), "")) for rule in CONCERNS}
        return {rule: reason for rule, reason in chosen.items() if reason}

    @property
    def stops(self) -> list[dict[str, Any]]:
        """The hard stops that refused the line: rule, name of the control, reasons that are taken."""
        reasons = [(r.value, r.label) for r in AGAINST_A_STOP]
        chosen = self.overrides
        return [
            {"rule": rule, "name": self._name(rule), "reasons": reasons, "chosen": chosen.get(rule)}
            for rule in self.stopped
        ]

    def add_action_errors(self, error: ValidationError) -> None:
        for problems in getattr(error, "error_dict", {}).values():
            self.stopped += [p.rule for p in problems if p.code == "hard_stop"]
        super().add_action_errors(error)

    def _name(self, rule: str) -> str:
        return self.add_prefix(f"override_{rule}")


OWN_FORMS["medication"] = OrderForm
