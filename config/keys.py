"""Keys that somebody else may know: a sample, or a short one, opens the house to who tries it."""

import re
from collections.abc import Mapping

LEAST, DIFFERENT = 32, 10  # characters; different ones among them
SAMPLE = re.compile(r"change.?me|example|sample|insecure|placeholder|…|\.\.\.", re.IGNORECASE)
MADE = 'python3 -c "import secrets; print(secrets.token_urlsafe(60))"'


def is_weak(key: str) -> bool:
    """Whether a key is too short, too even, or looks like one that was printed somewhere."""
    return len(key) < LEAST or len(set(key)) < DIFFERENT or bool(SAMPLE.search(key))


def wrong_with(environ: Mapping[str, str]) -> str:
    """The sentence that stops a start, naming the weak keys and what to do; "" where all are well.

    Earlier keys only read what they once wrote: they may be what they are.
    """
    writing = {
        "SECRET_KEY": environ.get("SECRET_KEY", ""),
        "FIELD_KEYS": environ.get("FIELD_KEYS", "").partition(" ")[0],
    }
    weak = [name for name, key in writing.items() if key and is_weak(key)]
    if not weak:
        return ""
    return (
        f"{' and '.join(weak)}: too short, or a sample that others know too. Make one of your own ({MADE}); "
        "keep the old one in SECRET_KEY_FALLBACKS, so that what it wrote is still read."
    )
