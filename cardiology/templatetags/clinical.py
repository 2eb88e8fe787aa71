"""Filters and tags of templates: ways of writing of `cardiology.wording`, mappings, icons, marks."""

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cardiology import wording

ICON = (
    '<svg width="{0}" height="{0}" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6" '
    'stroke-linecap="round" stroke-linejoin="round"><use href="{1}#{2}"/></svg>'
)

CORE = '<span class="core" aria-hidden="true" title="{}">●</span>'

register = template.Library()
for _write in (wording.day, wording.clock, wording.moment, wording.age, wording.shown, wording.plain_number):
    register.filter(_write)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """The entry of a mapping, or nothing."""
    return mapping.get(key, "") if mapping else ""


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """One icon of static/img/icons.svg, which says nothing to a screen reader: words stand beside it."""
    return format_html(ICON, size, static("img/icons.svg"), name)


@register.simple_tag
def core(is_core: bool) -> SafeString | str:
    """The mark of a core variable, one that counts for completeness."""
    return format_html(CORE, _("counts for completeness")) if is_core else ""
