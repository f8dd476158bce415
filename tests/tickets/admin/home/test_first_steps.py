"""What a new desk lacks is told to who can set it up, until it is done or put away."""

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.tickets.admin.conftest import words
from tickets.actions import heartbeats
from tickets.actions.setup import accounts
from tickets.admin.home import first_steps
from tickets.models import FirstStep, User
from tickets.rules.access import COMMAND


@pytest.fixture
def clara(db):
    make.person("clara", "administrator", email="clara@example.org")
    User.objects.update(is_staff=True)
    client = Client()
    client.force_login(User.objects.get(username="clara"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def press(client, step):
    return client.post(f"/admin/tickets/ticket/first-steps/{step}/", follow=True)


def to_do(client):
    return [step.name for step in client.get("/admin/").context["first_steps"] if not step.done]


def test_an_empty_desk_says_what_is_missing_and_where_it_is_done(clara):
    assert to_do(clara) == ["mailbox", "hours", "targets", "people", "worker", "address"]
    shown = clara.get("/admin/")
    text = words(shown)
    assert "No mailbox is open: customers cannot write to you, nor be answered by mail." in text
    for page in ("mailbox", "calendarversion", "servicetarget", "user"):
        assert f'href="/admin/tickets/{page}/add/"' in shown.content.decode()


def test_it_is_gone_once_all_is_done(clara, settings):
    settings.PUBLIC_URL = "https://help.example.org"
    accounts.create_account(by=COMMAND, channel="email", slug="support", name="Support")
    make.desk()
    make.person("ana", email="ana@example.org", is_staff=True)
    assert to_do(clara) == ["worker"]
    heartbeats.beat("tick", at=timezone.now())
    assert to_do(clara) == []
    assert "First steps" not in words(clara.get("/admin/"))


def test_who_cannot_be_mailed_or_not_sign_in_is_not_counted(clara):
    make.person("ana", is_staff=True)
    make.person("imported", email="i@example.org")
    assert "people" in to_do(clara)


def test_a_try_is_kept_with_who_tried_it_and_one_that_failed_is_to_do(clara, settings):
    settings.PUBLIC_URL = "https://help.example.org"
    make.desk()
    assert "First response by" in words(press(clara, "targets"))
    assert (FirstStep.objects.get().name, FirstStep.objects.get().by.username) == ("targets", "clara")
    assert "address" not in to_do(clara)
    settings.PUBLIC_URL = "http://127.0.0.1:1"
    assert "http://127.0.0.1:1 does not answer as this desk does." in words(press(clara, "address"))
    settings.PUBLIC_URL = "https://help.example.org"
    assert "address" in to_do(clara)


def test_it_is_put_away_for_all_administrators_and_says_by_whom(clara):
    press(clara, FirstStep.PUT_AWAY)
    assert first_steps.steps(timezone.now()) == []
    assert "clara put the first steps away" in words(clara.get("/admin/"))
    press(clara, first_steps.SHOW_AGAIN)
    assert "mailbox" in to_do(clara)


def test_an_unknown_step_is_missing_and_nothing_happens_by_looking(clara):
    assert press(clara, "nothing").status_code == 404
    assert clara.get("/admin/tickets/ticket/first-steps/hours/").status_code == 403
    assert not FirstStep.objects.exists()
