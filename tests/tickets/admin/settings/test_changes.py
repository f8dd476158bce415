"""The history of a setting: who changed what, from what to what, and never a secret's value."""

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import post
from tests.tickets.admin.settings.test_mailboxes import SAID as MAILBOX
from tests.tickets.admin.settings.test_telephone_lines import SAID as LINE
from tickets.actions.setup import accounts, people
from tickets.models import ApiKey, CalendarVersion, Mailbox, PolicyVersion, ServiceTarget, Team, Widget
from tickets.rules.access import COMMAND


def newest():
    """What was written down last: by whom, of what, and the sentence."""
    entry = LogEntry.objects.latest("pk")
    return entry.user.username, entry.object_repr, entry.get_change_message()


def test_a_target_tells_what_it_was_before(clara):
    said = {"metric": "first_response", "clock": "business", "valid_from": "2025-03-11T09:00", "hours": "2"}
    assert post(clara, "servicetarget/add/", **said).status_code == 302
    sentence = "First response: from 1 h (Business hours) to 2 h (Business hours), from March 11, 2025, 9 a.m. on."
    assert newest() == ("clara", "First response: 2 h", sentence)
    target = ServiceTarget.objects.get(target_s=7200)
    assert f"clara {sentence}" in words(clara.get(f"servicetarget/{target.pk}/history/"))


def test_the_first_target_of_its_kind_has_none_before(clara):
    said = {"metric": "resolution_net", "clock": "calendar", "valid_from": "", "hours": "48"}
    post(clara, "servicetarget/add/", **said, holds="beginning")
    assert newest()[2] == "Resolution, net: within 48 h (Calendar), from ever on."


def test_limits_tell_only_those_that_are_other_than_before(clara):
    limits = {"promise_bh": 8, "r2_bh": 16, "r3_bh": 6, "r4_bh": 2, "r5_bh": 24}
    post(clara, "policyversion/add/", valid_from="2025-03-11T09:00", **limits)
    assert newest()[2] == (
        "Added. Valid from: “March 11, 2025, 9 a.m.”. R3: no answer from a person: from “12” to “6”."
    )


def test_a_new_version_begins_with_the_newest_one(clara):
    PolicyVersion.objects.create(valid_from=make.at("11 09:00"), r3_bh=5)
    CalendarVersion.objects.create(
        valid_from="2025-03-17", time_zone="Europe/Lisbon", hours={"1": [["08:00", "12:00"]]}, holidays=["2025-04-18"]
    )
    shown = clara.get("policyversion/add/").context["adminform"].form
    assert (shown["r3_bh"].value(), shown["valid_from"].value()) == (5, None)
    shown = clara.get("calendarversion/add/").context["adminform"].form
    said = [shown[name].value() for name in ("time_zone", "day0", "day1", "holidays")]
    assert said == ["Europe/Lisbon", "", "08:00-12:00", "2025-04-18"]


def test_opening_hours_tell_the_days_that_are_other_than_before(clara):
    days = {f"day{day}": "09:00-17:00" for day in range(4)} | {"day4": "09:00-15:00"}
    post(clara, "calendarversion/add/", valid_from="2025-03-17", time_zone="Europe/Berlin", **days)
    assert newest()[1:] == (
        "From March 17, 2025",
        "Added. Valid from: “March 17, 2025”. Friday: from “09:00-17:00” to “09:00-15:00”.",
    )


def test_a_mailbox_tells_its_settings_and_of_its_secrets_only_that_there_are_others(clara):
    clara.client.post("/admin/tickets/mailbox/add/", MAILBOX)
    mailbox = Mailbox.objects.get()
    first = newest()[2]
    said = {"active": "on", "imap_host": "mail.example.org", "imap_password": "geheim-neu"}
    kept = {"smtp_password": "", "webhook_key": ""}
    clara.client.post(f"/admin/tickets/mailbox/{mailbox.pk}/change/", MAILBOX | said | kept)
    second = newest()[2]
    assert "IMAP password: given." in first
    assert second == "IMAP server: from “imap.example.org” to “mail.example.org”. IMAP password: changed."
    assert not {"geheim", "key-1"} & set(first.replace("-", " ").split() + second.split())
    assert "geheim" not in first + second
    assert "key-1" not in first + second


def test_a_line_tells_whom_it_rings_and_hides_its_key(clara):
    make.person("ana"), make.person("ben")
    account, _secret = accounts.create_account(
        by=COMMAND, channel="phone", slug="main", name="Main", address="+4930901800"
    )
    post(clara, f"line/{account.pk}/change/", **LINE)
    told = newest()[2]
    assert "How the provider proves itself: from “Our secret in a header” to “Twilio”." in told
    assert "The provider's key: changed. Who is rung: “ben: 030 901821, ana”." in told
    assert "the-auth-token" not in told


def test_a_person_tells_role_and_teams(clara):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    dora, _password = people.create_person(by=COMMAND, username="dora", role="agent")
    post(clara, f"user/{dora.pk}/change/", role="team_lead", teams=[team.pk])
    assert newest() == (
        "clara",
        "dora",
        "Role: from “Agent” to “Team lead”. Teams: “App support”. Works here: from “yes” to “no”.",
    )


def test_what_is_saved_as_it_is_says_so(clara):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    post(clara, f"team/{team.pk}/change/", name="App support", assigning="none")
    assert newest() == ("clara", "App support", "Saved without a change.")


def test_an_account_tells_what_was_taken_away(clara):
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    account, _secret = accounts.create_account(
        by=COMMAND, channel="email", slug="a", name="A", address="a@b.c", team=team
    )
    post(clara, f"channelaccount/{account.pk}/change/", name="A", address="", active="on")
    assert newest()[2] == "Address or number: “a@b.c” removed. Team that gets what comes in: “App support” removed."


@pytest.mark.parametrize(
    ("page", "button", "sentence"),
    [
        ("apikey", "revoke", "Revoke."),
        ("channelaccount", "secret", "New secret."),
        ("user", "password", "New password."),
    ],
)
def test_a_button_is_written_down_without_what_it_gave(clara, page, button, sentence):
    post(clara, "apikey/add/", name="Website", user=clara.person.pk, scopes=["intake"])
    account, _secret = accounts.create_account(by=COMMAND, channel="email", slug="support", name="Support")
    dora, _password = people.create_person(by=COMMAND, username="dora", role="agent")
    row = {"apikey": ApiKey.objects.get(), "channelaccount": account, "user": dora}[page]
    post(clara, f"{page}/{row.pk}/change/", press=button)
    assert newest() == ("clara", str(row), sentence)


def test_a_key_tells_for_what_and_as_whom_and_hides_itself(clara):
    answer = post(clara, "apikey/add/", name="Website", user=clara.person.pk, scopes=["intake", "metrics"])
    secret = answer.context["secret"]
    told = newest()[2]
    assert told == "Added. Which program: “Website”. Acts as: “clara”. Opens: “intake, metrics”."
    assert secret.split(".")[1] not in told


def test_a_widget_is_one_row_of_the_history_with_its_account(clara):
    basics = {"name": "Shop", "slug": "shop", "title": "", "colour": "#0e9f6e", "origins": ""}
    post(clara, "widget/add/", **basics)
    widget = Widget.objects.get()
    post(clara, f"widget/{widget.pk}/change/", **basics | {"origins": "https://shop.example", "active": "on"})
    flags = LogEntry.objects.order_by("pk").values_list("object_id", "action_flag")
    assert list(flags) == [(str(widget.pk), ADDITION), (str(widget.pk), CHANGE)]
    assert newest()[2] == "Sites that may show it: “https://shop.example”."


def test_what_is_refused_leaves_no_trace(clara):
    people.create_team(by=COMMAND, slug="shop", name="Shop")
    team = people.create_team(by=COMMAND, slug="app", name="App support")
    assert post(clara, f"team/{team.pk}/change/", name="Shop").status_code == 400
    post(clara, f"user/{clara.person.pk}/change/", role="agent", is_active="on")
    assert not LogEntry.objects.exists()
    assert Team.objects.get(pk=team.pk).name == "App support"


def test_what_came_with_the_desk_says_that_nobody_changed_it(clara):
    target = ServiceTarget.objects.first()
    assert "Nobody has changed this here" in words(clara.get(f"servicetarget/{target.pk}/history/"))
