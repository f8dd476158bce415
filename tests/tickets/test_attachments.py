"""Files of messages through every door: the agents' page, the customer's page, both APIs. No door shows a stranger's page."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import make
from tests.make import api_key, contact, counted
from tickets.actions.intake.inbound_message import InboundFile
from tickets.models import Attachment, Message

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
PAGE = b"<html><script>alert(1)</script>"
FILES = {
    "shot.png": ("text/html", PNG),
    "really.png": ("image/png", PAGE),
    "drawing.svg": ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "naïve \u202e'\"bill.pdf": ("text/html", b"%PDF"),
}


@pytest.fixture
def ticket():
    """A ticket whose first message brought four files."""
    return contact(files=tuple(InboundFile(name, *rest) for name, rest in FILES.items()))


@pytest.fixture
def ana():
    """An agent who has signed in."""
    browser = Client()
    browser.force_login(make.person("ana", is_staff=True), backend="django.contrib.auth.backends.ModelBackend")
    return browser


def signed(ticket):
    return make.token(ticket, at=timezone.now())


def desk(ticket, pk, ana):
    return ana.get(f"/admin/tickets/ticket/{ticket.pk}/attachment/{pk}/")


def portal(ticket, pk, ana):
    return Client().get(f"/r/{ticket.reference}/files/{pk}?t={signed(ticket)}")


def api(ticket, pk, ana):
    return ana.get(f"/api/v1/tickets/{ticket.pk}/attachments/{pk}", HTTP_ACCEPT="image/*")


def own_api(ticket, pk, ana):
    token = {"HTTP_AUTHORIZATION": f"Request {signed(ticket)}"}
    return Client().get(f"/api/v1/requests/{ticket.reference}/attachments/{pk}", **token)


DOORS = [desk, portal, api, own_api]


@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_picture_is_saved_and_never_shown(ticket, ana, door):
    for name in ("really.png", "drawing.svg"):
        answer = door(ticket, Attachment.objects.get(name=name).pk, ana)
        assert b"".join(answer.streaming_content) == FILES[name][1]
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("door", DOORS)
def test_a_picture_is_shown_as_the_type_that_it_is(ticket, ana, door):
    answer = door(ticket, Attachment.objects.get(name="shot.png").pk, ana)
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == 'inline; filename="shot.png"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_name_of_all_letters_goes_out_by_rfc_5987(ticket, ana):
    file = Attachment.objects.get(name__contains="bill")
    assert desk(ticket, file.pk, ana)["Content-Disposition"] == (
        "attachment; filename*=utf-8''na%C3%AFve%20%27%22bill.pdf"
    )


@pytest.mark.parametrize("door", DOORS)
def test_a_foreign_a_missing_and_a_lost_file_are_the_same_answer(ticket, ana, door):
    other = contact(email="leo@example.org", files=(InboundFile("b.txt", "", b"b"),))
    foreign, lost = other.messages.get().attachments.get(), Attachment.objects.get(name="shot.png")
    lost.file.storage.delete(lost.file.name)
    assert [door(ticket, pk, ana).status_code for pk in (foreign.pk, 10**9, lost.pk)] == [404] * 3


@pytest.mark.parametrize("door", [desk, api])
def test_files_of_a_ticket_that_was_merged_in_belong_to_the_whole(ticket, ana, door):
    other = contact(email="leo@example.org", files=(InboundFile("b.txt", "", b"b"),))
    make.do("merge", other, by=make.person("ben"), at=timezone.now(), into=ticket)
    assert door(ticket, Attachment.objects.get(name="b.txt").pk, ana).status_code == 200


@pytest.mark.parametrize("page", ["/admin/tickets/ticket/{0.pk}/change/", "/r/{0.reference}?t={1}"])
def test_pages_show_pictures_in_place_and_list_everything_else(ticket, ana, page):
    html = ana.get(page.format(ticket, signed(ticket))).content.decode()
    pictures = re.findall(r"<img[^>]*>", html)
    assert len(pictures) == 1
    assert 'alt="shot.png"' in pictures[0]
    assert 'loading="lazy"' in pictures[0]
    for name in ("shot.png", "really.png", "drawing.svg"):
        assert name in html
    assert "\u202e" not in html


def test_a_picture_beyond_bearing_is_listed_and_not_shown(ana):
    ticket = contact(files=(InboundFile("huge.png", "image/png", PNG + b"\x00" * 5_000_000),))
    html = ana.get(f"/admin/tickets/ticket/{ticket.pk}/change/").content.decode()
    assert "huge.png" in html
    assert "<img" not in html


def test_both_apis_say_what_may_be_shown(ticket, ana):
    told = ana.get(f"/api/v1/tickets/{ticket.pk}/history").json()["entries"][0]["message"]["attachments"]
    own = Client().get(f"/api/v1/requests/{ticket.reference}", HTTP_AUTHORIZATION=f"Request {signed(ticket)}").json()
    assert [file["picture"] for file in told] == ["image/png", None, None, None]
    assert own["messages"][0]["attachments"] == told


# Sent by agents


def send(ana, ticket, files, **said):
    page = ana.get(f"/admin/tickets/ticket/{ticket.pk}/change/")
    seen = {"version": page.context["ticket"].version, "seen": page.context["last_line"]}
    address = f"/admin/tickets/ticket/{ticket.pk}/do/reply/"
    return ana.post(address, {"text": "Here they are.", "attachments": files, **seen, **said})


@pytest.mark.parametrize("channel", ["email", "chat"])
def test_an_agent_sends_several_files_on_every_channel_that_is_written_to(ana, channel):
    ticket = contact()
    files = [SimpleUploadedFile("a.pdf", b"%PDF"), SimpleUploadedFile("b.png", PNG)]
    send(ana, ticket, files, channel=channel)
    message = Message.objects.get(direction="out", automatic=False)
    assert message.channel == channel
    assert list(message.attachments.order_by("pk").values_list("name", "picture")) == [
        ("a.pdf", ""),
        ("b.png", "image/png"),
    ]


TOO_MUCH = {
    "many": [SimpleUploadedFile(f"{n}", b"x") for n in range(11)],
    "large": [SimpleUploadedFile("a", b"x" * 13_000_000), SimpleUploadedFile("b", b"x" * 13_000_000)],
}


@pytest.mark.parametrize("much", TOO_MUCH)
def test_more_than_the_next_mail_server_takes_is_refused_in_words_and_the_text_is_kept(ana, much):
    ticket = contact()
    answer = send(ana, ticket, TOO_MUCH[much], text="My long answer")
    assert answer.status_code == 400
    html = answer.content.decode()
    assert "At most 10 files and 25 MB together" in html
    assert "My long answer" in html
    assert not Attachment.objects.exists()


def test_a_key_and_a_form_refuse_the_same(ana):
    files = [SimpleUploadedFile(name, b"x" * 12_700_000) for name in "ab"]
    form = {"text": "See.", "from.email": make.MIA, "attachments": files}
    answer = Client().post("/api/v1/intake", form, **api_key(make.person("ana"), "intake"))
    assert (answer.status_code, Attachment.objects.count()) == (400, 0)
    assert "25 MB" in answer.content.decode()


def test_no_statement_more_for_more_files(ana):
    counts = set()
    for number in (1, 3):
        ticket = contact(
            email=f"{number}@example.org", files=tuple(InboundFile(f"{n}", "", PNG) for n in range(number))
        )
        make.do("open-history", ticket, by=make.person("ana"), at=timezone.now())
        with counted() as statements:
            ana.get(f"/admin/tickets/ticket/{ticket.pk}/change/")
        counts.add(len(statements))
    assert len(counts) == 1
