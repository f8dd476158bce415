"""Tickets as a CSV file."""

import csv

from tests import make
from tests.tickets.admin.conftest import hide

BULK = "/admin/tickets/ticket/bulk/"


def rows(answer):
    return list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))


def test_it_has_a_line_for_each_ticket_that_one_sees_and_no_formula(ana):
    make.ticket("10 10:00", subject="=HYPERLINK(1)", name="@Mia")
    hide(make.ticket("10 10:01", email="leo@example.org"))
    titles, *lines = rows(ana.client.post(BULK, {"verb": "csv", "all": "1", "of": ""}))
    (line,) = lines
    told = dict(zip(titles, line, strict=True))
    assert (told["Subject"], told["Customer"], told["Started"]) == ("'=HYPERLINK(1)", "'@Mia", "2025-03-10 10:00:00")


def test_it_holds_what_was_ticked_also_for_who_may_only_read(browser, desk):
    one, _two = make.ticket("10 10:00"), make.ticket("10 10:00", email="leo@example.org")
    answer = browser("max", "read_only").client.post(BULK, {"verb": "csv", "t": [one.pk]})
    assert [line[0] for line in rows(answer)[1:]] == [str(one.pk)]
    assert answer["Content-Disposition"] == 'attachment; filename="tickets-2025-03-10-1042.csv"'
