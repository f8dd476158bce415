"""Files that come and go with messages: stored under random names, whatever their senders called them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePosixPath
from uuid import uuid4

from django.core.files.base import ContentFile

from tickets.actions.inbound import InboundFile
from tickets.models import Attachment, Message


def attach(message: Message, files: Sequence[InboundFile]) -> list[Attachment]:
    """Store the files of a saved message."""
    rows = []
    for file in files:
        row = Attachment(
            message=message,
            name=shown_name(file.name),
            content_type=file.content_type[:100],
            size=len(file.content),
            sha256=sha256(file.content).hexdigest(),
        )
        row.file.save(uuid4().hex, ContentFile(file.content), save=False)
        rows.append(row)
    if rows:
        Attachment.objects.bulk_create(rows)
    return rows


def shown_name(name: str) -> str:
    """A name that is safe to show and to save under: NFC, no path, no control or direction-changing characters."""
    base = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    plain = "".join(char for char in base if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    return plain.strip(" .")[:200] or "file"
