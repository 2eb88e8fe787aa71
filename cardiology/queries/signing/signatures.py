"""A document that can be signed, and who signed it: whether what is signed is still what is written."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps

from cardiology.access import visible_to
from cardiology.models import Admission, Procedure, Signature, SignedDocument, User
from cardiology.queries.identity import everything
from cardiology.queries.signing import written


@dataclass(frozen=True)
class Signable:
    """A document of a stay with what it rests on."""

    document: SignedDocument
    stay: Admission
    about: Admission | Procedure

    @cached_property
    def said(self) -> written.Said:
        """What the record says now."""
        if isinstance(self.about, Procedure):
            return written.of_procedure(self.about)
        return written.of_stay(self.about)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of it, in hexadecimal."""
        return everything.checksum(self.said)

    @property
    def is_ended(self) -> bool:
        """Whether it is finished: a stay has to have ended, a procedure is over when it is recorded."""
        return isinstance(self.about, Procedure) or not self.about.is_open


@dataclass(frozen=True)
class Signed:
    """A signature, whether what it stands for still stands, and the sections that say something else."""

    row: Signature
    is_valid: bool
    changed: list[Any]


def summary(stay: Admission) -> Signable:
    """The discharge summary of a stay."""
    return Signable(SignedDocument.SUMMARY, stay, stay)


def cath_report(stay: Admission, procedure: Procedure) -> Signable:
    """The report on a procedure."""
    return Signable(SignedDocument.CATH, stay, procedure)


def signatures(user: User, paper: Signable) -> list[Signed]:
    """All signatures under a document, newest first."""
    found = visible_to(user, Signature).filter(document=paper.document, about=paper.about.pk)
    return [_signed(row, paper) for row in found.order_by("-at", "-pk")]


def _signed(row: Signature, paper: Signable) -> Signed:
    names = written.differing(row.said, paper.said)
    changed = [apps.get_model("cardiology", name)._meta.verbose_name for name in names]
    return Signed(row, row.digest == paper.digest, changed)
