"""Documents are laid out in a process beside the web process: it may die, hang or be asked too much."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pypdfium2.raw as raw
import pytest
from django.urls import reverse
from pypdfium2 import PdfDocument

from cardiology.documents import layout, pdf
from cardiology.documents.press import NotMade, Press, Presses
from cardiology.models import Role
from tests.cardiology.stories import discharged, treated_stemi

PAGE = "<html><body><main><p>{}</p></main></body></html>"
LONG = PAGE.format("<p>很长的一段。</p>" * 1_300)


@pytest.fixture
def press():
    made = Press(pdf.font(), pdf.style())
    yield made
    made.close()


def text_of(content):
    return "".join(page.get_textpage().get_text_range() for page in PdfDocument(content))


def is_there(pid):
    """Whether a process goes on: not ended, nor waiting to be looked after."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(told, seconds=20):
    deadline = time.monotonic() + seconds
    while not told() and time.monotonic() < deadline:
        time.sleep(0.05)
    return told()


def test_a_long_document_for_a_process_that_is_gone_is_made_by_the_next(press):
    press.pdf(PAGE.format("甲一"))
    press.process.kill()
    press.process.wait()
    long = PAGE.format("<p>很长的一段。</p>" * 200 + "<!--" + "x" * 200_000 + "-->")
    assert "很长的一段" in text_of(press.pdf(long))


def test_one_document_after_the_other_from_one_process(press):
    assert "甲一" in text_of(press.pdf(PAGE.format("甲一")))
    first = press.process.pid
    second = text_of(press.pdf(PAGE.format("乙二")))
    assert "乙二" in second
    assert "甲" not in second
    assert press.process.pid == first


def test_after_many_documents_the_next_process_takes_over(press, monkeypatch):
    monkeypatch.setattr("cardiology.documents.press.DOCUMENTS", 2)
    assert all(press.pdf(PAGE.format("x")) for _document in range(2))
    assert press.process is None
    assert not Path(press.folder).exists()
    assert press.pdf(PAGE.format("x"))


def test_a_document_of_thirty_pages(press):
    assert len(PdfDocument(press.pdf(LONG))) >= 30


def test_words_in_pictures_stand_in_the_face_of_the_text(press):
    """Else a machine without Chinese fonts prints boxes, and one with Japanese fonts Japanese shapes."""
    words = '<text y="9" font-weight="600">导丝</text>'
    made = press.pdf(PAGE.format(f'<svg viewBox="0 0 99 20">{words}</svg>'))
    assert "导丝" in text_of(made)
    assert fonts_of(made) == {"Document"}


def fonts_of(content):
    found = set()
    for page in PdfDocument(content):
        for words in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            name = ctypes.create_string_buffer(99)
            raw.FPDFFont_GetBaseFontName(raw.FPDFTextObj_GetFont(words.raw), name, 99)
            found.add(name.value.decode().split("+")[-1])
    return found


def test_a_process_killed_in_the_middle_of_a_document_is_replaced_unnoticed(press):
    press.pdf(PAGE.format("warm"))
    first, made = press.process.pid, []
    asking = threading.Thread(target=lambda: made.append(press.pdf(LONG)))
    asking.start()
    time.sleep(0.2)
    os.kill(first, signal.SIGKILL)
    asking.join(60)
    assert len(PdfDocument(made[0])) >= 30
    assert press.process.pid != first


def test_a_document_that_kills_twice_is_given_up_with_a_sentence(press, monkeypatch):
    monkeypatch.setattr(press, "_asked", lambda _html: (b"", b""))
    with pytest.raises(NotMade, match="died twice"):
        press.pdf(PAGE.format("x"))


def test_a_document_that_takes_too_long_is_given_up_and_the_next_one_made(press):
    press.pdf(PAGE.format("warm"))
    os.kill(press.process.pid, signal.SIGSTOP)
    told = []

    def ask():
        with pytest.raises(NotMade, match="longer than") as error:
            press.pdf(LONG)
        told.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.1)
    os.kill(press.process.pid, signal.SIGALRM)  # its own clock, earlier
    os.kill(press.process.pid, signal.SIGCONT)
    asking.join(20)
    assert told
    assert "well" in text_of(press.pdf(PAGE.format("well")))


def test_a_failure_is_told_by_its_place_and_never_by_words_of_the_document():
    class Broken:
        def pdf(self, html):
            raise ValueError(html)

    kind, told = layout.answer(Broken(), "甲一")
    assert (kind, told[:17]) == (layout.FAILED, b"ValueError in pdf")
    assert "甲".encode() not in told


def test_too_many_at_once_are_told_to_come_again(sign_in, staff, monkeypatch):
    doctor = staff[Role.CARDIOLOGIST]
    stay = discharged(treated_stemi(doctor, "N1"), doctor)
    busy = Presses(pdf.font(), pdf.style())
    monkeypatch.setattr(pdf, "presses", lambda: busy)
    while busy.asking.acquire(blocking=False):
        pass
    browser = sign_in(Role.CARDIOLOGIST)
    browser.raise_request_exception = False
    answer = browser.get(reverse("discharge_summary", args=[stay.pk]))
    assert answer.status_code == 503
    assert "Many documents are being made at once" in answer.content.decode()
    assert busy.free.qsize() == 2


def test_the_process_sees_no_secret_and_steps_back(press):
    press.pdf(PAGE.format("x"))
    environ = Path(f"/proc/{press.process.pid}/environ").read_bytes()
    assert b"SECRET_KEY" not in environ
    assert b"DATABASE_URL" not in environ
    assert os.getpriority(os.PRIO_PROCESS, press.process.pid) >= 5


WEB = """
import os, signal, sys
from django.conf import settings
settings.configure(BASE_DIR=sys.argv[1])
from pathlib import Path
from cardiology.documents import layout
from cardiology.documents.press import Press
press = Press(Path(sys.argv[2]), Path(sys.argv[3]))
press.pdf("<p>x</p>")
print(press.process.pid, press.folder, flush=True)
{end}
"""


MID = "layout.write(press.process.stdin, b'<p>x</p>' * 900); os.kill(os.getpid(), signal.SIGKILL)"


@pytest.mark.parametrize(
    "end", [MID, "os.kill(os.getpid(), signal.SIGKILL)", "sys.exit()", "raise SystemError"]
)
def test_nothing_is_left_however_the_web_process_ends(end, settings):
    command = [
        sys.executable,
        "-c",
        WEB.format(end=end),
        str(settings.BASE_DIR),
        str(pdf.font()),
        str(pdf.style()),
    ]
    ended = subprocess.run(
        command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60, check=False
    )
    pid, folder = ended.stdout.split()
    assert wait_until(lambda: not is_there(pid))
    assert wait_until(lambda: not Path(folder).exists())
