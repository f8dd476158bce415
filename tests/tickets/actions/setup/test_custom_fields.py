"""Which fields of its own a desk has: keys and kinds that stay, and choices that are some."""

import pytest

from tickets.actions.record import Invalid
from tickets.actions.setup.custom_fields import add_field, change_field
from tickets.models import CustomField
from tickets.rules.access import COMMAND

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return add_field(
        by=COMMAND, on="customer", key="plan", label="Plan", kind="choice", choices="Gold\n Silver \n\ngold"
    )


def test_choices_stand_as_they_were_first_typed_and_each_once(plan):
    assert plan.options() == ["Gold", "Silver"]


def test_a_choice_between_nothing_is_refused_later_too(plan):
    with pytest.raises(Invalid):
        change_field(plan, by=COMMAND, label="Plan", choices=" ", required=False, in_use=True)
    assert CustomField.objects.get().options() == ["Gold", "Silver"]


@pytest.mark.parametrize(
    "said", [{"key": "Plan"}, {"key": "plan"}, {"kind": "choice"}, {"choices": "a"}, {"key": "x" * 41}]
)
def test_a_field_that_cannot_be_is_refused(plan, said):
    with pytest.raises(Invalid):
        add_field(by=COMMAND, **{"on": "customer", "key": "new", "label": "New", "kind": "text", **said})
