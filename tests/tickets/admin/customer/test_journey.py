"""A customer's whole journey: what was said in all their tickets, what they told us, what we owe them."""

from tests import make
from tests.tickets.admin.conftest import hide
from tests.tickets.admin.customer.conftest import CUSTOMERS, page


def test_a_customers_journey_is_one_history_of_all_their_tickets(ana):
    first = make.resolved(make.ticket("5 10:00", "The app hangs.", name="Mia Novak"), "5 11:00")
    second = make.ticket("10 10:00", "My invoice?", email="", phone="+4930901820", channel="phone", name="Mia Novak")
    text = ana.words(f"{CUSTOMERS}{first.customer_id}/change/")
    assert text.index("The app hangs.") < text.index("It is fixed.")
    assert f"#{first.pk}" in text
    assert "My invoice?" not in text  # another customer until somebody joins them
    assert "My invoice?" in ana.words(f"{CUSTOMERS}{second.customer_id}/change/")


def test_a_journey_leaves_out_tickets_of_other_teams(ana):
    shown = make.resolved(make.ticket("1/1 10:00", "Mine to see"), "2/1 10:00")
    ticket = make.ticket("10 10:00", "Also mine", email="leo@example.org")
    hidden = hide(make.receive("10 10:05", "Not mine to see", email=make.MIA).ticket)
    text = ana.words(f"{CUSTOMERS}{ticket.customer_id}/change/")
    assert "Also mine" in text
    assert "Not mine to see" not in ana.words(f"{CUSTOMERS}{shown.customer_id}/change/")
    assert hidden.team.slug == "other"


def test_what_they_said_before_stays_in_sight(ana, mia):
    make.do("facts", mia, at=make.at("6 10:00"), facts={"device": "Pixel 8"})
    text = ana.words(page(mia))
    assert "Pixel 8" in text
    assert "before: Pixel 7" in text


def test_all_contacts_page_by_page_latest_first(ana, mia, monkeypatch):
    for n in range(60):
        make.receive("6 10:00", f"word {n:02}", ticket=mia, channel="chat")
    first, second = ana.words(page(mia)), ana.words(page(mia), p=2)
    assert "word 59" in first
    assert "word 09" not in first
    assert "Earlier messages" in first
    assert "Later messages" not in first
    assert "The app hangs." in second
    assert "Later messages" in second
