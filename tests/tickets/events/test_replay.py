"""How lines change a state: definitions 1.2, 1.3, 1.4 and 1.8, a case a row."""

import pytest

from tests.telling import after, clock, in_a_row, lines, tell
from tickets.events.order import in_order

# What happened, one instant an hour | the status and whom the ticket waits on at the end
STATES = [
    # A customer's message -> us, whatever went before
    ("contact", "new", "us"),
    ("contact answer contact", "open", "us"),
    ("contact pending contact", "open", "us"),
    ("contact on_hold contact", "open", "us"),
    # Our human message -> the customer
    ("contact answer", "open", "customer"),
    ("contact live_answer", "open", "customer"),
    # A machine's word, of ours or of theirs, and a note move nothing
    ("contact auto_reply", "new", "us"),
    ("contact note", "new", "us"),
    ("contact answer out_of_office", "open", "customer"),
    ("out_of_office", "new", "nobody"),
    ("contact answer asked_confirmation feedback", "open", "customer"),
    # Owning a promise keeps it with us, broken or not, until it is delivered or waived
    ("contact answer+promise", "open", "us"),
    ("contact promise answer", "open", "us"),
    ("contact answer promise", "open", "us"),
    ("contact answer+promise answer+kept", "open", "customer"),
    ("contact answer+promise waived", "open", "customer"),
    ("contact promise waived", "new", "us"),
    ("contact answer+promise superseded", "open", "us"),
    # On hold -> third party, and neither our message nor a promise moves it away
    ("contact on_hold", "on_hold", "third_party"),
    ("contact on_hold answer", "on_hold", "third_party"),
    ("contact on_hold answer promise", "on_hold", "third_party"),
    ("contact on_hold promise waived", "on_hold", "third_party"),
    # Open after on hold -> us, also when our word was the last
    ("contact answer on_hold open", "open", "us"),
    ("contact on_hold answer open", "open", "us"),
    # Open otherwise moves nothing
    ("contact answer open", "open", "customer"),
    # Pending never moves the wait; it only ends on hold, and then the last message decides
    ("contact pending", "pending", "us"),
    ("contact answer pending", "pending", "customer"),
    ("contact answer on_hold pending", "pending", "customer"),
    ("contact on_hold pending", "pending", "us"),
    ("contact answer promise on_hold pending", "pending", "us"),
    # Resolved -> nobody; a promise survives it but does not move it
    ("contact resolve", "resolved", "nobody"),
    ("contact answer+promise resolve", "resolved", "nobody"),
    ("contact resolve answer", "resolved", "nobody"),
    ("contact resolve promise", "resolved", "nobody"),
    # Dispute, reopening contact, agent's open -> us
    ("contact resolve dispute", "open", "us"),
    ("contact resolve contact", "open", "us"),
    ("contact resolve open", "open", "us"),
    ("contact resolve close contact", "open", "us"),
    # Thanks and machines of theirs reopen nothing
    ("contact resolve thanks", "resolved", "nobody"),
    ("contact resolve out_of_office", "resolved", "nobody"),
    ("contact answer thanks", "open", "customer"),
    # Even a ticket that starts with a thank-you is somebody's move
    ("thanks", "new", "us"),
    # Somebody took it: no longer new
    ("contact ana", "open", "us"),
    ("contact nobody", "new", "us"),
    # Closed after resolved
    ("contact resolve close", "closed", "nobody"),
]


@pytest.mark.parametrize(("words", "status", "waiting_on"), STATES)
def test_who_moves_next(words, status, waiting_on):
    story = in_a_row(words)
    assert (story.status, story.waiting_on) == (status, waiting_on)


def test_the_last_word_before_on_hold_decides_when_pending_ends_it():
    """The promise's end while on hold leaves the decision to the last message, too."""
    story = in_a_row("contact answer+promise on_hold waived pending")
    assert story.waiting_on == "customer"


# Lines of one instant as they stand in the file | as they are applied (definitions 1.8)
INSTANTS = [
    # an answer goes before pending, on hold and resolve
    ("pending answer", "answer pending"),
    ("on_hold answer", "answer on_hold"),
    ("resolve asked_confirmation answer", "answer resolve asked_confirmation"),
    # not before open, an assignment or a promise
    ("open answer", "open answer"),
    ("promise answer", "promise answer"),
    # not past a line of the customer
    ("pending contact answer", "pending contact answer"),
    ("pending contact on_hold answer", "pending contact answer on_hold"),
    ("resolve thanks answer", "resolve thanks answer"),
    ("resolve confirm answer", "resolve confirm answer"),
    ("resolve dispute answer", "resolve dispute answer"),
    ("pending waived answer", "pending waived answer"),
    # two answers keep their order
    ("resolve answer live_answer", "answer live_answer resolve"),
    # a machine's word is no answer
    ("pending auto_reply", "pending auto_reply"),
]


@pytest.mark.parametrize(("told", "applied"), INSTANTS)
def test_within_an_instant_an_answer_is_applied_before_what_parks_the_ticket(told, applied):
    instant = lines(*(("5 10:00", word) for word in told.split()))
    assert [line.name for line in in_order(reversed(instant))] == applied.split()


def test_an_answer_is_not_moved_out_of_its_instant():
    told = lines(("5 10:00", "pending"), ("5 10:00:01", "answer"))
    assert [line.name for line in in_order(told)] == ["pending", "answer"]


def test_a_line_that_was_taken_late_keeps_the_place_that_it_names():
    told = lines(("5 10:00", "answer"), ("5 10:00", "note"), ("5 10:00", "dispute", {"before": "answer"}))
    assert [line.name for line in in_order(told)] == ["dispute", "answer", "note"]
    lost = lines(("5 10:00", "answer"), ("5 10:00", "dispute", {"before": "nothing"}))
    assert [line.name for line in in_order(lost)] == ["answer", "dispute"]


def test_a_reply_saved_together_with_pending_counts_as_the_answer():
    story = in_a_row("contact pending+answer")
    assert (story.status, story.waiting_on) == ("pending", "customer")


def test_figures_look_at_the_state_after_all_lines_of_an_instant():
    story = in_a_row("contact answer+promise contact+answer+kept")
    assert [(wait.at, wait.on) for wait in story.waits] == [(after(0), "us"), (after(2), "customer")]


# How it began | the name of the line that starts it, and whether we opened it
STARTS = [
    ("contact", "contact", False),
    ("note contact", "contact", False),
    ("thanks contact", "thanks", False),
    ("out_of_office contact", "contact", False),
    ("auto_reply contact", "contact", False),
    # a human message of ours came first: we opened it
    ("answer contact", "contact", True),
    # a ticket without a contact has no start
    ("answer note", None, False),
    ("out_of_office", None, False),
]


@pytest.mark.parametrize(("words", "start", "by_us"), STARTS)
def test_a_ticket_starts_with_the_first_contact_of_its_customer(words, start, by_us):
    story = in_a_row(words)
    assert (story.start.name if story.start else None, story.opened_by_us) == (start, by_us)


# What happened | reopens
REOPENS = [
    ("contact resolve contact", 1),
    ("contact resolve dispute", 1),
    ("contact resolve dispute resolve contact", 2),
    ("contact resolve dispute contact", 1),  # already back
    ("contact resolve thanks", 0),
    ("contact resolve out_of_office", 0),
    ("contact resolve open", 0),  # our own doing is not counted
    ("contact resolve open contact", 0),
    ("contact resolve close contact", 1),
    ("contact contact", 0),
]


@pytest.mark.parametrize(("words", "reopens"), REOPENS)
def test_only_the_customer_causes_a_reopen(words, reopens):
    assert in_a_row(words).reopens == reopens


# What cannot be | why
REFUSED = [
    ("contact resolve resolve", "already resolved"),
    ("contact resolve pending", "already resolved"),
    ("contact resolve on_hold", "already resolved"),
    ("contact confirm", "nothing to confirm"),
    ("contact dispute", "nothing to dispute"),
    ("contact close", "Only a resolved ticket closes"),
    ("contact kept", "no such promise"),
    ("contact answer+promise waived waived", "already settled"),
    ("contact answer+promise answer+kept superseded", "already settled"),
    # delivered by an answer that we start, at the same instant
    ("contact answer+promise kept", "kept by an answer"),
    ("contact answer+promise live_answer+kept", "kept by an answer"),
    ("contact answer+promise answer kept", "kept by an answer"),
]


@pytest.mark.parametrize(("words", "reason"), REFUSED)
def test_a_line_that_the_rules_forbid_has_no_effect_and_says_why(words, reason):
    story = in_a_row(words)
    ((line, why),) = story.void
    assert reason in why
    *before, last = words.split()
    assert line.name == last.split("+")[-1]
    without = in_a_row(" ".join([*before, "+".join(last.split("+")[:-1])]))
    assert (story.status, story.waiting_on, story.reopens) == (without.status, without.waiting_on, without.reopens)


def test_a_promise_is_replaced_strictly_before_it_is_due():
    def replaced(when):
        return tell(("5 10:00", "contact"), ("5 11:00", "promise", {"due_at": "6 10:00"}), (when, "superseded")).void

    assert not replaced("6 09:59:59")
    assert "before it is due" in replaced("6 10:00")[0][1]


def test_a_replacement_is_a_promise_with_a_due_time_of_its_own():
    new = {"due_at": "7 10:00", "name": "new"}
    story = tell(("5 10:00", "contact"), ("5 11:00", "promise", {"due_at": "6 10:00"}), ("5 12:00", "superseded", new))
    assert [(told.event.name, told.due_at) for told in story.promises] == [
        ("promise", clock("6 10:00")),
        ("new", clock("7 10:00")),
    ]


def test_a_promise_without_a_date_is_due_after_eight_business_hours():
    story = tell(("5 10:00", "contact"), ("5 10:04", "promise"))
    assert story.promises[0].due_at == clock("6 10:04")


# Who has it over time | since when nobody owns it, as (from, to)
UNOWNED = [
    ("contact", [(0, None)]),
    ("contact ana", [(0, 1)]),
    ("contact ana ben", [(0, 1)]),
    ("contact ana nobody", [(0, 1), (2, None)]),
    ("ana contact", []),
    ("contact resolve", [(0, 1)]),
    ("contact resolve dispute", [(0, 1), (2, None)]),
    ("note contact", [(1, None)]),
    ("contact ana resolve contact", [(0, 1)]),
    ("contact ana resolve nobody contact", [(0, 1), (4, None)]),
]


@pytest.mark.parametrize(("words", "stretches"), UNOWNED)
def test_nobody_owns_an_unresolved_ticket_from_a_line_on(words, stretches):
    found = [(unowned.event.at, unowned.end) for unowned in in_a_row(words).unowned]
    assert found == [(after(since), None if end is None else after(end)) for since, end in stretches]


def test_spam_takes_it_out_and_the_first_exclusion_holds():
    assert in_a_row("contact spam test").excluded.name == "spam"


def test_a_customers_message_wakes_a_snoozed_ticket():
    snoozed = tell(("5 10:00", "contact"), ("5 11:00", "snooze", {"until": "9 09:00"}))
    assert snoozed.snoozed_until == clock("9 09:00")
    woken = tell(("5 10:00", "contact"), ("5 11:00", "snooze", {"until": "9 09:00"}), ("5 12:00", "contact"))
    assert woken.snoozed_until is None
