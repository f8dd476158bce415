"""Whoever forgot their password chooses a new one by a mailed link, and nobody learns from it who works here."""

import re
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from tests.make import person
from tickets.models import User

pytestmark = pytest.mark.django_db
NEW = "of-Ana-alone-7"
ASK = "/admin/password/forgotten/"


@pytest.fixture
def ana():
    """Somebody who works here and has forgotten what she signs in with."""
    row = person("ana", email="ana@example.org", is_staff=True)
    row.set_password("forgotten-since")
    row.save()
    return row


@pytest.fixture
def strangers_browser():
    return Client(REMOTE_ADDR="203.0.113.9")


def ask(address="ana@example.org", client=None, **more):
    """Ask, and wait for the mail that leaves beside the answer."""
    answer = (client or Client(REMOTE_ADDR="203.0.113.9", **more)).post(ASK, {"email": address})
    for thread in threading.enumerate():
        if thread.name == "password-mail":
            thread.join(10)
    return answer


def link():
    """The one in the last mail, as its reader would open it."""
    return urlsplit(re.search(r"http\S+", mail.outbox[-1].body)[0]).path


def choose(client, password=NEW, path=None):
    """Open the link, and fill in the form that it leads to."""
    page = client.get(path or link(), follow=True)
    if not page.context["validlink"]:
        return page
    return client.post(page.request["PATH_INFO"], {"new_password1": password, "new_password2": password}, follow=True)


def signs_in(password):
    answer = Client(REMOTE_ADDR="203.0.113.9").post("/admin/login/", {"username": "ana", "password": password})
    return answer.status_code == 302


def test_from_the_log_in_page_by_a_mail_to_a_new_password_and_in(ana, strangers_browser, settings):
    settings.PUBLIC_URL = "https://desk.example.org"
    assert ASK in strangers_browser.get("/admin/login/").content.decode()
    assert ask(client=strangers_browser)["Location"] == "/admin/password/asked/"
    (sent,) = mail.outbox
    assert (sent.to, sent.from_email) == (["ana@example.org"], settings.DESK_EMAIL)
    assert "https://desk.example.org/admin/password/new/" in sent.body
    assert "You sign in as ana." in sent.body
    assert "Your password is changed" in choose(strangers_browser).content.decode()
    assert (signs_in("forgotten-since"), signs_in(NEW)) == (False, True)


def test_the_link_names_the_desk_whatever_host_was_asked(ana, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask(HTTP_HOST="evil.example")
    assert "evil" not in mail.outbox[0].body


def test_a_link_opens_once(ana, strangers_browser):
    ask()
    choose(strangers_browser)
    again = choose(Client(), "another-Password-8")
    assert "opens nothing any more" in again.content.decode()
    assert signs_in(NEW)


def test_a_link_opens_for_an_hour(ana):
    ask()
    with time_machine.travel(timezone.now() + timedelta(minutes=59)):
        assert Client().get(link(), follow=True).context["validlink"]
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert not Client().get(link(), follow=True).context["validlink"]


def test_the_end_of_summer_time_gives_a_link_no_second_hour(ana):
    berlin = ZoneInfo("Europe/Berlin")
    asked = datetime(2025, 10, 26, 2, 30, tzinfo=berlin)
    with time_machine.travel(asked):
        ask()
    with time_machine.travel((asked.astimezone(UTC) + timedelta(minutes=61)).astimezone(berlin)):
        assert not Client().get(link(), follow=True).context["validlink"]


def test_another_mail_address_ends_a_link(ana):
    ask()
    User.objects.update(email="ana@example.net")
    assert not Client().get(link(), follow=True).context["validlink"]


def test_a_stranger_and_who_left_get_the_same_answer_and_no_mail(ana, strangers_browser):
    here = ask(client=strangers_browser)
    left = person("eva", email="eva@example.org", is_active=False)
    left.set_password("x")
    left.save()
    for address in ("nobody@example.org", "eva@example.org"):
        there = ask(address)
        assert (there.status_code, there["Location"]) == (here.status_code, here["Location"])
    assert [sent.to for sent in mail.outbox] == [["ana@example.org"]]


def test_who_leaves_before_the_link_is_opened_or_used_chooses_nothing(ana, strangers_browser):
    ask()
    form = strangers_browser.get(link(), follow=True)
    User.objects.update(is_active=False)
    used = strangers_browser.post(form.request["PATH_INFO"], {"new_password1": NEW, "new_password2": NEW})
    assert not used.context["validlink"]
    assert not Client().get(link(), follow=True).context["validlink"]
    assert not User.objects.get().check_password(NEW)


def test_a_link_of_somebody_else_or_of_nobody_opens_nothing(ana):
    ask()
    token = link().split("/")[-2]
    for path in (f"/admin/password/new/OTk5/{token}/", "/admin/password/new/x/y/", link().replace(token, "a" + token)):
        assert not Client().get(path, follow=True).context["validlink"]


@pytest.mark.parametrize("password", ["short", "12345678901", "password", "ana@example.org"])
def test_a_weak_password_is_refused_where_it_is_typed(ana, strangers_browser, password):
    ask()
    assert choose(strangers_browser, password).context["form"].errors
    assert signs_in("forgotten-since")


def test_all_sessions_end_with_the_old_password(ana, strangers_browser):
    other = Client()
    other.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    ask()
    choose(strangers_browser)
    assert other.get("/admin/").status_code == 302


def test_who_failed_too_often_may_try_the_new_one_at_once(ana, strangers_browser):
    for _ in range(5):
        signs_in("wrong")
    assert not signs_in("forgotten-since")
    ask()
    choose(strangers_browser)
    assert signs_in(NEW)


def test_an_address_asks_thirty_times_in_a_quarter_of_an_hour_for_whomever(ana):
    answers = [ask(f"somebody-{number}@example.org") for number in range(31)]
    assert [answer.status_code for answer in answers] == [302] * 30 + [429]
    assert "asked too often" in answers[-1].content.decode()
    assert ask().status_code == 429
    assert ask(client=Client(REMOTE_ADDR="203.0.113.10")).status_code == 302


def test_nobodys_mailbox_is_flooded_and_the_links_that_came_still_open(ana):
    answers = [ask(client=Client(REMOTE_ADDR=f"203.0.113.{number}")) for number in range(1, 9)]
    assert {answer.status_code for answer in answers} == {302}
    assert len(mail.outbox) == 5
    assert Client().get(link(), follow=True).context["validlink"]


def test_a_mail_server_that_fails_is_nobodys_error(ana, monkeypatch):
    def fail(*_):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    assert ask().status_code == 302


def test_a_desk_whose_mail_does_not_leave_it_says_who_helps_instead(settings):
    settings.MAIL_LEAVES = False
    page = Client().get("/admin/login/").content.decode()
    assert ASK not in page
    assert "An administrator of the desk can give you a new one." in page
    assert {Client().get(f"/admin/password/{name}/").status_code for name in ("forgotten", "asked", "changed")} == {404}
