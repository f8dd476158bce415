"""Merging is replaying the union, and undoing it is exact."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests import make
from tickets.actions.intake.inbound_message import InboundMessage, Sender
from tickets.actions.intake.receive import receive
from tickets.actions.projection.rebuild import rebuild
from tickets.actions.promises import PromiseGiven
from tickets.actions.record import Invalid
from tickets.events.replay import story_of
from tickets.models import Event, Message, Promise, ServiceClock, StalledFlag, Ticket, User
from tickets.models.history import load_events
from tickets.rules.lifecycle import Forbidden

pytestmark = pytest.mark.django_db

AT = datetime(2025, 3, 5, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DERIVED = ("status", "waiting_on", "contacts", "chasers", "channels", "started_at", "due_at", "stalled_rules", "loop")


@pytest.fixture
def ana():
    return User.objects.create(username="ana", role="agent")


def contact(address, at, text="It hangs.", ticket=None):
    message = InboundMessage("email", Sender(email=address), text, answerable=False)
    return receive(message, at=at, ticket=ticket)


@pytest.fixture
def two(ana):
    """An old ticket with a promise, and a newer one of another customer."""
    old = contact("mia@example.com", AT).ticket
    make.do("reply", old, by=ana, at=AT + HOUR, text="We will see.", promise=PromiseGiven("a fix"))
    return old, contact("mia@example.org", AT + 5 * HOUR).ticket


def rows(pk):
    """Everything that follows from a ticket's story."""
    ticket = Ticket.objects.get(pk=pk)
    return (
        [getattr(ticket, name) for name in DERIVED],
        sorted(Promise.objects.filter(ticket=pk).values_list("made_in", "state", "owed")),
        sorted(StalledFlag.objects.filter(ticket=pk).values_list("rule", "anchor", "stalled_from", "cleared_at")),
        sorted(ServiceClock.objects.filter(ticket=pk).values_list("metric", "anchor", "state", "due_at")),
    )


def test_a_merged_ticket_goes_on_in_the_other_with_its_whole_history(two, ana):
    old, new = two
    goes_on = make.do("merge", old, by=ana, at=AT + 6 * HOUR, into=new)
    assert (goes_on.pk, goes_on.contacts, goes_on.started_at) == (new.pk, 2, AT)
    assert Promise.objects.get().ticket_id == new.pk
    assert Ticket.objects.get(pk=old.pk).status == "merged"
    assert Message.objects.of(goes_on).count() == 3


def test_an_undone_merge_leaves_everything_as_it_was(two, ana):
    old, new = two
    rebuild([old.pk, new.pk], at=AT + 8 * HOUR)
    before = rows(old.pk), rows(new.pk)
    make.do("merge", old, by=ana, at=AT + 8 * HOUR, into=new)
    make.do("unmerge", old, by=ana, at=AT + 8 * HOUR)
    assert (rows(old.pk), rows(new.pk)) == before


def test_what_the_verbs_wrote_as_differences_is_what_the_events_say(two, ana):
    old, new = two
    make.do("resolve", old, by=ana, at=AT + 10 * HOUR, text="Fixed.")
    contact("mia@example.com", AT + 12 * HOUR, "Not at all.", ticket=old)
    written = rows(old.pk), rows(new.pk)
    rebuild([old.pk], at=AT + 12 * HOUR)
    rebuild([new.pk], at=AT + 5 * HOUR)
    assert (rows(old.pk), rows(new.pk)) == written


def test_nothing_can_be_done_with_a_ticket_that_was_merged_away(two, ana):
    old, new = two
    make.do("merge", old, by=ana, at=AT + 6 * HOUR, into=new)
    with pytest.raises(Forbidden, match=f"#{new.pk}"):
        make.do("reply", old, by=ana, at=AT + 7 * HOUR, text="Hello?")
    with pytest.raises(Invalid):
        make.do("merge", new, by=ana, at=AT + 7 * HOUR, into=new)


def test_mail_to_a_merged_ticket_reaches_the_one_that_goes_on(two, ana):
    old, new = two
    make.do("merge", old, by=ana, at=AT + 6 * HOUR, into=new)
    again = contact("mia@example.com", AT + 7 * HOUR, "And?", ticket=Ticket.objects.get(pk=old.pk))
    assert again.ticket.pk == new.pk


def test_what_is_split_off_takes_its_lines_and_times_along(two, ana):
    old, _ = two
    second = contact("mia@example.com", AT + 2 * HOUR, "Also, my invoice is wrong.", ticket=old)
    split = make.do("split", old, by=ana, at=AT + 3 * HOUR, messages=[second.message.pk])
    assert (split.started_at, split.contacts) == (AT + 2 * HOUR, 1)
    assert Ticket.objects.get(pk=old.pk).contacts == 1
    kinds = [line.kind for line in load_events([split.pk])[split.pk]]
    assert sorted(kinds) == ["contact", "split_from"]


def test_what_was_split_off_once_is_not_split_off_again(two, ana):
    """It would be in two tickets, and counted twice."""
    old, _ = two
    second = contact("mia@example.com", AT + 2 * HOUR, "Also, my invoice is wrong.", ticket=old)
    make.do("split", old, by=ana, at=AT + 3 * HOUR, messages=[second.message.pk])
    with pytest.raises(Invalid, match="messages of this ticket"):
        make.do("split", old, by=ana, at=AT + 4 * HOUR, messages=[second.message.pk])


def test_a_merge_and_its_undo_end_the_links_of_both(two, ana):
    old, new = two
    versions = [list(Ticket.objects.order_by("pk").values_list("link_version", flat=True))]
    for verb, given in (("merge", {"into": new}), ("unmerge", {})):
        make.do(verb, old, by=ana, at=AT + 6 * HOUR, **given)
        versions.append(list(Ticket.objects.order_by("pk").values_list("link_version", flat=True)))
    assert [sum(after) - sum(before) for before, after in pairwise(versions)] == [2, 2]


def test_what_was_merged_before_goes_along(two, ana):
    old, new = two
    third = contact("leo@example.org", AT + 6 * HOUR).ticket
    make.do("merge", old, by=ana, at=AT + 7 * HOUR, into=new)
    goes_on = make.do("merge", new, by=ana, at=AT + 8 * HOUR, into=third)
    assert set(Ticket.objects.exclude(pk=third.pk).values_list("merged_into", flat=True)) == {third.pk}
    assert goes_on.contacts == 3


def test_a_ticket_is_linked_to_another_and_to_itself_never(two, ana):
    old, new = two
    make.do("link", old, by=ana, at=AT + 6 * HOUR, to=new)
    assert Event.objects.get(kind="link").data == {"to": new.pk, "relation": "related"}
    for verb, name in (("link", "to"), ("merge", "into")):
        with pytest.raises(Invalid, match="itself"):
            make.do(verb, old, by=ana, at=AT + 6 * HOUR, **{name: old})


def test_a_link_is_undone_in_the_log_in_its_row_and_in_what_it_was_counted_for(two, ana):
    old, new = two
    with pytest.raises(Invalid, match="not linked"):
        make.do("unlink", old, by=ana, at=AT + 6 * HOUR, to=new)
    make.do("link", old, by=ana, at=AT + 6 * HOUR, to=new, relation="same_issue")
    make.do("unlink", old, by=ana, at=AT + 7 * HOUR, to=new)
    assert not old.links.exists()
    assert story_of(load_events([old.pk])[old.pk], make.DESK).links == []
    make.do("link", old, by=ana, at=AT + 8 * HOUR, to=new)
    assert [row.relation for row in old.links.all()] == ["related"]


def test_each_half_of_a_split_begins_with_words_of_the_customer(two, ana):
    old, new = two
    first, answer = old.messages.earliest("pk"), old.messages.get(author=ana)
    for wrong in ([first.pk], [answer.pk], [new.messages.earliest("pk").pk], []):
        with pytest.raises(Invalid):
            make.do("split", old, by=ana, at=AT + 6 * HOUR, messages=wrong)
