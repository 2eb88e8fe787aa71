"""Which encoding a text file has: UTF-8, UTF-16 or GB18030, told from its bytes, or refused."""

import codecs
import unicodedata

from django.utils.translation import gettext as _

from cardiology.intake.problems import Refused

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENOUGH = 0.8  # share of Chinese letters and signs among all that is not ASCII


def decode(content: bytes) -> str:
    """The text of a file; Refused where none of the known encodings gives sensible text."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    unmarked = _unmarked_utf16(content[:4000])
    if unmarked:
        return _strictly(content, unmarked)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _as_chinese(content)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(_unreadable()) from error


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark shows as a zero in every second byte of ASCII text (headers are ASCII)."""
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > half * 0.3 and even < half * 0.02:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.3 and odd < half * 0.02 else None


def _as_chinese(content: bytes) -> str:
    """GB18030 gives some text for almost any bytes; it is believed only where that text is Chinese."""
    text = _strictly(content, "gb18030")
    foreign = [c for c in text if ord(c) > 127]
    chinese = sum(_is_chinese(c) for c in foreign)
    if chinese < ENOUGH * len(foreign):
        raise Refused(_unreadable())
    return text


def _is_chinese(letter: str) -> bool:
    return (
        unicodedata.name(letter, "").startswith(("CJK", "FULLWIDTH", "IDEOGRAPHIC"))
        or letter in "“”‘’—…·℃≤≥μ×±"
    )


def _unreadable() -> str:
    return _("The encoding of the file is not known. Save it as CSV UTF-8, or as XLSX, and try again.")
