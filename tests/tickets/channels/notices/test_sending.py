"""What people are told leaves by mail and by their webhook: what to do and where, and never anybody's words."""

import json
from unittest.mock import patch

import pytest
from django.core import mail as outbox
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from config import here
from tests import hook_server, make
from tickets import tasks
from tickets.actions import feed, following
from tickets.actions.setup import people
from tickets.actions.setup.told import want
from tickets.models import Event, Notice, Telling, Ticket
from tickets.rules.access import COMMAND

ALL = ["mention", "assigned", "wrote", "followed"]
SECRET_WORDS = "my bank card is 4000 1234"


@pytest.fixture
def clock(db):
    with patch.object(tasks.timezone, "now", return_value=make.at("5 12:00")) as now:
        yield now


@pytest.fixture
def ana(clock):
    make.desk()
    return make.person("ana", email="ana@example.com", is_staff=True)


@pytest.fixture
def ben(ana):
    return make.person("ben", is_staff=True)


@pytest.fixture
def ticket(ana, ben):
    """Ana's, and nobody is told of what was before."""
    ticket = make.ticket("5 10:00", subject="Card refused")
    make.do("assign", ticket, by=ben, at=make.at("5 10:01"), to=ana)
    tell()
    return ticket


def tell():
    """A run of the worker, also of what the test's own transaction has not committed."""
    outbox.outbox = []
    with patch.object(feed, "_seen_by_all", Event.objects.all):
        tasks.tell()
    return outbox.outbox


def states():
    return list(Telling.objects.order_by("pk").values_list("way", "state"))


def test_a_mail_says_what_to_do_opens_the_ticket_and_holds_nobodys_words(ticket, ana, ben, settings):
    settings.PUBLIC_URL = "https://desk.example.com"
    want(by=ana, by_mail=ALL)
    make.receive("5 11:00", f"Any news? {SECRET_WORDS}", ticket=ticket)
    make.do("note", ticket, by=ben, at=make.at("5 11:10"), text=f"@ana: {SECRET_WORDS}")
    (mail,) = tell()
    assert (mail.to, mail.subject) == (["ana <ana@example.com>"], "2 things for you, in tickets: 1")
    for told in (mail.body, mail.alternatives[0].content):
        assert "The customer wrote. It is yours: answer, or hand it over." in told
        assert "A note of ben names you." in told
        assert f"https://desk.example.com/admin/tickets/ticket/{ticket.pk}/change/" in told
        assert SECRET_WORDS not in told
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    assert (tell(), states()) == ([], [("mail", "sent")])


def test_a_mail_of_one_thing_has_its_ticket_in_the_subject(ticket, ana, ben):
    want(by=ana, by_mail=ALL)
    make.do("note", ticket, by=ben, at=make.at("5 11:10"), text="@ana: look.")
    assert [mail.subject for mail in tell()] == [f"#{ticket.pk} Card refused"]


def test_a_worker_killed_after_the_servers_yes_sends_the_same_message_id_again(ticket, ana, ben, clock):
    want(by=ana, by_mail=ALL)
    make.do("note", ticket, by=ben, at=make.at("5 11:10"), text="@ana: look.")
    with patch("tickets.actions.telling.outbox.sent", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        tell()
    (first,) = outbox.outbox
    assert tell() == []  # it is in hand still
    clock.return_value = make.at("5 12:01")
    (again,) = tell()
    assert again.extra_headers["Message-ID"] == first.extra_headers["Message-ID"]
    assert (tell(), Notice.objects.count()) == ([], 1)


def test_whoever_may_not_see_it_when_it_leaves_is_told_nothing(ticket, ana, ben):
    want(by=ana, by_mail=ALL)
    make.do("note", ticket, by=ben, at=make.at("5 11:10"), text="@ana: look.")
    with patch("tickets.tasks.outbox.claim", return_value=None):
        tell()
    assert states() == [("mail", "waiting")]
    team = people.create_team(by=COMMAND, slug="app", name="App")
    make.do("assign", ticket, by=ben, at=make.at("5 11:20"), to=ben, team=team)
    assert (tell(), states()) == ([], [("mail", "left_out")])


def test_a_merged_ticket_is_opened_where_it_goes_on(ticket, ana, ben):
    want(by=ana, by_mail=["mention"])
    other = make.ticket("5 10:30", email="leo@example.org")
    make.do("note", other, by=ben, at=make.at("5 11:10"), text="@ana: the same?")
    with patch("tickets.tasks.outbox.claim", return_value=None):
        tell()
    make.do("merge", other, by=ben, at=make.at("5 11:20"), into=ticket)
    (mail,) = tell()
    assert f"/ticket/{ticket.pk}/change/" in mail.body


def test_a_webhook_is_called_signed_and_once(ticket, ana, ben, certificate, clock):
    with hook_server.serving(certificate) as hook:
        _row, secret = want(by=ana, by_hook=["mention"], hook_url=hook.url)
        make.do("note", ticket, by=ben, at=make.at("5 11:10"), text=f"@ana: {SECRET_WORDS}")
        hook.status = 503
        assert tell() == []
        hook.status = 200
        clock.return_value = make.at("5 12:02")
        tell()
        tell()
    (_, first, _), (path, headers, body) = hook.calls
    assert (path, first["webhook-id"]) == ("/hooks/abc?x=1", headers["webhook-id"])
    assert states() == [("hook", "sent")]
    with patch("standardwebhooks.webhooks.datetime") as receivers_clock:
        receivers_clock.now.return_value = make.at("5 12:02")
        receivers_clock.fromtimestamp = type(make.at("5 12:02")).fromtimestamp
        assert Webhook(secret).verify(body, headers) == json.loads(body)
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(body.replace("names you", "names me"), headers)
    told = json.loads(body)
    assert f"#{ticket.pk} Card refused: A note of ben names you." in told["text"]
    assert [line["kind"] for line in told["notices"]] == ["mention"]
    assert SECRET_WORDS not in body


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_webhook_that_leads_elsewhere_is_not_followed(ticket, ana, ben, certificate, status):
    with hook_server.serving(certificate) as hook:
        hook.status = status
        want(by=ana, by_hook=["mention"], hook_url=hook.url)
        make.do("note", ticket, by=ben, at=make.at("5 11:10"), text="@ana: look.")
        tell()
    assert (len(hook.calls), states()) == (1, [("hook", "waiting")])
    assert str(status) in Telling.objects.get().reason


def test_a_webhook_beside_us_is_not_called(ticket, ana, ben, certificate, settings):
    settings.PRIVATE_MAIL_SERVERS = False
    with hook_server.serving(certificate) as hook:
        want(by=ana, by_hook=["mention"], hook_url=hook.url)
        make.do("note", ticket, by=ben, at=make.at("5 11:10"), text="@ana: look.")
        tell()
    assert (hook.calls, states()) == ([], [("hook", "failed")])
    assert "not on the public internet" in Telling.objects.get().reason


def test_whoever_has_the_ticket_before_them_is_told_nothing_of_it(ticket, ana, ben, clock, client):
    want(by=ana, by_mail=ALL)
    following.follow(ticket, by=ana, at=make.at("5 11:00"))
    make.do("note", ticket, by=ben, at=make.at("5 11:10"), text="More.")
    client.force_login(ana, backend="django.contrib.auth.backends.ModelBackend")
    clock.return_value = make.at("5 11:11")
    client.get(f"/admin/tickets/ticket/{ticket.pk}/change/")
    assert here.looked(ana.pk, ticket.pk) == make.at("5 11:11")
    clock.return_value = make.at("5 12:00")
    assert (tell(), states()) == ([], [])
    assert Ticket.objects.get(pk=ticket.pk).owner == ana
