"""The drug classes that a guideline may ask for, and what may be said when one is not given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.snapshot import Snapshot


@dataclass(frozen=True)
class Family:
    """Classes of which one is enough. `id` is the class under which a decision against all of them is kept;
    `against` are the contraindications that concern them."""

    id: str
    label: Any
    classes: tuple[str, ...]
    against: tuple[str, ...]


FAMILIES = (
    Family("aspirin", _("Aspirin"), ("aspirin",), ("allergy", "bleeding", "asthma")),
    Family("p2y12", "P2Y12", ("p2y12",), ("allergy", "bleeding", "bradycardia", "liver")),
    Family("statin", _("Statin"), ("statin",), ("allergy", "liver", "myopathy", "pregnancy")),
    Family("beta_blocker", _("Beta-blocker"), ("beta_blocker",), ("bradycardia", "hypotension", "asthma")),
    Family("acei", "ACEI/ARB/ARNI", ("acei", "arb", "arni"),
           ("hypotension", "hyperkalaemia", "kidney", "angioedema", "pregnancy")),
    Family("mra", "MRA", ("mra",), ("hyperkalaemia", "kidney", "hypotension")),
    Family("sglt2i", "SGLT2i", ("sglt2i",), ("ketoacidosis", "kidney", "hypotension")),
    Family("oac", _("Anticoagulant"), ("oac",), ("bleeding", "kidney", "liver", "pregnancy")),
)  # fmt: skip
BY_ID = {f.id: f for f in FAMILIES}
OF_CLASS = {name: family for family in FAMILIES for name in family.classes}


def asked(patient: Snapshot) -> tuple[Family, ...]:
    """The families that are asked of a patient: an anticoagulant in atrial fibrillation only."""
    return tuple(f for f in FAMILIES if f.id != "oac" or patient.atrial_fibrillation or patient.given("oac"))


@dataclass(frozen=True)
class Standing:
    """How a family stands: `given` by these drugs, `against` with this decision, or open."""

    family: Family
    given: tuple[Any, ...] = ()
    against: Any = None

    @property
    def is_open(self) -> bool:
        return not self.given and self.against is None


def standings(
    families: Iterable[Family], given: Iterable[tuple[str, Any]], against: Mapping[str, Any]
) -> list[Standing]:
    """Each family with what is given of it, as (class, drug), and the decision against it, by class.

    A drug that is given speaks louder than a decision that was made before it.
    """
    drugs = list(given)
    found = []
    for family in families:
        those = tuple(drug for drug_class, drug in drugs if drug_class in family.classes)
        said = next((against[c] for c in family.classes if c in against), None)
        found.append(Standing(family, those, None if those else said))
    return found
