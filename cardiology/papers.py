"""Papers that are kept as files, a tracing or a letter: what such a file may be."""

import hashlib
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MOST_BYTES = 10 * 1024 * 1024
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
ACCEPTED = ",".join(ENDINGS)
# A file is what it begins with, whatever it is called.
BEGINNINGS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def paper_of(content: bytes, title: str) -> dict[str, Any]:
    """The fields of a paper; ValidationError with a sentence, under `file`, for what cannot be one."""
    return {
        "title": title.strip()[:80] or gettext("Document"), "content_type": kind_of(content),
        "content": content, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip


def kind_of(content: bytes) -> str:
    """The type of an accepted file; ValidationError with a sentence, under `file`, for all others."""
    if not content:
        raise ValidationError({"file": _("The file is empty.")})
    if len(content) > MOST_BYTES:
        raise ValidationError({"file": _("The file is larger than 10 MB.")})
    for start, kind in BEGINNINGS.items():
        if content.startswith(start):
            return kind
    raise ValidationError({"file": _("Only PDF, JPEG and PNG files can be kept.")})
