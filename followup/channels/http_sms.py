"""Text messages through an HTTP gateway.

    POST {url}/messages        {"key", "to", "text"}, header Idempotency-Key   -> 2xx {"id", "state"}
    GET  {url}/messages/{key}                                                  -> 200 {"id", "state"} or 404

`state` is accepted, sent, delivered or failed. A gateway that gets a key again answers for the first message.
An adapter for another gateway is another class of this size.
"""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from followup.channels.base import NotSent, Receipt, Refused, Uncertain

STATES = {"accepted": "sent", "sent": "sent", "delivered": "delivered", "failed": "failed"}
BUSY = (425, 429)  # not 503: a proxy says that too after it has handed the request on
MOST_BYTES = 65_536


class HttpSms:
    """One request per message, with a time limit."""

    def __init__(self, url: str, *, token: str = "", timeout: float = 10) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("SMS_GATEWAY_URL must be an http or https address.")
        self.parts, self.token, self.timeout = parts, token, timeout

    def send(self, key: str, to: str, text: str) -> Receipt:
        body = json.dumps({"key": key, "to": to, "text": text}, ensure_ascii=False).encode()
        status, told = self._ask("POST", "/messages", body, key)
        if status in BUSY:
            raise NotSent("busy")
        if 400 <= status < 500 and status != 409:
            raise Refused("refused")
        return _receipt(status, told, key)

    def ask(self, key: str) -> Receipt | None:
        try:
            status, told = self._ask("GET", f"/messages/{key}", None, key)
        except NotSent as error:
            raise Uncertain(str(error)) from error
        return None if status == 404 else _receipt(status, told, key)

    def _ask(self, method: str, path: str, body: bytes | None, key: str) -> tuple[int, Any]:
        """Status and answer. A connection that could not be made is certain; all later trouble is not."""
        made = http.client.HTTPSConnection if self.parts.scheme == "https" else http.client.HTTPConnection
        line = made(str(self.parts.hostname), self.parts.port, timeout=self.timeout)
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            line.connect()
        except OSError as error:
            raise NotSent("away") from error
        try:
            line.request(method, self.parts.path.rstrip("/") + path, body, headers)
            answer = line.getresponse()
            return answer.status, _json(answer.read(MOST_BYTES))
        except (OSError, http.client.HTTPException) as error:
            raise Uncertain("broke_off") from error
        finally:
            line.close()


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _receipt(status: int, told: Any, key: str) -> Receipt:
    """What a gateway answered; anything that cannot be understood leaves the message uncertain."""
    state = STATES.get(str(told.get("state", ""))) if isinstance(told, dict) else None
    if not (200 <= status < 300 or status == 409) or state is None:
        raise Uncertain("broke_off")
    return Receipt(id=str(told.get("id") or key)[:80], state=state)
