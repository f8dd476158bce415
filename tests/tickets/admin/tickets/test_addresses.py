"""The addresses beside the list."""

from tests import make


def test_words_before_a_ticket_are_never_taken_for_one(ana, desk):
    ticket = make.ticket("10 10:00")
    for part in ("filters", "changed", "rows", "keys", "alerts", "my-desk"):
        assert ana.get(f"ticket/{part}/").status_code == 200
    assert ana.get(f"ticket/{ticket.pk}/next/")["Location"].startswith("/admin/tickets/ticket/")
