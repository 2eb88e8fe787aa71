"""The only caller of the PDF renderer."""

from importlib.resources import files
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation

from cardiology.models import User
from cardiology.wording import moment


class RendererMissing(RuntimeError):
    """The system libraries of the PDF renderer are not installed."""


def render(template: str, context: dict[str, Any], *, by: User, language: str) -> bytes:
    """A4 PDF of a document template in one language. Nothing is fetched from outside."""
    with translation.override(language):
        fetched = {"font_url": font().as_uri(), "style_url": style().as_uri()}
        return to_pdf(render_to_string(template, fetched | frame(by) | context))


def frame(by: User) -> dict[str, Any]:
    """What stands around every document: who made it, when, for which hospital."""
    return {"made_at": moment(timezone.now()), "made_by": str(by), "hospital": by.hospital}


def to_pdf(html: str) -> bytes:
    """Lay out HTML; only the font and the style sheet of the product can be referred to."""
    try:
        from weasyprint import HTML  # heavy, and needs system libraries: not at start
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise RendererMissing("Pango is missing; `python3 manage.py up` as root installs it.") from error
    ours = (font().as_uri(), style().as_uri())

    class OnlyOurs(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in ours and not url.startswith("data:image/"):
                raise ValueError("Documents fetch nothing from outside.")
            return super().fetch(url, headers)

    fonts = FontConfiguration()
    try:
        return bytes(HTML(string=html, url_fetcher=OnlyOurs()).write_pdf(font_config=fonts))
    finally:
        fonts.__del__()  # its folder with a copy of the font goes now, not whenever memory is tidied up


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
