"""Files that come and go with messages: stored under random names, whatever their senders called them.

A channel hands over `InboundFile`s, in an `InboundMessage` or to `attach`, and never looks inside them. A file is copied in
pieces, from where the web server put it to where it stays, so that a large one is never whole in memory. Nothing is unpacked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import Storage

from tickets.actions.intake.inbound_message import InboundFile
from tickets.models import Attachment, ComposedFile, Message
from tickets.models.stored_file import StoredFile
from tickets.rules.files import picture, safe_name

MOST_FILES, MOST_BYTES = 10, 25_000_000  # with one message, together: what the next mail server still takes
HEAD = 12  # bytes that tell a picture
AN_ORPHAN_AFTER = timedelta(days=1)  # longer than any transaction that may still save the file's row
BATCH = 500
KINDS: tuple[Any, ...] = (Attachment, ComposedFile)
Row = TypeVar("Row", bound=StoredFile)


def attach(message: Message, files: Sequence[InboundFile]) -> list[Attachment]:
    """Store the files of a saved message; call it last, in the transaction that saves the message.

    This is what every channel uses, incoming and outgoing: `attach(message, [InboundFile(name, type, content)])`, where
    `content` is bytes or an uploaded file as Django gives it (`request.FILES`), which is then copied in pieces. Forms refuse more than
    MOST_FILES and MOST_BYTES. What was written before an error of the storage is taken away again; what
    a later rollback leaves behind is found by `sweep_orphans`.
    """
    rows: list[Attachment] = []
    try:
        for file in files:
            rows.append(stored(Attachment(message=message), file))
    except BaseException:
        for row in rows:
            row.file.storage.delete(str(row.file.name))
        raise
    if rows:
        Attachment.objects.bulk_create(rows)
    return rows


def stored(row: Row, file: InboundFile) -> Row:
    """A file put in its place, and the row that says so, which is not saved yet."""
    content = file.open()
    head, row.sha256, row.size = _measured(content)
    row.name = safe_name(file.name) or "file"
    row.content_type = file.content_type[:100]
    row.picture = picture(head)
    name = uuid4().hex
    try:
        row.file.save(name, content, save=False)
    except BaseException:  # a disk that is full keeps what had room
        row.file.storage.delete(row.file.field.generate_filename(row, name))
        raise
    return row


def _measured(content: File[bytes]) -> tuple[bytes, str, int]:
    """The first bytes, the fingerprint and the size, read in pieces; the file is then at its start again."""
    digest, head, size = sha256(), b"", 0
    for piece in content.chunks():
        head = head or piece[:HEAD]
        digest.update(piece)
        size += len(piece)
    content.seek(0)
    return head, digest.hexdigest(), size


def sweep_orphans(at: datetime) -> int:
    """Take away files that no row speaks of: their transaction was rolled back. Says how many.

    Looks at the folders of this month and of the one before, so a daily run sees each file often enough.
    """
    storage = Attachment._meta.get_field("file").storage
    removed = 0
    for folder in {f"{day:%Y/%m}" for day in (at, at.replace(day=1) - timedelta(days=1))}:
        names = [f"{folder}/{name}" for name in _listed(storage, folder)]
        for start in range(0, len(names), BATCH):
            part = names[start : start + BATCH]
            known = {
                name for kind in KINDS for name in kind.objects.filter(file__in=part).values_list("file", flat=True)
            }
            for name in _old(storage, [name for name in part if name not in known], at):
                storage.delete(name)
                removed += 1
    return removed


def _listed(storage: Storage, folder: str) -> list[str]:
    try:
        return storage.listdir(folder)[1]
    except FileNotFoundError:
        return []


def _old(storage: Storage, names: Sequence[str], at: datetime) -> Iterator[str]:
    for name in names:
        if storage.get_modified_time(name) <= at - AN_ORPHAN_AFTER:
            yield name
