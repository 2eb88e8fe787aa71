"""Writing a row that a program sent: through the form of its section and the action of its kind."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cardiology import forms
from cardiology.access import visible_to
from cardiology.actions import admissions, discharges, patients, sections
from cardiology.api import reading
from cardiology.api.errors import refused, wrong
from cardiology.dictionary import Declared, Section
from cardiology.intake.own import parents
from cardiology.models import Admission, Discharge, Patient, User
from cardiology.queries.board.places import doctors_of, free_beds
from cardiology.views import stay_forms

VIA = "api"
HIDDEN = ("revision", "submission")


@dataclass(frozen=True)
class Writing:
    """How rows of a kind are written: their forms, and the actions for a new and for an amended row."""

    new_form: Any
    form: Any
    add: Callable[..., Declared]
    amend: Callable[..., Declared]


def _add(row: Any, *, by: User, form: Any) -> Any:
    return sections.enter(row, by=by, confirmed=form.named, via=VIA, overrides=getattr(form, "overrides", {}))


def _amend(row: Any, *, by: User, form: Any, revision: int) -> Any:
    return sections.enter(row, by=by, revision=revision, confirmed=form.named, via=VIA,
                          overrides=getattr(form, "overrides", {}))  # fmt: skip


def _leave(row: Any, *, by: User, form: Any) -> Any:
    """A discharge form ends its stay, with all that follows."""
    at = form.cleaned_data["discharged_at"]
    discharges.discharge(row.admission, on=at, form=row, by=by, confirmed=form.named, via=VIA)
    return row


def writing(model: type[Declared]) -> Writing:
    """How rows of this kind are written."""
    if model is Patient:
        return Writing(
            stay_forms.patient_form, stay_forms.patient_form,
            lambda row, *, by, form: patients.register(
                row, by=by, confirmed=form.named, via=VIA
            ),
            lambda row, *, by, form, revision: patients.amend(
                row, by=by, revision=revision, confirmed=form.named, via=VIA
            ),
        )  # fmt: skip
    if model is Admission:
        return Writing(
            stay_forms.admit_form, stay_forms.stay_form,
            lambda row, *, by, form: admissions.admit(row, by=by, via=VIA),
            lambda row, *, by, form, revision: admissions.amend(row, by=by, revision=revision, via=VIA),
        )  # fmt: skip
    form = forms.section_form(model)
    return Writing(
        stay_forms.leaving_form if model is Discharge else form,
        form,
        _leave if model is Discharge else _add,
        _amend,
    )


@cache
def writable(model: type[Declared]) -> tuple[str, ...]:
    """The fields that a program may write: where the row belongs, and what its form asks."""
    asked = [n for n in writing(model).new_form.base_fields if n not in HIDDEN]
    return (*places(model), *asked)


def places(model: type[Declared]) -> list[str]:
    """The fields that say to what a new row belongs."""
    if model is Patient:
        return []
    return ["patient"] if model is Admission else ["patient", "admission", *parents(model)]


def create(model: type[Declared], body: Any, *, by: User) -> Any:
    """Store a new row. Raises Invalid or Doubtful."""
    given = _sent(body)
    row = placed(model, given, by=by)
    given.pop("revision", None)
    form = _form(writing(model).new_form, row, given, by=by)
    return _written(form, lambda: writing(model).add(form.instance, by=by, form=form))


def amend(row: Any, body: Any, shown: dict[str, Any], *, by: User) -> Any:
    """Amend a row; what is sent as it was shown is left alone. Raises also StaleRevision."""
    given = _sent(body)
    if "revision" not in given:
        raise wrong("revision", _("Say which revision the amendment starts from."))
    revision = reading.whole("revision", given.pop("revision"))
    told = {n: v for n, v in given.items() if n in reading.CONTROL or n not in shown or v != shown[n]}
    form = _form(writing(type(row)).form, row, told, by=by, only=True)
    return _written(
        form, lambda: writing(type(row)).amend(form.instance, by=by, form=form, revision=revision)
    )


def _sent(body: Any) -> dict[str, Any]:
    """The object without what an answer told beside the row."""
    given = reading.object_of(body)
    given.pop("undecided", None)
    return given


def placed(model: type[Declared], given: dict[str, Any], *, by: User) -> Any:
    """A new row at its place: patient, stay and the row it is part of, each visible to the user."""
    found: dict[str, Any] = {}
    for name in places(model):
        value = given.pop(name, None)
        if value is not None:
            related: Any = model._meta.get_field(name).related_model
            found[name] = visible_to(by, related).filter(pk=reading.whole(name, value)).first()
            if found[name] is None:
                raise wrong(name, _("There is no such row that you may see."))
    above = found.get(model.parent) if issubclass(model, Section) and model.parent else None
    if above is not None:
        found = {"patient": above.patient, "admission": above.admission} | found
    if "admission" in found and found["admission"]:
        found.setdefault("patient", found["admission"].patient)
    if "patient" in places(model) and "patient" not in found:
        raise wrong("patient", _("Say whose row this is."))
    for name in ("patient", "admission"):
        if any(
            getattr(found[p], f"{name}_id") != getattr(found.get(name), "pk", None)
            for p in _above(model, found)
        ):
            raise wrong(name, _("The row that this one is part of belongs elsewhere."))
    hospital = {"hospital": by.hospital} if model in (Patient, Admission) else {}
    return model(**found, **hospital)


def _above(model: type[Declared], found: dict[str, Any]) -> list[str]:
    return [name for name in parents(model) if name in found]


def _form(form_class: Any, row: Any, given: dict[str, Any], *, by: User, only: bool = False) -> Any:
    """The bound form. With `only` it asks nothing but what is given; the rest of the row stays as it is."""
    control = {name: given.pop(name) for name in reading.CONTROL if name in given}
    beds = {"beds": free_beds(by), "doctors": doctors_of(by)} if isinstance(row, Admission) else {}
    form = form_class(instance=row, **beds)
    values = reading.typed(form, {n: v for n, v in given.items() if n not in HIDDEN})
    told = reading.reasons(control.get("missing", {}))
    named = reading.names(control.get("confirm", []))
    against = reading.overrides(control.get("override", {}))
    _check_names(form, told, named)
    if only:
        told = _of_empty(row, values, told)
        chosen = {*values, *told} if not isinstance(row, Patient) else set(form.fields)
        values = _standing(form, chosen) | values
    beside = {f"missing_{n}": r for n, r in told.items()} | {f"override_{n}": r for n, r in against.items()}
    made = form_class(values | beside, instance=row, **beds)
    if only:
        made.fields = {name: field for name, field in made.fields.items() if name in values or name in told}
    made.named = named
    return made


def _standing(form: Any, chosen: set[str]) -> dict[str, str]:
    """What is stored in the chosen fields, and in the text beside a chosen code, as it would be typed."""
    beside = {f"{name}_text" for name in chosen}
    return {n: str(form[n].value() or "") for n in form.fields if n not in HIDDEN and n in chosen | beside}


def _of_empty(row: Declared, values: dict[str, str], told: dict[str, str]) -> dict[str, str]:
    """The reasons of what has no value; a reason beside a stored value is refused, not put in its place."""
    for name, reason in told.items():
        if reason and name not in values and getattr(row, name) not in (None, ""):
            raise wrong(name, _("There is a value and a reason for having none."))
    return {n: r for n, r in told.items() if n in values or getattr(row, n) in (None, "")}


def _check_names(form: Any, told: dict[str, str], named: list[str]) -> None:
    known = {v.name for v in form.asked}
    for word, given in (("missing", told), ("confirm", named)):
        unknown = sorted(set(given) - known)
        if unknown:
            names = ", ".join(reading.legible(name)[:40] for name in unknown[:10])
            raise wrong(word, _("There is no such variable: %(names)s.") % {"names": names})


def _written(form: Any, write: Callable[[], Any]) -> Any:
    if not form.is_valid():
        raise refused(ValidationError(form.errors.as_data()))
    try:
        return write()
    except ValidationError as error:
        raise refused(error) from error
