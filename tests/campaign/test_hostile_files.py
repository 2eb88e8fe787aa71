"""Uploaded files of every bad kind: a sentence, in bounded time and memory, and nothing written."""

import multiprocessing
import resource
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cardiology.actions.files.batches import AT_ONCE
from cardiology.intake.problems import Refused
from cardiology.intake.reading import read_table
from cardiology.models import ImportBatch, Patient, Role
from tests.campaign import corpus
from tests.campaign.conftest import LONG

SECONDS, MEGABYTES = 5, 150  # of computing, beyond what the process has before; for files that are refused
SECONDS_READ, MEGABYTES_READ = 40, 900  # for a million rows that are read
WALL = 2 << 30  # bytes more than before: what a file that breaks every limit can take from this machine
SPAWN = multiprocessing.get_context("fork")
pytestmark = pytest.mark.slow


def read(content, said):
    """In a process of its own: what the reader says, computing seconds and megabytes more than before."""
    wall = addresses() + WALL
    resource.setrlimit(resource.RLIMIT_AS, (wall, wall))
    before, began = peak(), time.process_time()
    try:
        told = f"read {len(read_table(content))} rows"
    except Refused as refused:
        told = f"refused: {refused.problems[0].sentence}"
    except BaseException as error:  # whatever it is, it is told
        told = f"broke: {type(error).__name__}"
    said.send((told, time.process_time() - began, peak() - before))


def addresses():
    """How many bytes of addresses this process has already: a long run of tests has many."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def several(usual, giants):
    """The files of this run: those that take long to make belong to the long form."""
    return [*usual(), *giants()] if LONG else list(usual())


def measured(content):
    here, there = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=read, args=(content, there))
    process.start()
    there.close()
    try:
        return here.recv()
    except EOFError:
        return ("broke: the process died", 0, 0)
    finally:
        process.join()


def test_hostile_files_are_refused(tally):
    """F15 hostile files: refused with a sentence, in 5 s and 150 MB"""
    wrong = []
    for name, content in several(corpus.hostile, corpus.giants):
        said, seconds, megabytes = measured(content)
        well = said.startswith("refused: ") and seconds < SECONDS and megabytes < MEGABYTES
        tally.count(well=well)
        if not well:
            wrong.append(f"{name} ({len(content):,} bytes): {said}, {seconds:.1f} s, {megabytes:.0f} MB")
    assert not wrong, "\n".join(wrong)


def test_honest_files_are_read(tally):
    """F15 odd files that are honest: read, a million rows in 40 s and 900 MB"""
    wrong = []
    for name, content in several(corpus.honest, corpus.honest_giants):
        said, seconds, megabytes = measured(content)
        well = said.startswith("read ") and seconds < SECONDS_READ and megabytes < MEGABYTES_READ
        tally.count(well=well)
        if not well:
            wrong.append(f"{name} ({len(content):,} bytes): {said}, {seconds:.1f} s, {megabytes:.0f} MB")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_files_through_the_page(sign_in, settings, tmp_path, tally):
    """F15 the same files sent by the page: a sentence, and no row of the record"""
    settings.VAR_DIR, wrong = tmp_path, []
    browser = sign_in(Role.DATA_MANAGER)
    browser.raise_request_exception = False
    odd_name = "\u202e" + "x" * 280 + "../../etc/passwd.csv"
    for name, content in [*corpus.hostile(), *corpus.unfit()]:
        if len(content) > AT_ONCE:  # is read by the worker
            continue
        file = SimpleUploadedFile(odd_name, content)
        answer = browser.post("/import/", {"content": "kind:patient", "file": file}, follow=True)
        batch = ImportBatch.objects.order_by("-pk").first()
        is_told = answer.status_code == 200 and (not batch or not batch.found or batch.found.get("problems"))
        tally.count(well=is_told and not Patient.objects.exists())
        if not is_told:
            wrong.append(f"{name}: {answer.status_code} {batch and (batch.state, batch.found)}")
    assert not wrong, "\n".join(wrong)
    assert tally.tried > 10
