"""Uploaded files between the check and the decision: kept on the server, for their sender only, for a day."""

import json
import secrets
import shutil
import time
from pathlib import Path
from typing import Any

from django.conf import settings

KEPT = 23 * 3600  # seconds; swept every hour, so that nothing is older than a day


def keep(files: dict[str, bytes], told: dict[str, Any]) -> str:
    """Keep files and what was told about them; gives the token that finds them again."""
    sweep()
    token = secrets.token_hex(16)
    folder = _folder() / token
    folder.mkdir(parents=True, mode=0o700)
    try:
        for number, content in enumerate(files.values()):
            (folder / str(number)).write_bytes(content)
        (folder / "told.json").write_text(json.dumps({**told, "files": list(files)}), encoding="utf-8")
    except OSError:  # a full disk: half a file would only keep it full
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return token


def take(token: str) -> tuple[dict[str, bytes], dict[str, Any]] | None:
    """The files kept under a token, with what was told; None when they are gone."""
    folder = _folder() / token
    if not _is_token(token) or not (folder / "told.json").is_file():
        return None
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    return {name: (folder / str(n)).read_bytes() for n, name in enumerate(told["files"])}, told


def put(token: str, name: str, content: bytes) -> None:
    """Keep what was made of the files beside them."""
    if _is_token(token) and (_folder() / token).is_dir():
        (_folder() / token / Path(name).name).write_bytes(content)


def get(token: str, name: str) -> bytes | None:
    """What was made of the files; None when it is gone."""
    path = _folder() / token / Path(name).name
    return path.read_bytes() if _is_token(token) and path.is_file() else None


def drop(token: str) -> None:
    """Throw the files of a token away."""
    if take(token):
        shutil.rmtree(_folder() / token, ignore_errors=True)


def sweep() -> int:
    """Throw away what nobody decided about in time; how many uploads went."""
    if not _folder().is_dir():
        return 0
    old = [folder for folder in _folder().iterdir() if _since(folder) < time.time() - KEPT]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def _since(folder: Path) -> float:
    """When it was sent; what is made of it later does not make it younger."""
    told = folder / "told.json"
    return (told if told.exists() else folder).stat().st_mtime


def _is_token(token: str) -> bool:
    return len(token) == 32 and token.isalnum()


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "intake"
