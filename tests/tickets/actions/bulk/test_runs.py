"""A bulk change: looked at first, done ticket by ticket, told by its rows, and put back where nobody changed it since."""

import pytest

from tests import make
from tickets import tasks
from tickets.actions.bulk import runs
from tickets.actions.record import Invalid
from tickets.actions.setup import people
from tickets.actions.verbs import VERBS
from tickets.models import BulkRun, Event, Message, Ticket
from tickets.models.bulk import BulkState, ItemState
from tickets.rules.access import COMMAND, Denied

NOW = make.at("5 12:00")


@pytest.fixture
def ana(db):
    make.desk()
    return make.person()


def several(number, when="5 10:00"):
    return [make.ticket(when, f"Case {n}", email=f"m{n}@example.org").pk for n in range(number)]


def asked(person, verb, pks, **given):
    run = runs.choose(verb, Ticket.objects.filter(pk__in=pks), by=person, at=NOW)
    runs.ask(run, VERBS[verb](**given), NOW)
    return run


def done(person, verb, pks, **given):
    run = asked(person, verb, pks, **given)
    runs.start(run, NOW)
    return run


def states(run):
    return list(run.items.order_by("ticket").values_list("state", flat=True))


def reasons(run):
    return set(run.items.exclude(reason="").values_list("reason", flat=True))


def test_nothing_is_done_before_somebody_has_seen_what_would_be(ana):
    one, two, three = several(3)
    make.do("tag", two, by=ana, at=NOW, add=["billing"])
    make.resolved(three, "5 11:00", ana)
    events = Event.objects.count()
    run = asked(ana, "snooze", [one, two, three], until=make.at("6 10:00"))
    assert (run.state, states(run)) == (BulkState.READY, ["ready", "ready", "refused"])
    assert reasons(run) == {"Not for a ticket that is resolved."}
    assert (Event.objects.count(), Ticket.objects.exclude(snoozed_until=None).count()) == (events, 0)
    runs.start(run, NOW)
    assert (run.state, states(run)) == (BulkState.DONE, ["done", "done", "refused"])
    assert Event.objects.count() == events + 2


@pytest.mark.parametrize(
    ("verb", "given", "field", "before", "after"),
    [
        ("priority", {"to": "high"}, "priority", "normal", "high"),
        ("tag", {"add": ["billing"], "remove": ["app"]}, "tags", ["app"], ["billing"]),
        ("snooze", {"until": make.at("6 10:00")}, "snoozed_until", None, make.at("6 10:00")),
    ],
)
def test_what_it_changed_is_put_back(ana, verb, given, field, before, after):
    pks = several(2)
    for pk in pks:
        make.do("tag", pk, by=ana, at=make.at("5 11:00"), add=["app"])
    run = done(ana, verb, pks, **given)
    assert [getattr(ticket, field) for ticket in Ticket.objects.all()] == [after, after]
    back = runs.undo(run, make.at("5 12:05"))
    assert states(back) == ["done", "done"]
    found = [getattr(ticket, field) for ticket in Ticket.objects.all()]
    assert found in ([before, before], [make.at("5 12:05")] * 2 if verb == "snooze" else None)
    with pytest.raises(Invalid):
        runs.undo(run, make.at("5 12:06"))


def test_owners_and_teams_are_put_back_to_what_each_had_but_not_where_somebody_changed_it_since(ana):
    ben, cy = make.person("ben"), make.person("cy")
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    one, two, three = several(3)
    make.do("assign", one, by=ana, at=make.at("5 11:00"), to=ana)
    run = done(ana, "assign", [one, two, three], to=ben, team=team)
    assert set(Ticket.objects.values_list("owner__username", "team__slug")) == {("ben", "app")}
    make.do("assign", two, by=ben, at=make.at("5 12:01"), to=cy)
    make.do("assign", three, by=ben, at=make.at("5 12:01"), to=cy)
    make.do("assign", three, by=ben, at=make.at("5 12:02"), to=ben)
    back = runs.undo(run, make.at("5 12:05"))
    assert states(back) == ["done", "refused", "refused"]
    assert reasons(back) == {"Somebody has changed it since: it stays as it is."}
    owners = dict(Ticket.objects.values_list("pk", "owner__username"))
    assert owners == {one: "ana", two: "cy", three: "ben"}
    assert list(Ticket.objects.values_list("team__slug", flat=True).order_by("pk")) == [None, "app", "app"]


def test_what_is_so_already_is_said_to_be_so_and_leaves_no_event(ana):
    pks = several(2)
    make.do("assign", pks[0], by=ana, at=NOW, to=ana)
    events = Event.objects.count()
    run = done(ana, "assign", pks, to=ana)
    assert (states(run), Event.objects.count()) == (["same", "done"], events + 1)


def test_an_answer_goes_out_once_to_each_and_cannot_be_undone(ana):
    pks = several(2)
    run = done(ana, "reply", pks, text="We know, and work on it.")
    sent = Message.objects.filter(direction="out", automatic=False)
    assert {message.recipient for message in sent} == {"m0@example.org", "m1@example.org"}
    with pytest.raises(Invalid):
        runs.start(run, NOW)
    with pytest.raises(Invalid):
        runs.undo(run, NOW)
    assert sent.count() == 2


def test_what_came_in_since_the_look_stops_that_ticket_alone(ana):
    one, two, three = several(3)
    run = asked(ana, "reply", [one, two, three], text="Solved.")
    make.receive("5 12:01", "It is worse.", ticket=Ticket.objects.get(pk=two), email="m1@example.org", proven=True)
    make.do("open-history", three, by=ana, at=make.at("5 12:01"))  # a look is no news
    runs.start(run, make.at("5 12:02"))
    assert states(run) == ["done", "refused", "done"]
    assert reasons(run) == {"Something new came in it since you looked."}


def test_each_ticket_asks_for_what_its_doer_may_do_and_see_today(ana):
    one, two = several(2)
    run = asked(ana, "priority", [one, two], to="high")
    team = people.create_team(by=COMMAND, slug="other", name="Others")
    make.do("assign", one, by=make.person("ben"), at=NOW, to=None, team=team)
    runs.start(run, NOW)
    assert states(run) == ["refused", "done"]
    assert reasons(run) == {"You do not see this ticket any more."}
    ana.role = "read_only"
    ana.save()
    with pytest.raises(Denied):
        runs.choose("tag", Ticket.objects.all(), by=ana, at=NOW)
    later = BulkRun.objects.get(pk=run.pk)
    later.items.update(state=ItemState.READY, version=None)
    BulkRun.objects.filter(pk=run.pk).update(state=BulkState.RUNNING)
    runs.work(runs.claim(NOW), NOW)
    assert set(states(run)) == {"refused"}


def test_many_go_into_one_and_come_out_again(ana):
    one, two, into = several(3)
    run = done(ana, "merge", [one, two, into], into=Ticket.objects.get(pk=into))
    assert states(run) == ["done", "done", "refused"]
    assert Ticket.objects.filter(merged_into=into).count() == 2
    back = runs.undo(run, make.at("5 12:05"))
    assert (states(back), Ticket.objects.filter(merged_into=into).count()) == (["done", "done"], 0)


def test_more_than_fifty_are_looked_at_and_done_by_the_worker_a_chunk_a_turn(ana):
    pks = several(runs.AT_ONCE + 5)
    run = asked(ana, "priority", pks, to="high")
    assert (run.state, set(states(run))) == (BulkState.CHECKING, {"new"})
    runs.work(runs.claim(NOW), NOW)
    run.refresh_from_db()
    assert (run.state, run.counts()["new"], run.counts()["ready"]) == (BulkState.CHECKING, 5, runs.AT_ONCE)
    tasks.bulk()
    run.refresh_from_db()
    assert run.state == BulkState.READY
    runs.start(run, NOW)
    assert Ticket.objects.filter(priority="high").count() == 0
    tasks.bulk()
    run.refresh_from_db()
    assert (run.state, set(states(run))) == (BulkState.DONE, {"done"})
    assert Event.objects.filter(kind="priority").count() == len(pks)


def test_a_run_that_its_worker_left_is_gone_on_with_by_the_next_and_nothing_is_done_twice(ana):
    pks = several(4)
    run = asked(ana, "priority", pks, to="high")
    BulkRun.objects.filter(pk=run.pk).update(state=BulkState.RUNNING)
    killed = runs.claim(NOW)
    runs.do(run.items.order_by("id").first().pk, killed, NOW)  # and then it died
    assert runs.claim(NOW) is None
    later = make.at("5 12:01")
    runs.work(runs.claim(later), later)
    assert (states(run), Event.objects.filter(kind="priority").count()) == (["done"] * 4, 4)
    runs.work(killed, later)  # it was only slow
    assert Event.objects.filter(kind="priority").count() == 4


def test_what_a_person_owns_is_handed_over_in_one_step(ana):
    ben, team = make.person("ben"), people.create_team(by=COMMAND, slug="app", name="App support")
    boss = make.person("boss", "administrator")
    one, two, free = several(3)
    for pk in (one, two):
        make.do("assign", pk, by=ana, at=make.at("5 11:00"), to=ana)
    assert runs.hand_over(ben, team, by=boss, at=NOW) is None
    runs.hand_over(ana, ben, by=boss, at=NOW)
    assert dict(Ticket.objects.values_list("pk", "owner__username")) == {one: "ben", two: "ben", free: None}
    runs.hand_over(ben, team, by=boss, at=NOW)
    assert set(Ticket.objects.exclude(pk=free).values_list("owner", "team__slug")) == {(None, "app")}


def test_what_somebody_took_meanwhile_is_not_handed_over(ana, monkeypatch):
    ben, cy, boss = make.person("ben"), make.person("cy"), make.person("boss", "administrator")
    one, two = several(2)
    for pk in (one, two):
        make.do("assign", pk, by=ana, at=make.at("5 11:00"), to=ana)
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    run = runs.hand_over(ana, ben, by=boss, at=NOW)
    assert list(Ticket.objects.filter(runs.being_handed_over()).values_list("pk", flat=True).order_by("pk")) == [
        one,
        two,
    ]
    make.do("take", one, by=cy, at=NOW)
    monkeypatch.undo()
    runs.work(runs.claim(NOW), NOW)
    assert states(run) == ["refused", "done"]
    assert not Ticket.objects.filter(runs.being_handed_over()).exists()


def test_none_and_too_many_are_refused_and_what_is_no_bulk_change(ana, monkeypatch):
    several(2)
    monkeypatch.setattr(runs, "MOST", 1)
    for verb, tickets in (
        ("tag", Ticket.objects.none()),
        ("tag", Ticket.objects.all()),
        ("spam", Ticket.objects.all()),
    ):
        with pytest.raises(Invalid):
            runs.choose(verb, tickets, by=ana, at=NOW)
    assert not BulkRun.objects.exists()


def test_what_nobody_began_is_forgotten_after_a_day_and_the_rest_after_a_month(ana):
    pks = several(1)
    asked(ana, "priority", pks, to="high")
    kept = done(ana, "priority", pks, to="low")
    runs.forget(make.at("6 12:00"))
    assert list(BulkRun.objects.all()) == [kept]
    runs.forget(make.at("4/4 12:00"))
    assert not BulkRun.objects.exists()
