"""Rows that older rules have written, or that somebody spoilt, are found and made true from nothing but events."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tickets.actions import clockwork
from tickets.actions.projection.rebuild import check, heal, rebuild
from tickets.actions.promises import PromiseGiven
from tickets.models import Promise, ServiceClock, StalledFlag, Ticket
from tickets.rules import conversation as rules
from tickets.rules.version import RULES_VERSION

pytestmark = pytest.mark.django_db
NOW = make.at("17 10:00")


@pytest.fixture
def desk():
    """Five customers who each wrote twice within ten minutes, and got a promise that was broken."""
    make.desk()
    for number in range(5):
        email = f"c{number}@example.org"
        ticket = make.ticket("10 10:00", email=email)
        make.receive("10 10:05", "It still hangs.", email=email, ticket=ticket)
        make.answered(ticket, "10 11:00", promise=PromiseGiven("a fix", make.at("11 10:00")))
    while clockwork.sweep(NOW):
        pass
    return list(Ticket.objects.order_by("pk"))


@pytest.fixture
def another_rule(desk, monkeypatch):
    """From now on two mails within ten minutes are two contacts, and the rows are an older release's."""
    monkeypatch.setattr(rules, "EMAIL_BURST", 60)
    Ticket.objects.update(rules_version=RULES_VERSION - 1)
    return desk


def ids(tickets):
    return [ticket.pk for ticket in tickets]


def test_what_today_s_rules_wrote_is_true(desk):
    assert check(ids(desk)) == []
    assert set(Ticket.objects.values_list("rules_version", flat=True)) == {RULES_VERSION}


SPOILT = [
    (Ticket, {"contacts": 9}, ["contacts"]),
    (Ticket, {"status": "closed", "loop": "presumed"}, ["status", "loop"]),
    (Promise, {"state": "kept", "owed": False}, ["promises"]),
    (StalledFlag, {"cleared_at": NOW}, ["flags"]),
    (ServiceClock, {"state": "achieved"}, ["clocks"]),
]


@pytest.mark.parametrize(("model", "values", "what"), SPOILT)
def test_a_row_that_was_spoilt_is_named_and_made_true(desk, model, values, what):
    one = desk[2]
    rows = make.rows(one.pk)
    model.objects.filter(**{"pk" if model is Ticket else "ticket": one.pk}).update(**values)
    (found,) = check(ids(desk))
    assert (found.ticket.pk, sorted(found.what)) == (one.pk, sorted(what))
    assert [difference.ticket.pk for difference in heal(ids(desk), NOW)] == [one.pk]
    assert make.rows(one.pk) == rows
    assert check(ids(desk)) == []


@pytest.mark.parametrize("model", [StalledFlag, ServiceClock])
def test_rows_that_are_missing_or_too_many_are_found(desk, model):
    one, other = desk[:2]
    row = model.objects.filter(ticket=one).first()
    row.delete()
    more = model.objects.filter(ticket=other).first()
    spare = make.Event.objects.filter(ticket=other).exclude(pk=more.anchor_id).latest("pk")
    more.pk, more.anchor_id = None, spare.pk
    more.save()
    assert ids(d.ticket for d in check(ids(desk))) == [one.pk, other.pk]
    heal(ids(desk), NOW)
    assert check(ids(desk)) == []


def test_what_is_true_is_left_alone(desk):
    versions = list(Ticket.objects.order_by("pk").values_list("version", flat=True))
    Ticket.objects.update(rules_version=0)
    assert heal(ids(desk), NOW) == []
    assert list(Ticket.objects.order_by("pk").values_list("version", flat=True)) == versions
    assert not Ticket.objects.of_other_rules(RULES_VERSION).exists()


def test_healing_keeps_when_a_flag_was_detected(desk):
    before = list(StalledFlag.objects.order_by("pk").values_list("pk", "detected_at", "imported"))
    assert before
    rebuild(ids(desk), at=NOW)
    assert list(StalledFlag.objects.order_by("pk").values_list("pk", "detected_at", "imported")) == before


def test_the_next_thing_that_happens_makes_a_ticket_s_rows_true(another_rule):
    one = another_rule[0]
    assert one.contacts == 1
    make.do("note", one, by=make.person(), at=NOW, text="Look.")
    one.refresh_from_db()
    assert (one.contacts, one.rules_version) == (2, RULES_VERSION)
    assert ids(difference.ticket for difference in check(ids(another_rule))) == ids(another_rule[1:])


def test_the_sweep_makes_them_true_little_by_little(another_rule):
    assert [clockwork.heal_some(NOW, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert check(ids(another_rule)) == []
    assert set(Ticket.objects.values_list("contacts", flat=True)) == {2}


def test_the_command_names_them_heals_them_and_finds_none(another_rule):
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("rebuild_tickets", "--check", stdout=out, stderr=err)
    assert failed.value.returncode == 1
    assert [line.split()[0] for line in out.getvalue().splitlines()] == [f"#{ticket.pk}" for ticket in another_rule]
    assert all("contacts" in line for line in out.getvalue().splitlines())
    assert "5 tickets, 5 differ" in err.getvalue()
    call_command("rebuild_tickets", stdout=StringIO(), stderr=StringIO())
    call_command("rebuild_tickets", "--check", stdout=out, stderr=err)
    assert "5 tickets, 0 differ" in err.getvalue()


def test_a_merged_ticket_rests_and_its_rows_go_with_its_events(desk):
    one, other = desk[:2]
    seen = set(StalledFlag.objects.values_list("anchor", "detected_at"))
    make.do("merge", one, by=make.person(), at=NOW, into=other)
    assert not any(model.objects.filter(ticket=one).exists() for model in (StalledFlag, ServiceClock, Promise))
    assert check(ids(desk)) == []
    came = StalledFlag.objects.filter(ticket=other, anchor__ticket=one)
    assert came.exists()
    assert seen.issuperset(came.values_list("anchor", "detected_at"))
    make.do("unmerge", one, by=make.person(), at=NOW)
    assert check(ids(desk)) == []


def test_a_merged_ticket_that_does_not_rest_is_named(desk):
    one, other = desk[:2]
    make.do("merge", one, by=make.person(), at=NOW, into=other)
    Ticket.objects.filter(pk=one.pk).update(status="open")
    assert [(d.ticket.pk, d.what) for d in check(ids(desk))] == [(one.pk, ["status"])]
    heal(ids(desk), NOW)
    assert check(ids(desk)) == []


def test_a_promise_without_effect_is_void_and_stays_so(desk):
    one = desk[0]
    make.do("resolve", one, by=make.person(), at=NOW, text="Done.")
    assert check([one.pk]) == []


@pytest.mark.parametrize("number", [1, 5])
def test_a_check_takes_as_many_statements_for_one_as_for_many(desk, number, django_assert_num_queries):
    make.forget_desk()
    with django_assert_num_queries(9):  # tickets, their merged ones, events, promises, flags, clocks, the desk's three
        check(ids(desk[:number]))
