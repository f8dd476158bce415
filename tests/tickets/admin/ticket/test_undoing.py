"""What joined or parted two tickets is undone in the banner right after it, and by its line later."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.ticket.conftest import fresh, page
from tickets.models import Message, Ticket


@pytest.fixture
def toms(mias):
    return make.receive("10 09:30", "Here is the log.", email="tom@example.org", name="Tom").ticket


@pytest.fixture
def twofold(mias):
    """Mia's ticket, in which she wrote of something else."""
    make.receive("10 10:00", "And my invoice is wrong.", ticket=mias, proven=True)
    return fresh(mias), Message.objects.get(text="And my invoice is wrong.")


def banner(browser, ticket):
    return browser.get(page(ticket)).context["just_done"]


def undo(browser, ticket):
    """Press the banner's button."""
    shown = banner(browser, ticket)
    return browser.client.post(shown.url, shown.fields)


def test_a_merge_a_link_and_a_split_say_so_once_with_their_undo(ana, mias, toms):
    ana.do(toms, "merge", into=mias.pk)
    assert banner(ana, mias).words == f"#{toms.pk} was merged into this one."
    shown = ana.get(page(mias))
    assert words(shown).count("was merged into this one.") == 1
    undo(ana, mias)
    assert fresh(toms).merged_into is None


def test_a_link_is_undone_and_may_be_made_again(ana, mias, toms):
    ana.do(toms, "link", to=mias.pk)
    assert banner(ana, toms).words == f"Linked with #{mias.pk}."
    undo(ana, toms)
    assert not toms.links.exists()
    text = words(ana.get(page(toms)))
    assert f"ana undid the link with #{mias.pk}" in text
    assert banner(ana, toms) is None
    ana.do(toms, "link", to=mias.pk)
    assert toms.links.count() == 1


def test_what_was_split_off_goes_back_and_the_story_is_what_it_was(ana, twofold):
    ticket, message = twofold
    before = (ticket.status, ticket.contacts, ticket.due_at, ticket.waiting_on)
    ana.do(ticket, "split", messages=message.pk)
    new = Ticket.objects.exclude(pk=ticket.pk).get()
    assert banner(ana, new).words == f"Split off #{ticket.pk}: this is #{new.pk}."
    assert banner(ana, ticket).words == f"#{new.pk} was split off this one, #{ticket.pk}."
    undo(ana, new)
    ticket = fresh(ticket)
    assert (ticket.status, ticket.contacts, ticket.due_at, ticket.waiting_on) == before
    assert fresh(new).merged_into == ticket


def test_what_came_to_the_other_since_is_looked_at_before_a_split_goes_back(ana, twofold):
    ticket, message = twofold
    ana.do(ticket, "split", messages=message.pk)
    new = Ticket.objects.exclude(pk=ticket.pk).get()
    seen = banner(ana, new)
    make.receive("10 10:41", "Still there?", ticket=fresh(ticket), proven=True)
    answer = ana.client.post(seen.url, seen.fields)
    assert answer["Location"] == f"/admin/tickets/ticket/{new.pk}/join/?into={ticket.pk}&again"
    assert fresh(new).merged_into is None


def test_the_banner_goes_with_time_with_the_next_deed_and_is_nobody_elses(ana, browser, mias, toms, now):
    ana.do(toms, "link", to=mias.pk)
    assert banner(browser("ben"), toms) is None
    now.shift(601)
    assert banner(ana, toms) is None
    now.shift(-600)
    ana.do(toms, "note", text="Seen.")
    assert banner(ana, toms) is None


def test_later_each_line_of_the_history_offers_its_undo(ana, twofold, toms):
    ticket, message = twofold
    ana.do(ticket, "link", to=toms.pk)
    ana.do(ticket, "split", messages=message.pk)
    new = Ticket.objects.exclude(pk__in=[ticket.pk, toms.pk]).get()
    rows = {row.text: row.undo for row in ana.get(page(ticket)).context["rows"] if row.undo}
    assert [(undo.url.split("/")[-2], undo.looks) for undo in rows.values()] == [("unlink", False), ("join", True)]
    (line,) = [row.undo for row in ana.get(page(new)).context["rows"] if row.undo]
    assert line.url == f"/admin/tickets/ticket/{new.pk}/join/?into={ticket.pk}"
    ana.client.post(f"/admin/tickets/ticket/{ticket.pk}/do/unlink/", {"to": toms.pk})
    undo(ana, new)
    left = [row.undo.url for row in ana.get(page(ticket)).context["rows"] if row.undo]
    assert left == [f"/admin/tickets/ticket/{new.pk}/do/unmerge/"]


def test_who_may_only_read_undoes_nothing(browser, ana, mias, toms):
    ana.do(toms, "link", to=mias.pk)
    max_ = browser("max", "read_only")
    assert "d-undo" not in max_.get(page(toms)).content.decode()
    assert max_.post(toms, "unlink", to=mias.pk).status_code == 403
