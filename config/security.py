"""Who must prove what at the sign-in. A house chooses from the environment.

PASSWORD_REGIME: `long` (12 characters or more, nothing else asked, no forced change) or `classified` (several
kinds of characters, a change every 90 days, none of the last five). SECOND_FACTOR_ROLES: the roles that must
have a second factor (comma separated, or `all`); everybody else may. LOCK_AFTER_MINUTES without a key or a
click until the screen locks itself; 0: never. USAGE_LIMITS: how often one person may ask in a minute, such as
`search=180,export=10`; 0: as often as they like. BREACHED_PASSWORDS: another list of stolen passwords
than the one that ships, such as the whole one of Have I Been Pwned.
"""

import os
from pathlib import Path

REGIMES = ("long", "classified")
PASSWORD_REGIME = os.environ.get("PASSWORD_REGIME", "long")
if PASSWORD_REGIME not in REGIMES:
    raise SystemExit(f"PASSWORD_REGIME must be one of {', '.join(REGIMES)}, not {PASSWORD_REGIME!r}.")

BREACHED_PASSWORDS = os.environ.get("BREACHED_PASSWORDS") or str(
    Path(__file__).resolve().parent.parent / "cardiology" / "breached_passwords.txt"
)
if not Path(BREACHED_PASSWORDS).is_file():
    raise SystemExit(f"BREACHED_PASSWORDS: there is no file {BREACHED_PASSWORDS}.")

DJANGOS, OURS = "django.contrib.auth.password_validation.", "cardiology.passwords."
AUTH_PASSWORD_VALIDATORS: list[dict[str, object]] = [
    {"NAME": f"{DJANGOS}UserAttributeSimilarityValidator"},
    {"NAME": f"{DJANGOS}MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{DJANGOS}CommonPasswordValidator"},
    {"NAME": f"{OURS}NotBreached", "OPTIONS": {"file": BREACHED_PASSWORDS}},
    {"NAME": f"{OURS}NotTheHouse"},
]
PASSWORD_MAX_AGE_DAYS = 0  # never forced
if PASSWORD_REGIME == "classified":  # noqa: S105  the word for a set of rules
    AUTH_PASSWORD_VALIDATORS += [
        {"NAME": f"{OURS}Kinds", "OPTIONS": {"least": 3}},
        {"NAME": f"{OURS}NotBefore", "OPTIONS": {"last": 5}},
    ]
    PASSWORD_MAX_AGE_DAYS = 90

SECOND_FACTOR_ROLES = frozenset(filter(None, os.environ.get("SECOND_FACTOR_ROLES", "").split(",")))
LOCK_AFTER_SECONDS = int(float(os.environ.get("LOCK_AFTER_MINUTES", "10")) * 60)

USAGE_LIMITS = {"search": 180, "export": 10, "program": 1200}  # of one person in one minute
USAGE_LIMITS |= {
    what: int(times)
    for what, _is, times in (word.partition("=") for word in os.environ.get("USAGE_LIMITS", "").split(","))
    if what in USAGE_LIMITS
}
