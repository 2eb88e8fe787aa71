"""An SMS gateway on this machine, as badly behaved as a test wants it."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway:
    """Remembers every message by its key. `moods` says how the next requests are answered."""

    def __init__(self):
        self.messages, self.requests, self.moods = {}, [], []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.post(self, told)

            def do_GET(self):
                gateway.get(self, self.path.rsplit("/", 1)[-1])

            def log_message(self, *_args):
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def post(self, line, told):
        self.requests.append(told)
        mood = self.moods.pop(0) if self.moods else "well"
        if mood == "refuses":
            return self.answer(line, 400, {})
        if mood == "busy":
            return self.answer(line, 429, {})
        if mood == "breaks before":
            return self.answer(line, 500, {})
        self.messages.setdefault(told["key"], {"id": f"g{len(self.messages)}", "state": "accepted", **told})
        if mood == "breaks after":
            return self.answer(line, 500, {})
        if mood == "sleeps":
            time.sleep(0.6)
        if mood == "babbles":
            return self.answer(line, 200, None)
        return self.answer(line, 200, self.messages[told["key"]])

    def get(self, line, key):
        if self.moods and self.moods[0] == "silent":
            return self.answer(line, 500, {})
        found = self.messages.get(key)
        return self.answer(line, 200 if found else 404, found or {})

    def answer(self, line, status, content):
        body = b"?" if content is None else json.dumps(content).encode()
        try:
            line.send_response(status)
            line.send_header("Content-Length", str(len(body)))
            line.end_headers()
            line.wfile.write(body)
        except OSError:
            pass  # nobody waits any more

    def close(self):
        self.server.shutdown()
        self.server.server_close()
