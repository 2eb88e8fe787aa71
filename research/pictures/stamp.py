"""A line under a figure that says whose it is: who took it, when, for which study."""

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from research.figures import QUIET

BOX = re.compile(r'viewBox="0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"')
FOOT, LETTERS = 20, 118  # height of a line; how many letters fit into it
WIDE = 0x2E80  # from here on a letter takes the room of two


def stamped(svg: str, told: str) -> SafeString:
    """The same figure, higher by the lines that say what it is."""
    found = BOX.search(svg)
    if found is None:
        return mark_safe(svg)  # noqa: S308 - drawn by us, escaped where it was drawn
    width, height = found[1], float(found[2])
    texts = lines(told)
    words = "".join(
        format_html('<text x="8" y="{}" font-size="10" fill="{}">{}</text>', height + 13 + FOOT * i, QUIET, t)
        for i, t in enumerate(texts)
    )
    higher = f'viewBox="0 0 {width} {height + FOOT * len(texts):g}"'
    body = svg.replace(found[0], higher, 1)
    return mark_safe(body.removesuffix("</svg>") + words + "</svg>")  # noqa: S308


def lines(told: str) -> list[str]:
    """A text in lines that fit under a figure."""
    found, room = [""], LETTERS
    for letter in told:
        room -= 2 if ord(letter) > WIDE else 1
        if room < 0:
            found, room = [*found, ""], LETTERS
        found[-1] += letter
    return found
