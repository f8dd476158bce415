"""Mails that nobody could read: shown with the reason, to who may see them, and tried again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.tickets.admin.conftest import hide, words
from tickets.actions.setup import people
from tickets.admin.tickets.saved_views import UNREADABLE, counts
from tickets.models import RawInbound, User
from tickets.rules.access import COMMAND

ARRIVALS = "rawinbound/"


def test_what_nobody_could_read_is_shown_with_its_reason_and_its_source_and_can_be_tried_again(ana, raw):
    assert "No sender." in ana.words(ARRIVALS)
    text = ana.words(f"{ARRIVALS}{raw.pk}/change/")
    assert "From: \ufffd broken" in text
    source = ana.get(f"{ARRIVALS}{raw.pk}/source/")
    assert (source.content, source["Content-Type"]) == (b"From: \xff broken", "application/octet-stream")
    assert "attachment" in source["Content-Disposition"]
    ana.client.post(f"/admin/tickets/{ARRIVALS}{raw.pk}/retry/")
    assert RawInbound.objects.get().state == "waiting"


def test_the_list_of_arrivals_says_how_large_they_are_and_loads_none(ana, raw):
    RawInbound.objects.update(body=bytes(3_000_000))
    with CaptureQueriesContext(connection) as queries:
        text = ana.words(ARRIVALS, state="all")
    assert "2.9 MB" in text.replace("\xa0", " ")
    read = " ".join(query["sql"] for query in queries)
    assert 'LENGTH("tickets_rawinbound"."body")' in read
    assert '"body"' not in read.replace('LENGTH("tickets_rawinbound"."body")', "")


def test_a_head_alone_is_never_read_as_a_mail(ana, raw):
    RawInbound.objects.update(is_head=True)
    assert "Try to read it again" not in ana.words(f"{ARRIVALS}{raw.pk}/change/")
    answer = ana.client.post(f"/admin/tickets/{ARRIVALS}{raw.pk}/retry/", follow=True)
    assert "Only the head of this mail is stored." in words(answer)
    assert RawInbound.objects.get().state == "unreadable"


@pytest.mark.parametrize(("role", "sees"), [("agent", 404), ("team_lead", 404), ("manager", 200)])
def test_what_came_to_another_teams_account_is_not_found(browser, raw, role, sees):
    team = people.create_team(by=COMMAND, slug="other", name="Others")
    raw.account.team = team
    raw.account.save()
    somebody = browser("lea", role)
    assert somebody.get(f"{ARRIVALS}{raw.pk}/source/").status_code == sees
    somebody.person.teams.add(team)
    assert somebody.get(f"{ARRIVALS}{raw.pk}/source/").status_code == 200


@pytest.mark.parametrize(("role", "theirs", "number"), [("agent", False, 0), ("agent", True, 1), ("manager", False, 1)])
def test_the_sidebar_counts_what_nobody_could_read_of_the_accounts_that_one_sees(browser, raw, role, theirs, number):
    raw.account.team = people.create_team(by=COMMAND, slug="other", name="Others")
    raw.account.save()
    somebody = browser("lea", role)
    if theirs:
        somebody.person.teams.add(raw.account.team)
    assert counts(User.objects.get(pk=somebody.person.pk), make.at("10 10:42"))[UNREADABLE] == number


def test_what_an_arrival_became_decides_who_sees_it(ana, browser, raw):
    received = make.receive("10 10:00", "Secret words")
    RawInbound.objects.update(state="done", message=received.message)
    assert ana.get(f"{ARRIVALS}{raw.pk}/source/").status_code == 200
    hide(received.ticket)
    assert ana.get(f"{ARRIVALS}{raw.pk}/source/").status_code == 404


def test_who_may_only_read_mends_nothing(browser, raw):
    max_ = browser("max", "read_only")
    assert max_.get(ARRIVALS).status_code == 403
    assert max_.get(f"{ARRIVALS}{raw.pk}/source/").status_code == 404
    assert max_.client.post(f"/admin/tickets/{ARRIVALS}{raw.pk}/retry/").status_code == 404
