"""Every address of the desk, opened by every role: none breaks, and none opens what a role may not see."""

import re
from uuid import uuid4

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver

from tests import make
from tickets.actions.intake.inbound_message import InboundFile
from tickets.actions.setup import accounts
from tickets.models import Attachment
from tickets.rules.access import ADMINISTRATOR, AGENT, COMMAND, MANAGER, ROLES, TEAM_LEAD

WORKS = [AGENT, TEAM_LEAD, MANAGER, ADMINISTRATOR]
# Who may open what; the longest beginning counts. An address that is not listed fails the test.
OPEN_TO = {
    "login/": ROLES,
    "password_change/": ROLES,
    "jsi18n/": ROLES,
    "search/": ROLES,
    "autocomplete/": [],
    "r/": [],
    "tickets/ticket/": ROLES,
    "tickets/ticket/add/": WORKS,
    "tickets/ticket/new/": WORKS,
    "tickets/ticket/next/": [],  # pressed, never opened
    "tickets/ticket/first-steps/": [],  # pressed, never opened
    "tickets/ticket/bulk/": [],  # pressed; the page of a change is its asker's alone
    "tickets/ticket/<int:pk>/assignees/": WORKS,
    "tickets/ticket/<int:pk>/macros/": WORKS,
    "tickets/ticket/<int:pk>/people/": WORKS,
    "tickets/ticket/<int:pk>/signature/": WORKS,
    "tickets/ticket/<int:pk>/preview/": WORKS,
    "tickets/ticket/<int:pk>/join/": WORKS,
    "tickets/ticket/<int:pk>/split/": WORKS,
    "tickets/ticket/<int:pk>/forward/": WORKS,
    "tickets/macro/": WORKS,
    "tickets/customer/": ROLES,
    "tickets/organisation/": ROLES,
    "tickets/organisation/add/": WORKS,
    "tickets/message/": ROLES,
    "tickets/rawinbound/": WORKS,
    "tickets/relay/": [TEAM_LEAD, MANAGER, ADMINISTRATOR],
    "tickets/agentfigures/": [MANAGER, ADMINISTRATOR],
    "tickets/parkedline/": [ADMINISTRATOR],
    "tickets/user/": [ADMINISTRATOR],
    "tickets/takingbyanswer/": [ADMINISTRATOR],
    "tickets/team/": [ADMINISTRATOR],
    "tickets/widget/": [ADMINISTRATOR],
    "tickets/apikey/": [ADMINISTRATOR],
    "tickets/channelaccount/": [ADMINISTRATOR],
    "tickets/line/": [ADMINISTRATOR],
    "tickets/mailbox/": [ADMINISTRATOR],
    "tickets/calendarversion/": [ADMINISTRATOR],
    "tickets/policyversion/": [ADMINISTRATOR],
    "tickets/servicetarget/": [ADMINISTRATOR],
    "tickets/customfield/": [ADMINISTRATOR],
    "tickets/factname/": [ADMINISTRATOR],
    "axes/accessattempt/": [ADMINISTRATOR],
    "axes/accesslog/": [ADMINISTRATOR],
}
LEFT_OUT = (
    "",
    "logout/",
    "(?P<url>.*)$",
    "^(?P<app_label>tickets|axes)/$",
)  # each has a test of its own, or opens nothing


def addresses():
    """Every pattern under /admin/, as one reads it."""
    return sorted(set(walk(admin.site.urls[0], "")) - set(LEFT_OUT))


def walk(patterns, before):
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, here)
        else:
            yield here


def test_the_desk_is_under_admin():
    assert get_resolver().resolve("/admin/tickets/ticket/").view_name == "admin:tickets_ticket_changelist"


@pytest.mark.parametrize("role", [*ROLES, None])
def test_no_address_of_the_desk_breaks_for_any_role_and_a_stranger_is_sent_to_sign_in(browser, role):
    ticket = make.ticket("10 10:00", files=(InboundFile("a.txt", "text/plain", b"x"),))
    accounts.create_account(by=COMMAND, channel="email", slug="support", name="Support")
    client = browser("somebody", role).client if role else Client()
    pks = {"pk": ticket.pk, "object_id": ticket.pk, "attachment_pk": Attachment.objects.get().pk, "content_type_id": 1}
    pks |= {"key": uuid4(), "step": "hours"}
    for route in addresses():
        answer = client.get(f"/admin/{filled(route, pks)}")
        if role is None and not route.startswith(("login/", "jsi18n/")):
            assert (answer.status_code, answer["Location"].startswith("/admin/login/")) == (302, True), route
        elif role and role not in open_to(route):
            assert answer.status_code in (302, 403, 404), route
        assert answer.status_code in (200, 302, 403, 404, 405), (route, answer.status_code)


def filled(route, pks):
    """An address with numbers in the place of names."""
    for name, value in pks.items():
        route = re.sub(f"<(path|int|uuid|slug):{name}>", str(value), route)
    assert "<" not in route, route
    return route


def open_to(route):
    """Who may open an address."""
    longest = max((start for start in OPEN_TO if route.startswith(start)), key=len, default=None)
    assert longest is not None, f"{route} is not in the table"
    return OPEN_TO[longest]


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_a_list_gets_it(browser, role):
    client = browser("somebody", role).client
    for route in ("ticket", "customer", "message", "rawinbound", "user", "apikey", "calendarversion"):
        expected = 200 if role in OPEN_TO[f"tickets/{route}/"] else 403
        assert client.get(f"/admin/tickets/{route}/").status_code == expected, route


def test_a_person_without_a_desk_is_sent_to_sign_in(desk):
    client = Client()
    client.force_login(make.person("imported"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/tickets/ticket/").status_code == 302


def test_scripts_come_from_files_only_and_may_be_evaluated_on_these_pages_alone(ana, desk):
    ticket = make.ticket("10 10:00")
    answer = ana.get(f"ticket/{ticket.pk}/change/")
    policy = answer["Content-Security-Policy"]
    scripts = next(part for part in policy.split(";") if "script-src" in part)
    assert "unsafe-inline" not in scripts
    assert "'unsafe-eval'" in scripts
    assert b"onclick=" not in answer.content
    assert b"<script>" not in answer.content.replace(b"\n", b"")
