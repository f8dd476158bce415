"""Files of messages: kept as they came, named so that nothing happens, and never left behind without a row."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.utils import timezone

from tests import make
from tickets import tasks
from tickets.actions.files import attach, sweep_orphans
from tickets.actions.intake.inbound_message import InboundFile
from tickets.models import Attachment, Message

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The folder in which this test's files are kept."""
    field = Attachment._meta.get_field("file")
    monkeypatch.setattr(field, "storage", FileSystemStorage(location=tmp_path))
    return tmp_path


def files_in(folder):
    return [path for path in Path(folder).rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_file_is_kept_as_it_came_and_its_claimed_type_decides_nothing(kept):
    make.ticket(files=(InboundFile("a.png", "image/png", b"<script>"), InboundFile("b.html", "text/html", PNG)))
    page, shot = Attachment.objects.order_by("pk")
    assert (page.picture, shot.picture) == ("", "image/png")
    assert (page.content_type, page.size, page.file.read()) == ("image/png", 8, b"<script>")
    assert sorted(len(path.name) for path in files_in(kept)) == [32, 32]  # random names, without an ending


@pytest.mark.django_db
def test_a_large_upload_is_moved_and_never_read_as_a_whole(kept, monkeypatch):
    upload = TemporaryUploadedFile("big.bin", "application/zip", 0, None)
    upload.write(b"x" * 5_000_000)
    upload.size = 5_000_000
    read, largest = upload.file.read, []
    monkeypatch.setattr(upload.file, "read", lambda size=-1: largest.append(size) or read(size))
    make.ticket(files=(InboundFile("big.bin", "", upload),))
    row = Attachment.objects.get()
    assert (row.size, os.path.getsize(row.file.path)) == (5_000_000, 5_000_000)
    upload.close()
    assert largest
    assert 0 < min(largest) <= max(largest) <= 65_536


@pytest.mark.django_db
def test_an_error_while_files_are_written_leaves_none_of_them(kept):
    make.ticket()
    broken = InboundFile("b.txt", "", None)
    with pytest.raises(AttributeError), transaction.atomic():
        attach(Message.objects.first(), [InboundFile("a.txt", "", b"a"), broken])
    assert files_in(kept) == []


@pytest.mark.django_db
def test_what_a_rollback_left_behind_is_swept_and_nothing_else(kept):
    now = timezone.now()
    make.ticket(files=(InboundFile("kept.txt", "", b"kept"),))
    with transaction.atomic():
        make.receive("5 11:00", email="leo@example.org", files=(InboundFile("lost.txt", "", b"lost"),))
        transaction.set_rollback(True)
    assert len(files_in(kept)) == 2
    assert sweep_orphans(now) == 0  # its transaction might still be running
    assert sweep_orphans(now + timedelta(days=1, minutes=1)) == 1
    assert [path.read_bytes() for path in files_in(kept)] == [b"kept"]
    assert sweep_orphans(now + timedelta(days=400)) == 0  # there is no such folder


@pytest.mark.django_db
def test_the_clock_sweeps_too(kept):
    folder = kept / f"{timezone.now():%Y/%m}"
    folder.mkdir(parents=True)
    for name, age in (("old", 2 * 86_400), ("new", 60)):
        (folder / name).write_bytes(b"x")
        moment = timezone.now().timestamp() - age
        os.utime(folder / name, (moment, moment))
    tasks.tidy()
    assert [path.name for path in files_in(kept)] == ["new"]
