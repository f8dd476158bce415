"""Files of drafts: they lie on the desk until the draft is sent, so that a reload or another device loses none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tickets.actions.files import MOST_BYTES, MOST_FILES, stored
from tickets.actions.intake.inbound_message import InboundFile
from tickets.actions.record import Invalid
from tickets.actions.verbs import Verb
from tickets.models import ComposedFile, Draft, Ticket, User

FILES = "files"  # what a draft calls the keys of its files
KEPT = timedelta(days=1)  # a file that no draft names


def put(ticket: Ticket, files: Iterable[InboundFile], *, by: User, at: datetime) -> list[ComposedFile]:
    """Put files aside for a person's draft."""
    rows = [stored(ComposedFile(ticket=ticket, person=by, put_at=at), file) for file in files]
    return ComposedFile.objects.bulk_create(rows)


def of(ticket: Ticket | int, person: User, keys: Iterable[str]) -> list[ComposedFile]:
    """A person's files of a draft by their keys; nobody gets another's, and what is gone is left out."""
    known = [key for key in map(_key, keys) if key]
    return list(ComposedFile.objects.filter(ticket=ticket, person=person, key__in=known)) if known else []


def _key(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def check(rows: Sequence[ComposedFile], uploaded: Sequence[InboundFile]) -> None:
    """Whether these go with one message. Errors: Invalid for too many or too large ones."""
    number = len(rows) + len(uploaded)
    total = sum(row.size for row in rows) + sum(file.open().size for file in uploaded)
    if number > MOST_FILES or total > MOST_BYTES:
        said = {"most": MOST_FILES, "n": number, "total": filesizeformat(total)}
        words = _("At most %(most)d files and 25 MB together; these are %(n)d and %(total)s. Choose them again.")
        raise Invalid("attachments", words % said)


def along(step: Verb, rows: Sequence[ComposedFile]) -> None:
    """Send these with a step, before the files that came with its form. Errors: as `check`."""
    if rows:
        uploaded = step.given.get("attachments", ())
        check(rows, uploaded)
        step.given["attachments"] = [*(InboundFile(row.name, row.content_type, row.file) for row in rows), *uploaded]


def forget(ticket: Ticket | int, person: User, keys: Iterable[str]) -> None:
    """What was sent lies with its message now; the files themselves are swept."""
    ComposedFile.objects.filter(pk__in=[row.pk for row in of(ticket, person, keys)]).delete()


def tidy(at: datetime) -> None:
    """Forget the files that were taken out of their drafts."""
    old = ComposedFile.objects.filter(put_at__lte=at - KEPT)
    named = {
        key for given in Draft.objects.exclude(given={}).values_list("given", flat=True) for key in given.get(FILES, ())
    }
    old.exclude(key__in=[key for key in map(_key, named) if key]).delete()
