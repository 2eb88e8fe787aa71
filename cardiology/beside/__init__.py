"""Processes beside the web process: what they are given of its surroundings."""

import os

# what finds Python, libraries and fonts, and no secret
KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "XDG_CACHE_HOME",
    "FONTCONFIG_PATH",
    "FONTCONFIG_FILE",
    "LD_LIBRARY_PATH",
)
BEHIND = 5  # how nice they are: other people's requests go first


def surroundings() -> dict[str, str]:
    """The environment of a process that must not know the house's keys."""
    return {name: os.environ[name] for name in KEPT if name in os.environ}
