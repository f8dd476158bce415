"""Long files are made by the worker, one after the other: ordered on a page, found in the database, thrown away after a week.

A file is one row. A worker claims it (`actions/leases.py`), and a worker that is killed leaves it to the next, which begins
again; only who still has the row puts its file in place, so there is never a second one. What was asked holds both of its
instants, so that it does not matter when it is made. It is made with the sight of whoever ordered it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

import structlog
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from metrics.audience import sight_of
from metrics.models import FileState, PreparedFile
from metrics.models.prepared import KEPT, REMEMBERED, TO_DO
from metrics.pages.files import write
from metrics.pages.frame import understood
from metrics.pages.tickets import TicketList
from tickets.actions import leases
from tickets.models import User
from tickets.rules.access import may, role_of

AT_ONCE = 5  # files of one person that wait or are being made; a sixth is refused
ATTEMPTS = 5  # a row whose worker died so often is not begun again
LONGEST = 1000  # characters of what was asked, as its column holds
LINES_OF_A_SHEET = 1_048_000  # what XLSX holds, without the lines above the tickets
AN_ORPHAN_AFTER = timedelta(days=1)
FOLDER = "prepared"
log = structlog.get_logger(__name__)
Clock = Callable[[], datetime]


class NotPrepared(Exception):
    """A file that cannot be made or ordered; says why."""


class _Lost(Exception):
    """The row is somebody else's now, or was deleted."""


def order(listing: TicketList, kind: str, at: datetime) -> PreparedFile:
    """Note down that a person wants a list as a file. The same order twice is one file. Errors: NotPrepared."""
    address = listing.address(sort=listing.sort)
    if len(address) > LONGEST:
        raise NotPrepared(_("Too much was asked at once. Choose fewer filters."))
    asked = {"owner": listing.user, "kind": kind, "asked": address}
    there = PreparedFile.objects.filter(**asked, state__in=[*TO_DO, FileState.READY])
    if found := there.first():
        return found
    if PreparedFile.objects.filter(owner=listing.user, state__in=TO_DO).count() >= AT_ONCE:
        raise NotPrepared(
            _("%(n)s files are being made for you already. Order this one when one of them is ready.") % {"n": AT_ONCE}
        )
    title = " · ".join([f"{listing.sheet.title}: {listing.heading()}", *listing.question.in_short])[:300]
    row = PreparedFile(**asked, title=title, name=f"{listing.file_name}.{kind}", ordered_at=at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # a second click was quicker
        return there.get()
    return row


def claim(at: datetime) -> PreparedFile | None:
    """The next file to make."""
    claimed = leases.claim(PreparedFile.objects.to_make(at), at, 1, state=FileState.RUNNING, done=0, total=None)
    return claimed.select_related("owner").first()


def make(row: PreparedFile, at: datetime, clock: Clock) -> None:
    """Make a file that was claimed. Why it could not be made is noted in its row, except for an error of the database.

    Errors: DatabaseError; the row is free again when its lease ends.
    """
    try:
        if row.attempts > ATTEMPTS:
            raise NotPrepared(_("Its worker ended %(n)s times while it was made.") % {"n": ATTEMPTS})
        _make(row, at, clock)
    except _Lost:
        log.info("file_lost", file=row.pk)
    except NotPrepared as error:
        fail(row, str(error))


def fail(row: PreparedFile, why: str) -> None:
    """Note why a file is not made; nobody tries again."""
    leases.mine(row).update(state=FileState.FAILED, failed=why[:300], lease_until=None)


def _make(row: PreparedFile, at: datetime, clock: Clock) -> None:
    owner = row.owner
    if not may_fetch(owner):
        raise NotPrepared(_("Whoever ordered it does not see figures any more."))
    sight, given = sight_of(owner), dict(parse_qsl(row.asked))
    question, reader = understood(given, owner, at)
    if not reader:
        raise NotPrepared(_("What was asked cannot be answered any more."))
    listing = TicketList(owner, given, question)
    found = listing.found(reader)
    if row.kind == "xlsx" and len(found) > LINES_OF_A_SHEET:
        raise NotPrepared(
            _("%(n)s tickets are more lines than an XLSX sheet holds. Order it as CSV.") % {"n": len(found)}
        )
    _note(row, total=len(found))
    with tempfile.TemporaryFile() as file:
        write(listing.filed(found, lambda done: _note(row, done=done)), row.kind, file)
        _put_in_place(row, File(file), sight, len(found), clock)


def _note(row: PreparedFile, **told: object) -> None:
    """How far it is. Errors: _Lost."""
    if not leases.mine(row).update(**told):
        raise _Lost


def _put_in_place(row: PreparedFile, content: File[bytes], sight: str, total: int, clock: Clock) -> None:
    """Store it, and say so if the row is still ours: else what was stored is taken away again."""
    size = content.tell()
    content.seek(0)
    storage = _storage()
    name = storage.save(f"{FOLDER}/{row.key.hex}.{row.attempts}", content)
    told = {"done": total, "file": name, "size": size, "sight": sight, "lease_until": None}
    try:
        _note(row, state=FileState.READY, expires_at=clock() + KEPT, **told)
    except BaseException:
        storage.delete(name)
        raise


def _storage() -> Storage:
    storage: Storage = PreparedFile._meta.get_field("file").storage
    return storage


def may_fetch(person: User) -> bool:
    """Whether a person sees figures at all, today."""
    return bool(person.is_active and person.is_staff and may(role_of(person), "figures"))


def is_in_sight(row: PreparedFile, person: User) -> bool:
    """Whether a person may fetch a file: it is theirs, and they see today whose tickets they saw when it was made."""
    return row.owner_id == person.pk and may_fetch(person) and row.sight == sight_of(person)


def remove(row: PreparedFile) -> None:
    """Take a file away with its row; a worker that makes it finds out and ends."""
    PreparedFile.objects.filter(pk=row.pk).delete()
    _forget(row)


def _forget(row: PreparedFile) -> None:
    if row.file:
        _storage().delete(str(row.file.name))


def throw_away(at: datetime) -> None:
    """Take away the files that were kept long enough, rows that nobody asks for any more, and files of no row."""
    for row in PreparedFile.objects.to_throw_away(at):
        PreparedFile.objects.filter(pk=row.pk).update(state=FileState.EXPIRED, file="")
        _forget(row)
    old = PreparedFile.objects.filter(ordered_at__lte=at - REMEMBERED)
    old.exclude(state__in=[*TO_DO, FileState.READY]).delete()
    _sweep(at)


def _sweep(at: datetime) -> None:
    """Files that no row speaks of: their worker was killed before it could say that they are there, or their person is gone."""
    storage = _storage()
    try:
        names = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return
    known = set(PreparedFile.objects.exclude(file="").values_list("file", flat=True))
    for name in names:
        if name not in known and storage.get_modified_time(name) <= at - AN_ORPHAN_AFTER:
            storage.delete(name)
