"""Documents as PDF: filled in here, where access was checked, laid out in a process beside."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation

from cardiology.documents.press import Presses
from cardiology.models import User
from cardiology.wording import moment


def render(template: str, context: dict[str, Any], *, by: User, language: str) -> bytes:
    """A4 PDF of a document template in one language. Nothing is fetched from outside."""
    with translation.override(language):
        html = render_to_string(template, frame(by) | context)
    return to_pdf(html)


def frame(by: User) -> dict[str, Any]:
    """What stands around every document: who made it, when, for which hospital."""
    return {"made_at": moment(timezone.now()), "made_by": str(by), "hospital": by.hospital}


def to_pdf(html: str) -> bytes:
    """Lay out HTML in the face and style of all documents; what it refers to is not fetched."""
    with presses().one() as press:
        return press.pdf(html)


@cache
def presses() -> Presses:
    """Those of this process."""
    return Presses(font(), style())


def style() -> Path:
    """The style sheet of all documents."""
    return Path(str(finders.find("css/print.css")))


def font() -> Path:
    """The Chinese font that documents embed."""
    return Path(str(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"))


def as_response(content: bytes, name: str) -> HttpResponse:
    """Show the PDF in the browser; the name holds an id, never a patient's name."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
