"""The addresses under which a ticket's figures are explained."""

from tickets.admin.shared.explain import explain_url
from tickets.models import Ticket


def test_an_address_names_ticket_and_figure():
    assert explain_url(Ticket(pk=7), "promise:a b&c") == "/reports/explain/7/?figure=promise%3Aa+b%26c"


def test_a_ticket_that_was_merged_away_explains_nothing():
    assert explain_url(Ticket(pk=7, merged_into_id=8), "ttr") == ""
