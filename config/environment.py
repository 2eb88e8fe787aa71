"""The Python environment of the house: system libraries, `.venv`, packages, message catalogues.

Runs before anything is installed, so it uses the standard library only. Every step looks first whether its
work is done: a later start passes here in milliseconds.
"""

import ctypes
import hashlib
import importlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from config.trouble import Trouble, need_space, writable_folder

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VENV_MEGABYTES = 1300
# what hides behind an installer's last line
CAUSES = (
    ("CERTIFICATE_VERIFY_FAILED", "the certificate of the package index is not trusted here (set PIP_CERT)."),
    ("UnknownIssuer", "the certificate of the package index is not trusted here (set SSL_CERT_FILE)."),
    ("name resolution", "the package index cannot be reached: is there a network?"),
    ("NewConnectionError", "the package index cannot be reached: is there a network?"),
)


def say(sentence: str) -> None:
    """Tell the person at the terminal what is being done."""
    print(sentence, flush=True)


def inside() -> bool:
    """Whether this Python is the one of `.venv` (which may be a link to a shared one)."""
    return PYTHON.exists() and Path(sys.prefix).resolve() == VENV.resolve()


def prepare(for_tests: bool) -> None:
    """Install what is missing for running, or for running and testing."""
    _system_packages(for_tests)
    if not _usable():
        _make_venv()
    _python_packages("requirements", ROOT / "requirements.txt", (ROOT / "requirements.txt").read_text())
    if for_tests:
        _python_packages("dev", None, "\n".join(_dev_packages()))


# --- system libraries ----------------------------------------------------------------------------
def _library(name: str) -> Callable[[], bool]:
    def present() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return present


def _venv_module() -> bool:
    importlib.invalidate_caches()  # apt may have brought it a moment ago
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def _noto() -> bool:
    return any(Path("/usr/share/fonts").glob("**/NotoSansCJK*"))


RUNNING = {
    "python3-venv": _venv_module,
    "libpango-1.0-0": _library("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": _library("libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": _library("libharfbuzz-subset.so.0"),
}
TESTING = {
    "chromium": lambda: bool(shutil.which("chromium")),
    "libatomic1": _library("libatomic.so.1"),
    "fonts-noto-cjk": _noto,
}


def _system_packages(for_tests: bool) -> None:
    wanted = {**RUNNING, **TESTING} if for_tests else RUNNING
    missing = [package for package, present in wanted.items() if not present()]
    if "python3-venv" in missing and _usable():
        missing.remove("python3-venv")
    if not missing:
        return
    names, reason = " ".join(missing), _no_apt()
    if reason is None:
        say(f"Installing system packages: {names}")
        reason = _apt(missing)
    if reason and "python3-venv" in missing and not _venv_module():
        raise Trouble(
            f"The Debian package python3-venv is needed and {reason}: have `apt install {names}` run once."
        )
    missing = [package for package in missing if not wanted[package]()]
    if reason and missing:
        names = " ".join(missing)
        say(f"Going on without {names} ({reason}): PDF documents{_and_journeys(for_tests)} need them.")


def _and_journeys(for_tests: bool) -> str:
    return " and browser journeys" if for_tests else ""


def _no_apt() -> str | None:
    """Why apt cannot be asked, or nothing."""
    if not shutil.which("apt-get"):
        return "this system has no apt"
    if os.geteuid() != 0 and not shutil.which("sudo"):
        return "neither root nor sudo is at hand"
    return None


def _apt(packages: list[str]) -> str | None:
    """Install; the package lists are only refreshed where that turns out to be needed."""
    sudo = ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
    front = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=120"]
    if os.geteuid() != 0:
        front = [*sudo, *front]
    install = [*front, "install", "--no-install-recommends"]
    if _quietly([*install, *packages]).returncode == 0:
        return None
    _quietly([*front, "update"])
    answer = _quietly([*install, *packages])
    if answer.returncode == 0:
        return None
    _stop_if_full(answer.stdout)
    for package in packages:  # one that this system does not have must not keep the others away
        _quietly([*install, package])
    return _last_line(answer.stdout).rstrip(".")


# --- the environment and its packages --------------------------------------------------------------
def _usable() -> bool:
    return PYTHON.exists() and any((VENV / "bin" / tool).exists() for tool in ("pip", "uv"))


def _make_venv() -> None:
    if VENV.is_symlink() and not VENV.exists():
        raise Trouble(f"{VENV} is a link to nothing: remove it and start again.")
    writable_folder(ROOT)
    need_space(ROOT, VENV_MEGABYTES)
    say("Making the Python environment (.venv)")
    answer = _quietly([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if answer.returncode:
        _stop_if_full(answer.stdout)
        raise Trouble(f"The Python environment could not be made: {_last_line(answer.stdout)}")


def _python_packages(name: str, file: Path | None, text: str) -> None:
    """Install a list of packages once: a stamp in the environment keeps the list's fingerprint."""
    stamp = VENV / f".installed-{name}"
    wanted = hashlib.sha256(text.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    writable_folder(VENV)
    say(
        "Installing Python packages" + (" for the tests" if file is None else "") + " (once; a minute or two)"
    )
    what = ["-r", str(file)] if file else text.splitlines()
    answer = _install(what)
    if answer.returncode:
        _stop_if_full(answer.stdout)
        raise Trouble(f"The Python packages could not be installed: {_last_line(answer.stdout)}")
    stamp.write_text(wanted)


def _install(what: list[str]) -> subprocess.CompletedProcess[str]:
    """With uv where the package index has it, else (or where uv fails) with pip."""
    uv, pip = VENV / "bin" / "uv", [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if not uv.exists():
        _quietly([*pip, "uv"])
    if uv.exists():
        answer = _quietly([str(uv), "pip", "install", "-q", "--python", str(PYTHON), *what], _uv_settings())
        if answer.returncode == 0:
            return answer
        _stop_if_full(answer.stdout)
    return _quietly([*pip, *what])


def _uv_settings() -> dict[str, str]:
    """What pip was told about mirrors and certificates, in uv's words: uv does not read pip's files."""
    answer = _quietly([str(PYTHON), "-m", "pip", "config", "list"])
    told = {}
    for line in answer.stdout.splitlines():
        key, _, value = line.partition("=")
        told[key.rpartition(".")[2]] = " ".join(value.strip("'\"").replace("\\n", " ").split())
    words = {
        "index-url": "UV_DEFAULT_INDEX",
        "extra-index-url": "UV_INDEX",
        "find-links": "UV_FIND_LINKS",
        "cert": "SSL_CERT_FILE",
    }
    env = {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_LINK_MODE": "copy", "UV_COMPILE_BYTECODE": "1"}
    env.update({ours: told[theirs] for theirs, ours in words.items() if told.get(theirs)})
    return {**env, **{key: value for key, value in os.environ.items() if key in env}}


def _dev_packages() -> list[str]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["dependency-groups"]["dev"]


def _quietly(command: list[str], env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        stdin=None if sys.stdin.isatty() else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        env={**os.environ, **(env or {})},
    )


def _last_line(output: str) -> str:
    for part, cause in CAUSES:
        if part in output:
            return cause
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    wrong = [line for line in lines if line.lower().startswith(("error", "e:", "×"))]
    return (wrong or lines or ["no reason was given"])[-1]


def _stop_if_full(output: str) -> None:
    if "No space left on device" in output or "not have enough free space" in output:
        raise Trouble("The disk is full: free some space and start again.")


# --- message catalogues ----------------------------------------------------------------------------
def compile_messages() -> None:
    """Compile every catalogue that changed since it was last compiled."""
    for source in ROOT.glob("*/locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            import polib

            polib.pofile(str(source)).save_as_mofile(str(compiled))
