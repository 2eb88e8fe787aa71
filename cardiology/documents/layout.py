"""The process that lays out documents: HTML comes in, PDF goes out, one after the other until nobody asks.

It knows neither Django nor the database, fetches nothing, and has none of the settings in its environment.
Fonts and style sheet are read once; a document that takes too long ends the process.
"""

import contextlib
import gc
import os
import shutil
import signal
import struct
import sys
import tempfile
import traceback
from pathlib import Path
from typing import IO, Any

SECONDS = 90  # that a document may take
LENGTH = struct.Struct(">I")
MADE, FAILED, NO_RENDERER = b"M", b"F", b"R"
SVG = "{http://www.w3.org/2000/svg}"
FACE = '@font-face {{ font-family: Document; src: url("{}"); }}\n'


class Layout:
    """What all documents share: the Chinese face, the style sheet, and that nothing is fetched."""

    def __init__(self, font: Path, style: Path) -> None:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        self.fonts = FontConfiguration()
        sheet = FACE.format(font.as_uri()) + style.read_text(encoding="utf-8")
        fetcher = only(font.as_uri())
        self.style = CSS(string=sheet, font_config=self.fonts, url_fetcher=fetcher)

    def pdf(self, html: str) -> bytes:
        """A PDF; the words of pictures stand in the face of the text, not in whatever the machine has."""
        from weasyprint import HTML

        page = HTML(string=html, url_fetcher=only())
        for picture in page.etree_element.iter(f"{SVG}svg"):
            picture.set("font-family", "Document, sans-serif")
        for words in page.etree_element.iter(f"{SVG}text"):
            words.attrib.pop("font-weight", None)  # the face has one weight
        return bytes(page.write_pdf(font_config=self.fonts, stylesheets=[self.style]))

    def close(self) -> None:
        """Remove the copy of the font that the renderer made for itself."""
        self.fonts.__del__()


def only(*addresses: str) -> Any:
    """A fetcher of these addresses and of pictures that a document holds itself."""
    from weasyprint.urls import URLFetcher

    class Only(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in addresses and not url.startswith("data:image/"):
                raise ValueError("Documents fetch nothing from outside.")
            return super().fetch(url, headers)

    return Only()


def serve(asked: IO[bytes], told: IO[bytes], font: Path, style: Path) -> None:
    """Answer until the other side closes, which it does by ending, too."""
    try:
        import weasyprint  # noqa: F401
    except OSError:
        write(told, NO_RENDERER)
        return
    layout = Layout(font, style)
    gc.collect()
    gc.freeze()  # what stays is not looked through again
    gc.disable()  # nor is a document while it is made, but after it has been handed over
    while (html := read(asked)) is not None:
        signal.alarm(SECONDS)
        write(told, *answer(layout, html.decode()))
        signal.alarm(0)
        gc.collect()


def answer(layout: Layout, html: str) -> tuple[bytes, bytes]:
    """A document, or where it failed: never with words of the document, which a message could hold."""
    try:
        return MADE, layout.pdf(html)
    except Exception as error:  # told to whoever asked, who raises it
        last = traceback.extract_tb(error.__traceback__)[-1]
        return FAILED, f"{type(error).__name__} in {last.name}, line {last.lineno}".encode()


def read(source: IO[bytes]) -> bytes | None:
    """The next message; None where the other side is gone, also in the middle of a message."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size = LENGTH.unpack(head)[0]
    body = source.read(size)
    return body if len(body) == size else None


def write(out: IO[bytes], *parts: bytes) -> None:
    """A message: its length, then its parts."""
    out.write(LENGTH.pack(sum(map(len, parts))))
    out.writelines(parts)
    out.flush()


def main(font: str, style: str, folder: str, nice: str) -> None:
    """What the process runs. Ctrl-C is for whoever started it; other people's requests go first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(int(nice))
    tempfile.tempdir = folder
    with contextlib.suppress(BrokenPipeError), os.fdopen(os.dup(1), "wb") as told:
        os.dup2(2, 1)  # what a library prints is no answer
        serve(sys.stdin.buffer, told, Path(font), Path(style))
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
