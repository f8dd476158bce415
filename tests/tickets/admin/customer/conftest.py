"""Two customers who may be one, and their pages."""

import pytest

from tests import make
from tickets.actions.promises import PromiseGiven

CUSTOMERS = "customer/"
LEO = "leo@example.org"


@pytest.fixture
def mia(desk):
    """Mia's ticket, with all that her page shows."""
    ticket = make.ticket("5 10:00", name="Mia Novak", facts={"device": "Pixel 7", "imei": "35-1"})
    return make.answered(ticket, "5 10:30", promise=PromiseGiven("A fix"))


@pytest.fixture
def leo(desk):
    """Somebody else's, or so we think: the same thing in the world."""
    return make.ticket("6 10:00", "Still hangs", email=LEO, name="M. N.", facts={"imei": "35-1", "device": "iPhone"})


def page(ticket, more=""):
    return f"{CUSTOMERS}{ticket.customer_id}/{more or 'change/'}"


def post(browser, ticket, path, **said):
    return browser.client.post(f"/admin/tickets/{page(ticket, path)}", said)
