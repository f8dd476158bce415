"""What each event does to a story: whose move it is, who owns it, what is owed and what came back (definitions 1.2 to 1.4)."""

import pytest

from tests.telling import after, in_a_row, tell


@pytest.mark.parametrize(
    ("words", "waits_on"),
    [
        ("contact answer resolve dispute on_hold pending", "us"),
        ("contact answer resolve open on_hold pending", "us"),  # an agent took it up again
        ("contact answer on_hold open on_hold pending", "us"),
        ("contact answer resolve dispute answer on_hold pending", "customer"),
        ("contact answer on_hold pending", "customer"),
        ("contact answer promise resolve dispute waived", "us"),
        ("contact answer promise on_hold open waived", "us"),
        ("contact answer promise resolve dispute answer waived", "customer"),
        ("contact answer promise resolve dispute answer+kept", "customer"),
    ],
)
def test_a_dispute_and_a_reopen_stay_with_us_until_a_human_message(words, waits_on):
    assert str(in_a_row(words).waiting_on) == waits_on


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


BOUNCED = ("7 10:00", "bounce")
KEPT = [("5 10:00", "contact"), ("5 11:00", "promise"), ("5 12:00", "answer"), ("5 12:00", "kept")]
OTHER = ("5 12:00", "answer", {"name": "other"})
LIVE = ("5 12:00", "live_answer")

# What came back | whether the promise is owed again, and whom the ticket waits on
CAME_BACK = [
    ([*KEPT, BOUNCED], True, "us"),
    ([*KEPT, OTHER, BOUNCED], False, "customer"),  # another answer of that instant carried it as well
    ([*KEPT, OTHER, BOUNCED, ("7 11:00", "bounce", {"of": "other"})], True, "us"),
    ([*KEPT, LIVE, BOUNCED], True, "us"),  # one to their own call carried nothing
    ([*KEPT, ("7 10:00", "bounce", {"of": "contact"})], False, "customer"),
]


@pytest.mark.parametrize(("told", "owed", "waits_on"), CAME_BACK)
def test_a_promise_is_owed_again_once_no_answer_that_carried_it_arrived(told, owed, waits_on):
    story = tell(*told)
    assert (story.promises[0].settled is None, story.waiting_on) == (owed, waits_on)


def test_a_promise_of_a_resolved_ticket_that_is_owed_again_moves_it_nowhere():
    story = tell(*KEPT, ("6 10:00", "resolve"), BOUNCED)
    assert (story.promises[0].settled, story.waiting_on) == (None, "nobody")
