"""A line that can be bad: bytes pass between two ends until they are held back, cut, or eaten."""

import contextlib
import socket
import struct
import threading
import time

RESET = struct.pack("ii", 1, 0)  # close at once, with a reset and without a farewell


class Proxy:
    """Listens on a port of its own and passes everything on to `target`: (host, port) or a socket's path.

    `held` stops every byte and every new connection. `eat` is a piece of what is sent: the connection that
    carries it next is cut, before the piece arrives (`arrives` False) or before its answer comes back.
    """

    def __init__(self, target, address="127.0.0.1"):
        self.target, self.eat, self.arrives, self.eaten = target, b"", True, 0
        self.limit = None  # bytes of an answer after which a connection is cut
        self.open, self.passes = set(), threading.Event()
        self.passes.set()
        self.listener = socket.create_server((address, 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @contextlib.contextmanager
    def held(self):
        """Nothing comes through, and nobody is told."""
        self.passes.clear()
        try:
            yield
        finally:
            self.passes.set()

    def cut(self):
        """Reset every connection that is open."""
        for pair in list(self.open):
            self._cut(pair)

    def close(self):
        self.listener.close()
        self.cut()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _from = self.listener.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near):
        self.passes.wait()
        kind = socket.AF_UNIX if isinstance(self.target, str) else socket.AF_INET
        far = socket.socket(kind, socket.SOCK_STREAM)
        try:
            far.connect(self.target)
        except OSError:
            near.close()
            return
        pair = (near, far)
        self.open.add(pair)
        threading.Thread(target=self._answers, args=(pair, self.limit), daemon=True).start()
        self._sent(pair)

    def _sent(self, pair):
        near, far = pair
        with contextlib.suppress(OSError):
            while piece := near.recv(65536):
                self.passes.wait()
                if self.eat and self.eat in piece:
                    self.eat, self.eaten = b"", self.eaten + 1
                    self._eat(pair, piece)
                    break
                far.sendall(piece)
        self._cut(pair)

    def _eat(self, pair, piece):
        near, far = pair
        self.open.discard(pair)  # from here on no answer passes
        if self.arrives:
            far.sendall(piece)
            time.sleep(0.2)  # until it was carried out

    def _answers(self, pair, limit):
        near, far = pair
        passed = 0
        with contextlib.suppress(OSError):
            while piece := far.recv(65536):
                self.passes.wait()
                if pair not in self.open:
                    return  # the one that eats closes it
                near.sendall(piece if limit is None else piece[: max(0, limit - passed)])
                passed += len(piece)
                if limit is not None and passed >= limit:
                    break
        self._cut(pair)

    def _cut(self, pair):
        self.open.discard(pair)
        for end in pair:
            with contextlib.suppress(OSError):
                if end.family == socket.AF_INET:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                # a thread that waits for bytes would keep it open; only reading is shut, or there is no reset
                end.shutdown(socket.SHUT_RD if end.family == socket.AF_INET else socket.SHUT_RDWR)
            end.close()


if __name__ == "__main__":  # python -m tests.campaign.proxy ADDRESS PATH: for a network namespace of its own
    import sys

    line = Proxy(sys.argv[2], sys.argv[1])
    print(line.port, flush=True)  # noqa: T201
    threading.Event().wait()
