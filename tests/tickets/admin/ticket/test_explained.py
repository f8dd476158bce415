"""From a ticket's page one click to how its figures come about."""

import re
from html import unescape

from tests import make
from tests.tickets.admin.ticket.conftest import page
from tickets.models.people import Role


def links(browser, ticket):
    text = browser.get(page(ticket)).content.decode()
    return {unescape(link) for link in re.findall(r'href="(/reports/explain/[^"]*)"', text)}


def test_every_clock_promise_and_flag_and_the_wait_of_a_ticket_can_be_opened(ana, story):
    found = links(ana, story)
    sorts = [re.search(r"figure=(\w+)", link)[1] for link in found]
    assert {sort: sorts.count(sort) for sort in sorts} == {"clock": 5, "promise": 2, "wait": 1, "flag": 3}
    for link in found:
        assert ana.client.get(link, follow=True).status_code == 200, link


def test_a_flag_that_stands_is_said_and_can_be_opened(ana, story, now):
    now.move_to(make.at("13 12:00"))
    ana.sign_in()
    assert "R1 promise past due since Tue 11 March 10:00" in ana.words(page(story))
    standing = ana.get(page(story)).context["waited"].flags
    assert len(standing) == 2  # an answer cleared that of the long wait, for good
    flags = [flag.explain for flag in standing]
    for link in flags:
        assert ana.client.get(link, follow=True).status_code == 200, link


def test_resolved_the_time_to_resolution_is_explained(ana, story):
    make.answered(story, "10 10:40", make.person("ben", Role.AGENT), "Fixed.", then="resolve")
    assert any("figure=ttr" in link for link in links(ana, story))
