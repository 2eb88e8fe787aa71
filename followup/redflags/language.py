"""The language of red flags: what a call does not tell, a drug as it was told of, a flag, what to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.guidance.critical import DEFAULTS, Limits

CRITICAL, WARN = "critical", "warn"


@dataclass(frozen=True)
class Course:
    """What a single call does not tell: facts of the stay and the answers of the call before."""

    heart_failure: bool = False
    lvef: float | None = None
    stented_days: int | None = None  # days since the last stent
    nyha_before: str | None = None
    angina_before: str | None = None
    swelling_before: str | None = None
    past_dapt_end: bool = False  # the planned end of dual antiplatelet therapy has come
    has_device: bool = False
    has_prosthetic_valve: bool = False
    needs_anticoagulant: bool = False  # mechanical valve, or fibrillation with stroke or a fresh ablation
    ablated_days: int | None = None  # days since an ablation of atrial fibrillation
    weak_by_valve_or_muscle: bool = False  # aortic stenosis or cardiomyopathy
    thins_blood: bool = False  # an anticoagulant, or two antiplatelets
    classes: frozenset[str] = frozenset()  # of the discharge list
    drugs: frozenset[str] | None = None  # of the discharge list; None where there is none
    labs: Mapping[str, float] = field(default_factory=dict)  # newest results since the call before
    creatinine_before: float | None = None  # µmol/L, the last one of the stay
    limits: Mapping[str, Limits] = field(default_factory=lambda: DEFAULTS)  # of critical results
    hours_of_sign: float | None = None  # since a weakness of face, arm or speech began


@dataclass(frozen=True)
class Drug:
    """What was told of one drug of the discharge list."""

    drug_class: str | None
    taking: str
    decided_by: str | None = None
    reason: str | None = None

    @classmethod
    def of(cls, drug_class: str | None, told: Mapping[str, Any]) -> "Drug | None":
        """The drug from what was told of it; None where nothing was."""
        if not told.get("taking"):
            return None
        return cls(drug_class, told["taking"], told.get("decided_by"), told.get("reason"))

    @property
    def is_left_out(self) -> bool:
        """Stopped or never started, unless the treating doctor decided so."""
        advised = self.decided_by == "cardiologist" or (self.reason == "doctor" and self.decided_by is None)
        return self.taking in ("stopped", "never") and not advised


@dataclass(frozen=True)
class RedFlag:
    """A flag that fires: which, how loud, what was found, what to say."""

    id: str
    severity: str
    title: Any
    say: Any


AMBULANCE = _("Please call 120 now and do not drive yourself. I stay on the line until somebody is with you.")
DOCTOR_SOON = _(
    "I am informing your doctor now; we will ring you back within half an hour. Please keep the phone free."
)
DOCTOR_TODAY = _("I will tell your doctor; you will hear from us within a day. If it gets worse, call 120.")
STAY_WITH_ME = _("Thank you for telling me. I stay on the line and connect you with a doctor at once.")
RESTART = _("Please do not stop this drug on your own. I am asking your doctor now and we ring you back.")

Answers = dict[str, Any]
ANTIPLATELETS = ("aspirin", "p2y12", "other_antiplatelet")
GUIDELINE_DRUGS = ("raasi", "acei", "arb", "arni", "beta_blocker", "mra", "sglt2i", "statin")


def left_out(a: Answers, *classes: str) -> bool:
    """Whether a drug of these classes is left out without the treating doctor's advice."""
    return any(d.is_left_out and d.drug_class in classes for d in a.get("drugs", ()))


def class_of(value: Any) -> int | None:
    """A class such as NYHA or CCS as a number; None while it is not known."""
    return int(value) if str(value or "").isdigit() else None


def above(value: Any, limit: float) -> bool:
    """Whether a number is known and reaches a limit."""
    return value is not None and float(value) >= limit
