"""Template filter: a laid-out picture as SVG."""

from django import template
from django.utils.safestring import SafeString

from cardiology.drawing.shapes import Picture
from cardiology.drawing.svg import paint as painted

register = template.Library()


@register.filter
def paint(picture: Picture, how: str = "") -> SafeString:
    """The picture; `still` leaves out what can be pointed at or followed, for paper."""
    return painted(picture, links=how != "still")
