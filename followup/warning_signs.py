"""What a patient is told to watch for after the discharge, in plain words.

The thresholds are those of the red flags of a call (redflags.py): what a patient should ring for is what a
nurse would ask about.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Watched:
    """What decides which signs concern a patient."""

    heart_failure: bool = False
    punctured: bool = False
    thins_blood: bool = False
    statin: bool = False
    has_device: bool = False


def at_once(about: Watched) -> tuple[Any, ...]:
    """Signs for the ambulance (RF01, RF03, RF04, RF06, RF07, RF16, RF17)."""
    signs = [
        _("Chest pain at rest for 15 minutes, or not gone 5 minutes after nitroglycerin"),
        _("Fainting"),
        _("Breathlessness at rest, or waking at night for want of air"),
        _("Face, arm or speech suddenly not as before"),
        _("A racing heart with dizziness, chest pain or breathlessness"),
    ]
    if about.thins_blood:
        signs.append(_("Vomiting blood, black stools, bleeding that does not stop, or a blow to the head"))
    if about.punctured:
        signs.append(_("The punctured arm or leg becomes cold, pale, numb, or swells with a pulse"))
    return tuple(signs)


def same_day(about: Watched) -> tuple[Any, ...]:
    """Signs for the department (RF02, RF05, RF08 to RF11, RF14, RF15, RF19)."""
    signs = [
        _("Chest pain that is new, or comes with less effort than before"),
        _("Blood pressure of 180/110 mmHg and more, or below 90 mmHg"),
        _("Pulse at rest below 50 or above 110 a minute"),
    ]
    if about.heart_failure:
        signs.append(_("Weight up by more than 2 kg in 3 days, or more swelling of the legs"))
    if about.thins_blood:
        signs.append(_("Smaller bleeding that comes back"))
        signs.append(_("Never stop a drug against clotting on your own: ask us first"))
    if about.punctured or about.has_device:
        signs.append(_("Fever of 38 °C and more, or a red or weeping wound"))
    if about.statin:
        signs.append(_("Muscle pain with dark urine, or yellow skin"))
    return tuple(signs)
