"""Documents are laid out beside the web process, so that its other requests do not wait for them.

A second process is there for whoever would wait behind a long document; it starts when it is first needed.
"""

import atexit
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, LifoQueue
from threading import BoundedSemaphore

from django.conf import settings

from cardiology import beside
from cardiology.documents import layout

AT_ONCE = 2  # processes
DOCUMENTS = 200  # of one process, before the next takes its place
ASKING = 4  # threads of a web process that may be busy with documents; the others stay free for pages


class RendererMissing(RuntimeError):
    """The system libraries of the PDF renderer are not installed."""


class NotMade(RuntimeError):
    """A document was not made, for now; the message says why and what to do."""


class Press:
    """One process that lays out documents; begun when it is first asked, and again where it has died."""

    def __init__(self, font: Path, style: Path) -> None:
        self.font, self.style = font, style
        self.process: subprocess.Popen[bytes] | None = None

    def pdf(self, html: str) -> bytes:
        """Hand over a document. A process that died is replaced, once: not each time by the same document."""
        for _attempt in range(2):
            kind, content = self._asked(html.encode())
            if kind == layout.MADE:
                self._count()
                return content
            if kind == layout.FAILED:
                raise RuntimeError(f"The document cannot be laid out: {content.decode()}.")
            if kind == layout.NO_RENDERER:
                raise RendererMissing("Pango is missing; `python3 manage.py up` as root installs it.")
            if self.close() == -signal.SIGALRM:
                raise NotMade(f"The document took longer than {layout.SECONDS} seconds and was given up.")
        raise NotMade("The process that lays out documents died twice over this one. Is there memory left?")

    def _count(self) -> None:
        """The renderer keeps a little of every document: a process that has made many ends."""
        self.made += 1
        if self.made >= DOCUMENTS:
            self.close()

    def _asked(self, html: bytes) -> tuple[bytes, bytes]:
        """What the process answers; two times nothing where it has died."""
        process = self._running()
        try:
            layout.write(process.stdin, html)  # type: ignore[arg-type]
            told = layout.read(process.stdout)  # type: ignore[arg-type]
        except BrokenPipeError:
            told = None
        return (told[:1], told[1:]) if told else (b"", b"")

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            self.made = 0
            self.folder = tempfile.mkdtemp(prefix="documents-")
            command = [
                sys.executable,
                "-m",
                layout.__name__,
                str(self.font),
                str(self.style),
                self.folder,
                str(beside.BEHIND),
            ]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            env = beside.surroundings()
            self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, **pipes)
        return self.process

    def close(self) -> int:
        """End the process and remove its folder; how it ended."""
        if self.process is None:
            return 0
        # closes the pipes, one of which may hold what was never taken, and waits
        with suppress(BrokenPipeError), self.process as process:
            process.kill()
        self.process = None
        shutil.rmtree(self.folder, ignore_errors=True)
        return process.returncode


class Presses:
    """The presses of a web process, and who may wait for them."""

    def __init__(self, font: Path, style: Path) -> None:
        self.free: LifoQueue[Press] = LifoQueue()  # the one that was just used is warm
        for press in [Press(font, style) for _number in range(AT_ONCE)]:
            self.free.put(press)
            atexit.register(press.close)
        self.asking = BoundedSemaphore(ASKING)

    @contextmanager
    def one(self) -> Iterator[Press]:
        """A press for one document; NotMade where too many wait already."""
        if not self.asking.acquire(blocking=False):
            raise NotMade("Many documents are being made at this moment. Try again in a minute.")
        try:
            press = self.free.get(timeout=layout.SECONDS)
        except Empty:
            raise NotMade("The documents of others take long now. Try again in a minute.") from None
        else:
            try:
                yield press
            finally:
                self.free.put(press)
        finally:
            self.asking.release()
