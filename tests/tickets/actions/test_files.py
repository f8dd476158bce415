"""Files of messages: kept as they came, named so that nothing happens, and never left behind without a row."""

import os
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tickets import tasks
from tickets.actions.files import attach, picture, shown_name, sweep_orphans
from tickets.actions.inbound import InboundFile
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


NAMES = [
    ("report.pdf", "report.pdf"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\mia\\bill.pdf", "bill.pdf"),
    ("bill\u202efdp.exe", "billfdp.exe"),
    ("a\r\nSet-Cookie: x.png", "aSet-Cookie: x.png"),
    ("cafe\u0301.txt", "café.txt"),
    ("line\u2028end.txt", "lineend.txt"),
    ("..", "file"),
    ("", "file"),
    ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
]


@pytest.mark.parametrize(("given_name", "shown"), NAMES)
def test_a_name_that_is_safe_to_show(given_name, shown):
    assert shown_name(given_name) == shown


@given(st.text(max_size=400))
def test_no_name_is_ever_a_path_or_turns_the_line_round(name):
    shown = shown_name(name)
    assert shown
    assert len(shown) <= 200
    assert unicodedata.is_normalized("NFC", shown)
    assert not set("/\\\r\n\u202e\u2066\u200f") & set(shown)
    assert shown not in (".", "..")


PICTURES = [
    (PNG, "image/png"),
    (b"\xff\xd8\xff\xe0 jfif", "image/jpeg"),
    (b"GIF89a rest of", "image/gif"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"RIFF\x00\x00\x00\x00WAVEfmt ", ""),
    (b"<svg onload=alert(1)>", ""),
    (b"<html>GIF89a", ""),
    (b"PK\x03\x04", ""),
    (b"", ""),
]


@pytest.mark.parametrize(("content", "kind"), PICTURES)
def test_a_picture_is_known_by_its_first_bytes(content, kind):
    assert picture(content[:12]) == kind


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
