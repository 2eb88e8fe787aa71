"""Secrets: where they come from, and those that somebody else may know.

Each may be given in the environment, or as a file that `…_FILE` names: a vault or systemd's credentials lay
it there for this service alone.
"""

import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path

SECRETS = (
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "FIELD_KEYS",
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "EMAIL_URL",
    "SMS_GATEWAY_TOKEN",
    "SMS_WEBHOOK_SECRET",
    "METRICS_TOKEN",
)

LEAST, DIFFERENT = 32, 10  # characters; different ones among them
SAMPLE = re.compile(r"change.?me|example|sample|insecure|placeholder|…|\.\.\.", re.IGNORECASE)
MADE = 'python3 -c "import secrets; print(secrets.token_urlsafe(60))"'


def take_files(environ: MutableMapping[str, str]) -> None:
    """Read each secret that is given as a file; the file's name goes, so that it is read once."""
    for name in SECRETS:
        file = environ.pop(f"{name}_FILE", "")
        if file and environ.get(name):
            raise SystemExit(f"{name} and {name}_FILE: give one of them.")
        if file:
            environ[name] = _read(name, Path(file))


def _read(name: str, file: Path) -> str:
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or "it is no text"
        raise SystemExit(f"{name}_FILE: {file} cannot be read ({told}).") from None
    if not secret:
        raise SystemExit(f"{name}_FILE: {file} is empty.")
    return secret


def is_weak(key: str) -> bool:
    """Whether a key is too short, too even, or looks like one that was printed somewhere."""
    return len(key) < LEAST or len(set(key)) < DIFFERENT or bool(SAMPLE.search(key))


def wrong_with(environ: Mapping[str, str]) -> str:
    """The sentence that stops a start, naming the weak keys and what to do; "" where all are well.

    Earlier keys only read what they once wrote: they may be what they are.
    """
    writing = {
        "SECRET_KEY": environ.get("SECRET_KEY", ""),
        "FIELD_KEYS": " ".join(environ.get("FIELD_KEYS", "").split()[:1]),
    }
    weak = [name for name, key in writing.items() if key and is_weak(key)]
    if not weak:
        return ""
    return (
        f"{' and '.join(weak)}: too short, or a sample that others know too. Make one of your own ({MADE}); "
        "keep the old one in SECRET_KEY_FALLBACKS, so that what it wrote is still read."
    )
