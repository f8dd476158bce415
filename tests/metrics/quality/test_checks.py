"""Each check of the data: which tickets it finds, among which, and when somebody should look at it."""

from datetime import UTC, datetime

import pytest

from metrics.keeping import keep
from metrics.quality.answer import alarms, results
from metrics.quality.checks import BY_NAME, CHECKS
from metrics.quality.scope import Scope
from tests import make
from tests.metrics.paging import closed, line
from tickets.models import StalledFlag, Ticket
from tickets.models.history import Horizon, current_desk
from tickets.rules.business_time import Calendar
from tickets.rules.desk import Desk

pytestmark = pytest.mark.django_db
NOW = make.at("1/12 12:00")


def scope(since="1 00:00", to="1/4 00:00", *, as_of=NOW, known_at=NOW, desk=None, among=None):
    return Scope(make.at(since), make.at(to), Horizon(as_of, known_at), desk or current_desk(NOW), NOW, among)


def found(check, looked_at=None):
    """The tickets that a check finds, by their keys."""
    return set(BY_NAME[check].found(looked_at or scope()).values_list("source_key", flat=True))


def of(check, looked_at=None):
    return set(BY_NAME[check].among(looked_at or scope()).values_list("source_key", flat=True))


def at(day, clock="10:00"):
    return make.at(f"{day} {clock}").isoformat()


@pytest.fixture
def desk():
    return make.desk()


@pytest.fixture
def march(desk):
    """A: as it should be; B to F each with something that makes figures less sure."""
    make.take(
        [
            *closed("A", 3),
            line("B", "contact", 4, channel="chat", recorded_at=at("5", "10:00:01")),
            line("C", "contact", 28, channel="chat", recorded_at=at("1/4")),
            line("D", "contact", 6, channel="chat", recorded_at=at("6", "09:58")),
            line("E", "contact", 7, channel="chat"),
            line("E", "spam", 8, by="ana"),
            line("F", "contact", 10, channel="chat"),
            line("F", "facts", 10, 1, facts={"device": "X1", "plan": "Pro"}),
            line("G", "contact", 11, channel="email", automatic=True),
            line("X", "contact", 2, channel="chat", at="2025-02-02T10:00:00+01:00"),
        ]
    )


def test_what_was_recorded_more_than_a_day_later_came_late(march):
    """One that was recorded exactly a day later did not."""
    make.take([line("H", "contact", 4, channel="chat", recorded_at=at("5"))])
    assert found("late") == {"B", "C"}
    assert of("late") == {"A", "B", "C", "D", "E", "F", "G", "H"}


def test_what_was_recorded_after_the_end_of_the_period_is_told_by_itself(march):
    """The end itself is after it; what was known before says nothing of it."""
    assert found("after") == {"C"}
    assert found("after", scope(to="1/4 10:00")) == {"C"}
    assert found("after", scope(to="1/4 10:01")) == set()
    assert found("after", scope(known_at=make.at("31 12:00"))) == set()
    assert found("late", scope(known_at=make.at("31 12:00"))) == {"B"}
    assert found("late", scope(as_of=make.at("4 09:00"))) == set()


def test_a_late_entry_of_a_ticket_that_was_merged_is_told_of_the_other(march):
    make.take([line("B", "merge", 20, by="ana", into="A")])
    assert found("late") == {"A", "C"}
    assert "B" not in of("late")


def test_an_entry_from_a_clock_that_is_ahead_was_recorded_before_it_happened(march):
    assert found("ahead") == {"D"}


def test_what_was_imported_is_told_and_what_came_to_us_is_not(march):
    make.ticket("12 10:00")
    assert found("imported") == {"A", "B", "C", "D", "E", "F"}
    assert of("imported") == {"A", "B", "C", "D", "E", "F", None}


def test_a_ticket_of_which_nothing_was_noted_lacks_facts(march):
    assert found("facts") == {"A", "B", "C", "D"}
    assert of("facts") == {"A", "B", "C", "D", "F"}


def test_the_facts_that_are_noted_most_often_are_named(march):
    make.take([line("A", "facts", 12, facts={"plan": "Free"})])
    assert found("facts") == {"B", "C", "D"}
    assert BY_NAME["facts"].names(scope()) == ["plan", "device"]


def test_facts_of_a_ticket_that_was_merged_are_known_of_the_other(march):
    make.take([line("F", "merge", 20, by="ana", into="B")])
    assert found("facts") == {"A", "C", "D"}


def test_a_mail_whose_sender_was_not_proven_is_told_of_the_tickets_with_mails(desk):
    make.ticket("5 10:00", channel="email", subject="claimed")
    make.ticket("6 10:00", email="ines@example.org", channel="email", subject="proven", proven=True)
    make.ticket("7 10:00", email="otto@example.org", channel="chat", subject="no mail")
    make.ticket("8 10:00", email="emma@example.org", channel="email", subject="a machine's", automatic=True)
    named = [set(find(scope()).values_list("subject", flat=True)) for find in _finds("unproven")]
    assert named == [{"claimed"}, {"claimed", "proven"}]


def _finds(check):
    return BY_NAME[check].found, BY_NAME[check].among


def closing(*days, since=None):
    return {"valid_from": since, "tz": "Europe/Berlin", "hours": make.WEEKDAYS, "holidays": list(days)}


def agreed(*versions):
    return Desk(Calendar.from_json({"versions": list(versions)}))


def test_a_year_in_which_the_opening_hours_name_no_holiday_is_told(march):
    assert found("holidays") == {"A", "B", "C", "D", "F"}
    assert found("holidays", scope(desk=agreed(closing("2025-12-25")))) == set()
    assert found("holidays", scope(desk=agreed(closing("2024-12-25")))) == {"A", "B", "C", "D", "F"}


def test_each_version_of_the_opening_hours_answers_for_its_own_time(march):
    later = agreed(closing("2025-12-25"), closing(since="2025-03-06"))
    assert found("holidays", scope(desk=later)) == {"C", "D", "F"}
    sooner = agreed(closing(), closing("2025-12-25", since="2025-03-06"))
    assert found("holidays", scope(desk=sooner)) == {"A", "B"}


def test_a_year_begins_at_midnight_at_the_desk(desk):
    make.take([line("N", "contact", 1, channel="chat", at="2024-12-31T23:30:00+01:00")])
    make.take([line("O", "contact", 1, channel="chat", at="2025-01-01T00:00:00+01:00")])
    desk = agreed(closing("2024-05-01"))
    assert found("holidays", scope("1/1 00:00", "1/2 00:00", desk=desk)) == {"O"}
    years = Scope(datetime(2024, 1, 1, tzinfo=UTC), make.at("1/2 00:00"), Horizon(NOW, NOW), desk, NOW)
    assert found("holidays", years) == {"O"}


def test_a_ticket_for_which_no_target_ran_matched_none(march):
    assert found("targets") == set()


def test_where_the_desk_has_no_targets_every_ticket_lacks_one():
    make.take(
        [line("A", "contact", 3, channel="chat"), line("E", "contact", 3, channel="chat"), line("E", "spam", 4)],
        desk=agreed(closing()),
    )
    assert found("targets") == {"A"}


def test_a_ticket_without_a_contact_is_in_no_figure_and_told_here(march):
    """It is told for the period in which it was made: nothing of it ever started."""
    assert found("contactless") == set()
    assert found("contactless", scope("1/12 00:00", "2/12 00:00")) == {"G"}
    assert of("contactless", scope("1/12 00:00", "2/12 00:00")) == {"G"}


def test_a_ticket_to_which_only_machines_wrote_is_told(march):
    make.take([line("H", "contact", 12, channel="email"), line("H", "contact", 13, channel="email", automatic=True)])
    assert found("machines", scope("1 00:00", "2/12 00:00")) == {"G"}


def test_spam_and_tests_are_told_as_left_out(march):
    make.take([line("A", "test", 20, by="ana")])
    assert found("left-out") == {"A", "E"}
    assert of("left-out") == {"A", "B", "C", "D", "E", "F"}


def test_a_flag_that_no_sweep_saw_is_told_once_one_should_have(desk):
    ticket = make.ticket("5 10:00")
    make.do("note", ticket, by=make.person(), at=make.at("10 10:00"), text="Seen.")
    StalledFlag.objects.update(detected_at=None, imported=False)
    raised = StalledFlag.objects.order_by("stalled_from").first().stalled_from
    of_it = set(BY_NAME["unseen"].found(scope()))
    assert of_it == {ticket}
    early = Scope(make.at("1 00:00"), make.at("1/4 00:00"), Horizon(NOW, NOW), current_desk(NOW), raised)
    assert not BY_NAME["unseen"].found(early).exists()
    StalledFlag.objects.update(imported=True)
    assert not BY_NAME["unseen"].found(scope()).exists()
    assert not BY_NAME["unseen"].among(scope()).exists()


def test_a_ticket_whose_digest_is_out_of_date_is_told(march):
    assert found("digests") == {"A", "B", "C", "D", "E", "F"}
    while keep(NOW):
        pass
    assert found("digests") == set()
    make.do("note", Ticket.objects.get(source_key="A"), by=make.person(), at=make.at("1/12 11:00"), text="Seen.")
    assert found("digests") == {"A"}


# --- Numbers ------------------------------------------------------------------------------------


def result(check, looked_at=None):
    return next(one for one in results(looked_at or scope()) if one.check.name == check)


@pytest.mark.parametrize("check", BY_NAME)
def test_a_check_finds_nothing_that_it_is_not_of(march, check):
    everything = scope("1 00:00", "2/12 00:00")
    assert found(check, everything) <= of(check, everything)
    assert (result(check, everything).k, result(check, everything).n) == (
        len(found(check, everything)),
        len(of(check, everything)),
    )


def test_what_may_be_is_no_alarm_and_more_of_it_is(march):
    assert [result(name).needs_a_look for name in ("late", "ahead", "after", "facts")] == [True, True, False, True]
    make.take([line("A", "facts", 12, facts={"plan": "Free"}), line("B", "facts", 12, facts={"plan": "Free"})])
    assert not result("facts").needs_a_look
    nothing = result("late", scope("1/6 00:00", "1/7 00:00"))
    assert (nothing.k, nothing.n, nothing.share, nothing.needs_a_look) == (0, 0, None, False)


def test_the_overview_is_told_of_what_is_quick_to_ask_and_of_which_any_is_too_many(march):
    assert [check.name for check in alarms(scope())] == ["ahead", "holidays"]
    assert list(alarms(scope("1/6 00:00", "1/7 00:00"))) == []
    assert all(check.looks == 0 for check in CHECKS if check.quick)


def test_only_tickets_that_somebody_sees_figures_of_are_told(march):
    theirs = Ticket.objects.filter(source_key__in=["A", "D"])
    for check in BY_NAME:
        assert of(check, scope(among=theirs)) <= {"A", "D"}
        assert found(check, scope(among=theirs)) <= {"A", "D"}
    assert found("ahead", scope(among=theirs)) == {"D"}


def test_a_desk_that_names_nothing_is_open_around_the_clock_and_has_no_holidays():
    make.take([line("A", "contact", 3, channel="chat")])
    assert found("holidays") == {"A"}
