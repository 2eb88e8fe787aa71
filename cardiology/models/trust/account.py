"""Signing in: sessions by person, the second factor, earlier passwords, and how often something was asked."""

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from cardiology.models.staff import User


class StaffSession(AbstractBaseSession):
    """A session that knows whose it is, so that it can be listed and ended."""

    user_id = models.BigIntegerField(null=True, db_index=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        from cardiology.sessions import SessionStore

        return SessionStore


class SecondFactor(models.Model):
    """The authenticator app of a member of staff. The secret is stored encrypted, codes count once."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.TextField()
    since = models.DateTimeField(default=timezone.now)
    last_step = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.user.get_username()


class RecoveryCode(models.Model):
    """One way back in without the app, to be used once; only its digest is stored."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.factor} {self.pk}"


class PasswordMemory(models.Model):
    """A password that an account has had, as its hash, and who set it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_memories")
    at = models.DateTimeField(default=timezone.now)
    password = models.CharField(max_length=128)
    was_given = models.BooleanField(default=False)  # by an administrator: good for one sign-in

    class Meta:
        get_latest_by = ("at", "id")

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d}"


class Usage(models.Model):
    """How often a person asked for something within one minute, so that nobody drains the house."""

    by_id = models.BigIntegerField()
    what = models.CharField(max_length=20)
    minute = models.DateTimeField(db_index=True)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by_id", "what", "minute"], name="one_usage_a_minute")]

    def __str__(self) -> str:
        return f"{self.what} {self.times}"
