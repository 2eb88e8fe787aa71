"""Template filters: the ways of writing in `cardiology.wording`, and looking into a mapping."""

from typing import Any

from django import template

from cardiology import wording

register = template.Library()
for _write in (wording.day, wording.clock, wording.moment, wording.age, wording.shown, wording.plain_number):
    register.filter(_write)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The entry of a mapping, or nothing."""
    return mapping.get(key, "") if mapping else ""
