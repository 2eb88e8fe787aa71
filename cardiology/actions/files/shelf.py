"""Where the files of extracts wait to be fetched: one per extract, readable by this account alone.

While it is written a file bears the number of its attempt: a worker that was taken for dead and lives spoils
nothing of the one that came after it.
"""

import hashlib
from pathlib import Path
from typing import IO

from django.conf import settings

from cardiology.models import Extract


def begin(extract: Extract) -> IO[bytes]:
    """An empty file for this attempt; what earlier ones left is thrown away."""
    drop(extract.token)
    _folder().mkdir(parents=True, mode=0o700, exist_ok=True)
    return _draft(extract).open("xb")


def digest(extract: Extract) -> tuple[int, str]:
    """Size and checksum of what this attempt has written."""
    with _draft(extract).open("rb") as file:
        return _draft(extract).stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def put(extract: Extract) -> None:
    """What this attempt has written is the file."""
    _draft(extract).rename(_folder() / extract.token)


def give_up(extract: Extract) -> None:
    """Throw away what this attempt has written; nothing, where it became the file."""
    _draft(extract).unlink(missing_ok=True)


def take(extract: Extract) -> IO[bytes] | None:
    """The file, to be read; None when it is gone."""
    try:
        return (_folder() / extract.token).open("rb")
    except FileNotFoundError:
        return None


def drop(token: str) -> None:
    """Throw the file away, and whatever is being written."""
    for path in _folder().glob(f"{token}*"):
        path.unlink(missing_ok=True)


def lying() -> set[str]:
    """The tokens of all files that are there."""
    return {path.name.partition(".")[0] for path in _folder().glob("*")}


def _draft(extract: Extract) -> Path:
    return _folder() / f"{extract.token}.{extract.attempts}"


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "extracts"
