"""The sidebar: the views with their counts, and what else a role opens."""

import html

import pytest

from tests import make
from tickets.actions import sweep
from tickets.actions.setup import people
from tickets.admin.tickets.saved_views import VIEWS
from tickets.models import RawInbound
from tickets.rules.access import COMMAND

CUSTOMERS = "customer/"
ARRIVALS = "rawinbound/"


def unreadable_badge(browser):
    items = browser.get(CUSTOMERS).context["sidebar_navigation"][1]["items"]
    (item,) = [item for item in items if "rawinbound" in item["link"]]
    return item.get("badge")


def test_the_list_says_who_wrote_about_what_and_the_navigation_how_many(ana, browser, raw):
    RawInbound.objects.update(sender="Mia Novak <mia@example.org>", subject="A film", is_head=True)
    assert "Mia Novak <mia@example.org> A film" in html.unescape(ana.words(ARRIVALS))
    assert unreadable_badge(ana) == "1"
    raw.account.team = people.create_team(by=COMMAND, slug="other", name="Others")
    raw.account.save()
    assert unreadable_badge(ana) is None
    assert unreadable_badge(browser("vera", "manager")) == "1"
    RawInbound.objects.update(state="done")
    assert unreadable_badge(browser("max", "manager")) is None


def titles(browser):
    """What this person's sidebar offers, group by group."""
    request = browser.get(CUSTOMERS)
    groups = request.context["sidebar_navigation"]
    return [[str(item["title"]) for item in group["items"] if item.get("has_permission", True)] for group in groups]


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        ("read_only", ["Customers", "Organisations", "Outbox", "Home", "Overview", "Reports"]),
        (
            "agent",
            ["Customers", "Organisations", "Outbox", "Unreadable mails", "Macros", "Home", "Overview", "Reports"],
        ),
        (
            "manager",
            [
                "Customers",
                "Organisations",
                "Outbox",
                "Unreadable mails",
                "Macros",
                "Forms and relays",
                "Home",
                "Overview",
                "Reports",
            ],
        ),
        (
            "administrator",
            [
                "Customers",
                "Organisations",
                "Outbox",
                "Unreadable mails",
                "Macros",
                "Forms and relays",
                "Home",
                "Overview",
                "Reports",
                "Desk settings",
            ],
        ),
    ],
)
def test_what_a_role_opens(browser, role, opens):
    inbox, *others = titles(browser("kim", role))
    assert [title for group in others for title in group] == opens
    assert inbox == [str(view.title) for view in VIEWS]


def test_the_view_that_is_shown_is_marked_and_what_alarms_is_red(ana):
    make.ticket("6 10:00", "Nobody answers")
    sweep.check_due(make.at("10 10:42"))
    items = ana.get("ticket/", view="stalled").context["sidebar_navigation"][0]["items"]
    assert [str(item["title"]) for item in items if item["active"]] == ["Stalled"]
    assert {str(item["title"]) for item in items if item["badge_variant"] == "danger"} == {"Stalled"}
