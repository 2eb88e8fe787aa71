"""How often a program may ask."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from cardiology.actions.trust import usage


class Often(BaseThrottle):
    """Enough for an interface that works through a ward, too little to carry the records off."""

    def allow_request(self, request: Request, view: Any) -> bool:
        user: Any = request.user
        return not user.is_authenticated or usage.take(user, "program")

    def wait(self) -> float:
        return 60.0
