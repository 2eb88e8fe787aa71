"""Which sections and variables there are: the only place that looks into model meta-data."""

from collections.abc import Iterator
from functools import cache

from django.apps import apps

from cardiology.dictionary.fields import Variable
from cardiology.dictionary.section import Declared, Section


@cache
def declared() -> tuple[type[Declared], ...]:
    """Every model with clinical variables, in the order of the case report form."""
    found = [m for m in apps.get_models() if issubclass(m, Declared)]
    return tuple(sorted(found, key=lambda m: (m.order, m.__name__)))


@cache
def sections() -> tuple[type[Section], ...]:
    """Every form of the record, in order."""
    return tuple(m for m in declared() if issubclass(m, Section))


@cache
def section(name: str) -> type[Section]:
    """The section called `name` (its model name in lower case); LookupError when there is none."""
    for model in sections():
        if model._meta.model_name == name:
            return model
    raise LookupError(f"There is no section “{name}”.")


@cache
def variables(model: type[Declared]) -> tuple[Variable, ...]:
    """The declared variables of a model, in the order in which they are asked: that of its groups."""
    place = {name: i for i, name in enumerate(n for _t, ns in getattr(model, "groups", ()) for n in ns)}
    found = [f for f in model._meta.get_fields() if isinstance(f, Variable)]
    return tuple(sorted(found, key=lambda v: place.get(v.name, len(place))))


def every_variable() -> Iterator[tuple[type[Declared], Variable]]:
    """All variables of the house with the model that holds them."""
    return ((model, variable) for model in declared() for variable in variables(model))
