"""A part of the running house: one process, its log, how it is ended.

Each part leads its own session, so that Ctrl-C reaches the supervisor alone; and the kernel ends it when the
supervisor is killed, so that nothing is left running whatever happens.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
LOG_BYTES = 10_000_000
_libc = ctypes.CDLL(None)


@dataclass
class Part:
    """A process of the house. `as_nobody` is for PostgreSQL, which refuses to run as root."""

    name: str
    command: list[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    patience: float = 10.0
    as_nobody: bool = False
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start with a log that is begun anew once it has grown long."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".1.log"))
        end_signal = self.stop_signal
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.env},
                start_new_session=True,
                preexec_fn=lambda: _libc.prctl(PR_SET_PDEATHSIG, end_signal),
                **nobody(self.as_nobody),
            )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Ask, wait, then insist; children that outlived it go with it."""
        if self.process is None:
            return
        if self.alive:
            self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        self.clear()

    def clear(self) -> None:
        """End what is left of the part's session."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_words(self) -> str:
        """The last line of the log that says anything."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        said = [line.strip() for line in lines[-30:] if line.strip()]
        full = [line for line in said if "No space left" in line]
        return "the disk is full" if full else (said[-1] if said else "it left no message")


def nobody(wanted: bool) -> dict[str, Any]:
    """Arguments that make a process run as `nobody`, where this one is root."""
    if not (wanted and os.geteuid() == 0):
        return {}
    uid, gid = nobody_ids()
    return {"user": uid, "group": gid, "extra_groups": []}


def nobody_ids() -> tuple[int, int]:
    """User and group of `nobody`."""
    import pwd

    with contextlib.suppress(KeyError):
        entry = pwd.getpwnam("nobody")
        return entry.pw_uid, entry.pw_gid
    return 65534, 65534


def started_at(pid: int) -> str | None:
    """When a process started, in the kernel's ticks: tells it from a later one with the same number."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    state, *rest = stat.rpartition(")")[2].split()
    return None if state == "Z" else rest[18]


def end_survivors(remembered: Mapping[str, tuple[int, str]], homes: tuple[Path, ...]) -> None:
    """End what an earlier run left when it was killed: the last part started is the first to go.

    A part is known by its session, which its children share and outlive it in, and by working in our folders.
    """
    for name, (leader, since) in reversed(list(remembered.items())):
        if started_at(leader) not in (since, None):
            continue  # the number is somebody else's by now
        ask = signal.SIGINT if name == "PostgreSQL" else signal.SIGTERM
        for sign, patience in ((ask, 12), (signal.SIGKILL, 5)):
            deadline, asked = time.monotonic() + patience, set[int]()
            while (left := set(_session(leader, homes))) and time.monotonic() < deadline:
                for pid in left - asked:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, sign)
                asked |= left
                time.sleep(0.05)


def _session(leader: int, homes: tuple[Path, ...]) -> list[int]:
    """Living processes of a session that work in one of the folders."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _, _, session = (process / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(session) == leader and state != "Z":
                works_in = (process / "cwd").readlink()
                found += [int(process.name)] if any(works_in.is_relative_to(h) for h in homes) else []
    return found
