"""One field reads what a program sends and what a person types, and each only in its own way."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from tests import make
from tickets.actions.inputs import Refused
from tickets.actions.verbs import VERBS
from tickets.models import Team

AT = make.at("5 10:00")


def sent(verb, body, by=None):
    """What a verb takes from a program."""
    return VERBS[verb].read(body, actor=by, at=AT).given


def typed(verb, text, by=None):
    """What a verb takes from a form."""
    with timezone.override("Europe/Berlin"):
        return VERBS[verb].read(QueryDict(text), actor=by, at=AT, form=True).given


def wrong(read, *given):
    """The fields that are refused."""
    with pytest.raises(ValidationError) as caught:
        read(*given)
    return sorted(caught.value.detail)


def test_a_program_gives_an_offset_and_a_person_has_a_zone():
    assert sent("snooze", {"until": "2025-03-06T09:00:00+01:00"}) == {"until": datetime(2025, 3, 6, 8, tzinfo=UTC)}
    assert typed("snooze", "until=2025-03-06T09:00") == {"until": datetime(2025, 3, 6, 8, tzinfo=UTC)}
    assert wrong(sent, "snooze", {"until": "2025-03-06T09:00"}) == ["until"]


@pytest.mark.parametrize("until", ["2025-03-30T02:30", "2025-10-26T02:30", "soon", ""])
def test_what_a_clock_shows_never_or_twice_is_no_instant(until):
    assert wrong(typed, "snooze", f"until={until}") == ["until"]


def test_facts_are_an_object_or_a_line_for_each():
    assert sent("facts", {"facts": {"device": "Pixel 7"}}) == {"facts": {"device": "Pixel 7"}}
    assert typed("facts", "facts=device: Pixel 7%0Aapp: 4.2") == {"facts": {"device": "Pixel 7", "app": "4.2"}}
    assert wrong(sent, "facts", {"facts": "device: Pixel 7"}) == ["facts"]
    assert wrong(typed, "facts", "facts=Pixel 7") == ["facts"]


def test_names_are_a_list_or_have_commas_between():
    assert sent("ask", {"facts": ["device", "app, version"]})["facts"] == ["device", "app, version"]
    assert typed("ask", "facts=device, app version&verify=on") == {"facts": ["device", "app version"], "verify": True}
    assert wrong(sent, "ask", {"facts": "device"}) == ["facts"]


def test_what_a_form_leaves_empty_is_not_said():
    assert typed("reply", "text=Hello&channel=&then=") == {
        "text": "Hello",
        "channel": None,
        "then": None,
        "initiated": None,
    }
    assert typed("confirm", "") == {"spoken": True}


def test_a_form_promises_in_its_answer():
    given = typed("reply", "text=Hello&promise.text=a fix&promise.due_at=2025-03-06T09:00")["promise"]
    assert (given.text, given.due_at) == ("a fix", datetime(2025, 3, 6, 8, tzinfo=UTC))
    assert wrong(typed, "reply", "text=Hello&promise.due_at=2025-03-06T09:00") == ["promise"]
    assert wrong(typed, "reply", "text=Hello&promise.text=&promise.due_at=") == ["promise"]


def test_a_program_is_told_of_a_field_that_is_not_there_and_a_form_may_say_more():
    assert wrong(sent, "note", {"text": "x", "back": "/"}) == ["back"]
    assert typed("note", "text=x&back=/") == {"text": "x"}


@pytest.mark.parametrize("field", ["recipient", "attachments"])
def test_some_fields_are_the_desks_alone(field):
    assert wrong(sent, "reply", {"text": "x", field: "mia@example.org"}) == [field]
    assert typed("reply", "text=x&recipient=mia@example.org")["recipient"] == "mia@example.org"


@pytest.mark.django_db
def test_empty_leaves_it_and_nobody_takes_it_away():
    ben, team = make.person("ben"), Team.objects.create(name="App", slug="app")
    assert typed("assign", "to=&team=app") == {"team": team}
    assert typed("assign", "to=nobody&team=") == {"to": None}
    assert sent("assign", {"to": "ben", "team": None}) == {"to": ben, "team": None}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["rita", "gone", "never-was"])
def test_nobody_is_chosen_who_does_not_work_on_tickets(name):
    make.person("rita", "read_only")
    make.person("gone", is_active=False)
    with pytest.raises(Refused) as caught:
        sent("assign", {"to": name})
    assert str(caught.value.detail) == "to: there is nothing of this name that you may see."
    assert (caught.value.field, str(caught.value.reason)) == ("to", "Choose from the list.")


@pytest.mark.django_db
def test_a_number_may_be_typed_with_its_sign_and_names_only_what_one_may_see():
    ticket, ana = make.ticket(), make.person()
    assert typed("link", f"to=%23{ticket.pk}", ana) == {"to": ticket}
    assert wrong(sent, "link", {"to": f"#{ticket.pk}"}, ana) == ["to"]
    make.do("assign", ticket, at=AT, team=Team.objects.create(name="Others", slug="others"))
    with pytest.raises(Refused) as caught:
        typed("link", f"to={ticket.pk}", ana)
    assert str(caught.value.reason) == f"There is no ticket #{ticket.pk}."
