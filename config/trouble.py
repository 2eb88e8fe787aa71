"""What stops a start, said in one sentence."""

import errno
import shutil
from pathlib import Path

MEGABYTE = 1024 * 1024


class Trouble(Exception):
    """A start that cannot go on. The message is the sentence that the person at the terminal reads."""


def in_words(error: OSError) -> str:
    """An operating system's refusal as a sentence that says what to do."""
    where = error.filename or "a file"
    if error.errno == errno.ENOSPC:
        return f"The disk is full ({where} could not be written): free some space and start again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"No permission to write {where}: use an account that may, or set VAR_DIR to your own folder."
    return f"{error.strerror or error} ({where})."


def writable_folder(path: Path, mode: int = 0o755) -> Path:
    """The folder, made where it is absent, and tried by writing into it."""
    try:
        path.mkdir(mode=mode, parents=True, exist_ok=True)
        trial = path / ".write-trial"
        trial.write_text("x")
        trial.unlink()
    except OSError as error:
        error.filename = str(path)
        raise Trouble(in_words(error)) from error
    return path


def need_space(path: Path, megabytes: int) -> None:
    """Refuse to begin what a full disk would interrupt half-way."""
    while not path.exists():
        path = path.parent
    free = shutil.disk_usage(path).free // MEGABYTE
    if free < megabytes:
        raise Trouble(
            f"The disk that holds {path} is full: {free} MB are free, at least {megabytes} MB are needed."
        )
