"""A step is tried for real: what works says so, and what does not says why."""

import pytest

from tests import make
from tickets.actions import heartbeats
from tickets.actions.setup import accounts, hours_and_targets
from tickets.admin.home import trials
from tickets.models import Mailbox
from tickets.models.history import forget_desk
from tickets.rules.access import COMMAND

NOW = make.at("10 10:42")


@pytest.mark.parametrize(
    ("when", "told"),
    [("10 10:42", "Open now, until today 17:00."), ("10 18:00", "Closed now. It opens Tue 11 March 09:00.")],
)
def test_opening_hours_say_when_it_opens_next_or_closes(desk, now, when, told):
    now.move_to(make.at(when))
    assert trials.hours(make.at(when)) == trials.Found(True, told)


def test_hours_that_never_open_fail(db):
    never = {"versions": [{"valid_from": None, "tz": "UTC", "hours": {}, "holidays": []}]}
    hours_and_targets.set_desk({"calendar": never, "policy": {}, "targets": {}}, by=COMMAND, at=NOW)
    forget_desk()
    assert trials.hours(NOW) == trials.Found(False, "Closed, and it never opens.")
    assert trials.targets(NOW) == trials.Found(False, "No target holds today.")


def test_targets_say_by_when_who_writes_now_is_answered(desk):
    found = trials.targets(NOW)
    assert found.ok
    assert found.told.startswith("Who writes now: First response by today 11:42,")


def test_people_say_who_could_not_be_mailed(db):
    make.person("ana", is_staff=True, email="ana@example.org")
    make.person("ben", is_staff=True)
    assert trials.people(NOW) == trials.Found(False, "2 people can sign in. Without a mail address: ben.")
    make.person("lea", is_staff=True, email="lea@example.org")
    assert trials.people(NOW).ok


def test_the_worker_says_what_is_late(db, monkeypatch):
    monkeypatch.setattr("config.broker.ping", lambda: True)
    assert "No beat was ever seen." in trials.worker(NOW).told
    for name in ("tick", "sweep"):
        heartbeats.beat(name, at=NOW)
    assert trials.worker(NOW) == trials.Found(True, "The broker answers, and the worker went round 0 seconds ago.")


def test_a_mailbox_is_signed_in_to_with_what_is_stored(db, monkeypatch):
    assert not trials.mailboxes(NOW).ok
    account, _secret = accounts.create_account(by=COMMAND, channel="email", slug="support", name="Support")
    assert trials.mailboxes(NOW) == trials.Found(
        True, "Mail is handed in by a pipe or a webhook: there is no server to sign in to."
    )
    Mailbox.objects.create(account=account, imap_host="127.0.0.1", imap_port=1, imap_user="a", imap_password="b")
    found = trials.mailboxes(NOW)
    assert not found.ok
    assert found.told.startswith("Support: ")
    assert "Without a server of its own it sends by the desk's." in found.told


def test_the_public_address_must_answer_as_this_desk_does(live_server, settings):
    settings.PUBLIC_URL = live_server.url
    assert trials.public_address(NOW) == trials.Found(True, f"{live_server.url} answers.")
    settings.PUBLIC_URL = f"{live_server.url}/nowhere"
    assert not trials.public_address(NOW).ok
