"""Strangers fill nobody's disk: bytes are counted before they are read, and a full disk takes nothing and says so."""

import errno

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from tests import make
from tests.make import contact
from tickets.models import Attachment, Message, Ticket

pytestmark = pytest.mark.django_db


def send(size=1000, **headers):
    said = {"from.email": "mia@example.org", "text": "See.", "attachments": SimpleUploadedFile("a", b"x" * size)}
    return Client(raise_request_exception=False).post("/api/v1/intake", said, **headers)


def write(ticket, size=1000):
    path = f"/r/{ticket.reference}/messages?t={make.token(ticket, at=timezone.now())}"
    said = {"text": "See.", "attachments": SimpleUploadedFile("a", b"x" * size)}
    return Client(raise_request_exception=False).post(path, said)


def test_an_address_has_so_many_bytes_a_day(settings):
    settings.UPLOADS_PER_ADDRESS = 5000
    assert [send().status_code for _ in range(5)] == [201, 201, 201, 429, 429]
    assert 0 < int(send()["Retry-After"]) <= 86400
    assert send(REMOTE_ADDR="203.0.113.9").status_code == 201


def test_another_address_of_the_same_ipv6_network_buys_no_more_bytes(settings):
    settings.UPLOADS_PER_ADDRESS = 5000
    assert [send(REMOTE_ADDR=f"2001:db8:1:2::{n}").status_code for n in range(1, 5)] == [201, 201, 201, 429]
    assert send(REMOTE_ADDR="2001:db8:1:3::1").status_code == 201


def test_a_key_has_so_many_bytes_a_day_and_words_alone_go_on(settings):
    settings.UPLOADS_PER_KEY = 5000
    first, second = (make.api_key(make.person(name), "intake") for name in ("ben", "eva"))
    assert [send(**first).status_code for _ in range(5)] == [201, 201, 201, 429, 429]
    assert 0 < int(send(**first)["Retry-After"]) <= 86400
    assert send(**second).status_code == 201
    plain = {"from": {"email": "mia@example.org"}, "text": "More."}
    assert Client().post("/api/v1/intake", plain, content_type="application/json", **first).status_code == 201


def test_all_together_have_so_many_bytes_a_day(settings):
    settings.UPLOADS_PER_DAY = 5000
    assert [send(REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(5)] == [201, 201, 201, 429, 429]


def test_the_customers_page_counts_too_and_words_alone_go_on(settings):
    ticket = contact()
    settings.UPLOADS_PER_ADDRESS = 1500
    assert [write(ticket).status_code for _ in range(2)] == [303, 429]
    plain = {"from": {"email": "mia@example.org"}, "text": "More."}
    assert Client().post("/api/v1/intake", plain, content_type="application/json").status_code == 201


@pytest.fixture
def full(tmp_path, monkeypatch):
    """A disk with room for one piece of a file."""

    class Full(FileSystemStorage):
        def _save(self, name, content):
            path = tmp_path / name
            path.parent.mkdir(parents=True)
            path.write_bytes(b"half of it")
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Attachment._meta.get_field("file"), "storage", Full(location=tmp_path))
    return lambda: [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_full_disk_takes_nothing_and_leaves_no_half_a_file(full):
    with transaction.atomic():  # stands for the whole of it, which the test's own transaction is outside a test
        answer = send()
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (
        503,
        "60",
        "application/problem+json",
    )
    assert not Ticket.objects.exists()
    assert full() == []


def test_the_customers_page_says_so_too(full):
    ticket = contact()
    with transaction.atomic():
        answer = write(ticket)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert Message.objects.filter(direction="in").count() == 1
    assert full() == []
