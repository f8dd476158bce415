"""What all settings pages have in common: they are for administrators, and give away and take no more than they show."""

import pytest
from django.contrib import admin

from tests.tickets.admin.settings.conftest import post
from tickets.actions.setup import accounts, people, widgets
from tickets.admin.settings.settings_admin import SettingsAdmin
from tickets.admin.shared.read_only import ReadingAdmin
from tickets.models import (
    ApiKey,
    CalendarVersion,
    ChannelAccount,
    Line,
    Mailbox,
    PolicyVersion,
    ServiceTarget,
    Team,
    User,
    Widget,
)
from tickets.rules.access import COMMAND

PAGES = ["user", "team", "apikey", "channelaccount", "calendarversion", "policyversion", "servicetarget", "customfield"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["agent", "team_lead", "manager", "read_only"])
def test_set_up_is_for_administrators(browser, page, role):
    somebody = browser("somebody", role)
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    for path in (f"{page}/", f"{page}/add/", f"{page}/{team.pk}/change/"):
        assert somebody.get(path).status_code == 403
        assert post(somebody, path, name="x", role="administrator").status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_administrators_see_every_page(clara, page):
    assert clara.get(f"{page}/").status_code == 200
    assert clara.get(f"{page}/add/").status_code == 200


LOOK_UPS = [
    ("agentfigures", "decided_by__username__startswith=b"),
    ("macro", "text__contains=a"),
    ("takingbyanswer", "decided_by__username__startswith=b"),
    ("user", "password__startswith=pbkdf2"),
    ("user", "password__regex=^p"),
    ("user", "is_superuser=1"),
    ("user", "role__in=agent"),
    ("user", "last_login__isnull=0"),
    ("user", "apikey__secret_hash__startswith=a"),
    ("apikey", "secret_hash__startswith=a"),
    ("apikey", "user__password__startswith=p"),
    ("channelaccount", "secret_hash__regex=^a"),
    ("mailbox", "imap_password__startswith=g"),
    ("mailbox", "account__secret_hash__startswith=g"),
    ("line", "key__startswith=a"),
    ("relay", "writers__contains=a"),
    ("customfield", "choices__contains=a"),
    ("factname", "words__contains=a"),
    ("organisation", "notes__startswith=a"),
    ("widget", "secret__startswith=a"),
    ("team", "members__password__startswith=p"),
    ("calendarversion", "hours__0=1"),
    ("policyversion", "r2_bh=16"),
    ("servicetarget", "metric=update"),
]
OF_OTHER_LISTS = [
    ("rawinbound", "body=1"),
    ("rawinbound", "body__contains=1"),
    ("rawinbound", "account__secret_hash__startswith=g"),
    ("message", "author__password__startswith=p"),
    ("message", "ticket__owner__password__regex=^p"),
    ("message", "lease_until__isnull=1"),
    ("ticket", "owner__password__startswith=p"),
    ("ticket", "reference__regex=^F"),
    ("customer", "identities__value__regex=^m"),
    ("parkedline", "line__text=a"),
]


@pytest.mark.parametrize(("page", "look_up"), LOOK_UPS + OF_OTHER_LISTS)
def test_a_list_takes_no_look_up_that_it_did_not_offer(clara, page, look_up):
    assert clara.client.get(f"/admin/tickets/{page}/?{look_up}").status_code == 400


def test_every_list_of_the_desk_is_as_strict():
    assert all(isinstance(page, ReadingAdmin) for page in admin.site._registry.values())


def test_what_other_lists_offer_works(clara):
    for page in ("message/?delivery__exact=failed&automatic__exact=0", "rawinbound/?state=done", "ticket/?q=app"):
        assert clara.client.get(f"/admin/tickets/{page}").status_code == 200


def test_the_logs_of_who_signed_in_take_none_either(clara):
    for page in ("accessattempt", "accesslog"):
        assert clara.client.get(f"/admin/axes/{page}/?ip_address__startswith=1").status_code == 400


def test_every_settings_page_is_strict_and_has_a_look_up_in_the_table():
    pages = {model._meta.model_name for model, page in admin.site._registry.items() if isinstance(page, SettingsAdmin)}
    assert pages == {page for page, _look_up in LOOK_UPS} | {"accessattempt", "accesslog"}


def test_the_filters_that_are_offered_work(clara):
    ben = people.create_person(by=COMMAND, username="ben", role="agent")[0]
    shown = clara.get("user/", role__exact="agent", is_active__exact="1").context["cl"].result_list
    assert list(shown) == [ben]
    assert len(clara.get("user/", q="ben").context["cl"].result_list) == 1


def test_no_link_fills_a_form_in(clara):
    for page in ("mailbox", "user", "apikey"):
        form = clara.get(f"{page}/add/", name="x", username="x", imap_host="imap.evil.com").context["adminform"].form
        assert not {"x", "imap.evil.com"} & {form[name].value() for name in form.fields if name != "scopes"}


@pytest.fixture
def rows(clara):
    """One of each."""
    post(clara, "apikey/add/", name="Website", user=clara.person.pk, scopes=["intake"])
    post(clara, "team/add/", name="Apps", slug="apps")
    accounts.create_account(by=COMMAND, channel="phone", slug="main", name="Main", address="+4930901800")
    widgets.create_widget(by=COMMAND, slug="shop", name="Shop")
    mailbox, _secret = accounts.create_account(by=COMMAND, channel="email", slug="support", name="Support")
    Mailbox.objects.create(account=mailbox)
    return {
        model._meta.model_name: model.objects.first()
        for model in (
            ApiKey,
            CalendarVersion,
            ChannelAccount,
            Line,
            Mailbox,
            PolicyVersion,
            ServiceTarget,
            Team,
            User,
            Widget,
        )
    }


# The session, the person, their teams and the sidebar's counts are four of each; then the row, and what its form offers.
STATEMENTS = {
    "user": {"add": 5, "change": 11, "history": 7},  # to whom somebody's tickets may go, if they leave
    "team": {"add": 4, "change": 5, "history": 7},
    "apikey": {"add": 5, "change": 6, "history": 7},
    "channelaccount": {"add": 5, "change": 6, "history": 6},
    "mailbox": {"add": 5, "change": 6, "history": 6},
    "line": {"change": 5, "history": 6},
    "widget": {"add": 5, "change": 6, "history": 6},
    "calendarversion": {"add": 5, "change": 5, "history": 6},
    "policyversion": {"add": 5, "change": 5, "history": 6},
    "servicetarget": {"add": 5, "change": 5, "history": 6},  # adding says how many tickets have begun
}


@pytest.mark.parametrize("page", STATEMENTS)
def test_a_page_takes_as_many_statements_as_it_needs(clara, rows, page, django_assert_num_queries):
    for view, number in STATEMENTS[page].items():
        path = f"{page}/add/" if view == "add" else f"{page}/{rows[page].pk}/{view}/"
        clara.get(path)
        with django_assert_num_queries(number):
            assert clara.get(path).status_code == 200


def test_a_history_costs_the_same_however_long(clara, rows, django_assert_num_queries):
    path = f"team/{rows['team'].pk}/history/"
    for name in ("B", "C", "D"):
        post(clara, f"team/{rows['team'].pk}/change/", name=name, assigning="none")
    clara.get(path)
    with django_assert_num_queries(STATEMENTS["team"]["history"]):
        assert len(clara.get(path).context["action_list"]) == 4
