"""The database itself knows each field's choices: nothing else gets in, whoever writes."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint

from tests import make
from tickets.models import Ticket


def fields():
    """Every field of every model that has choices, with what it may hold."""
    for model in apps.get_app_config("tickets").get_models():
        for field in model._meta.get_fields():
            if getattr(field, "choices", None):
                known = {str(value) for value, _ in field.flatchoices}
                yield model, field.name, known | ({""} if field.blank else set())


@pytest.mark.parametrize(
    ("model", "field", "known"), [pytest.param(*f, id=f"{f[0].__name__}.{f[1]}") for f in fields()]
)
def test_a_field_with_choices_is_checked_by_the_database(model, field, known):
    checks = [c.condition for c in model._meta.constraints if isinstance(c, CheckConstraint)]
    plain = [part for check in checks for part in check.children if isinstance(part, tuple)]
    allowed = [set(value) for name, value in plain if name == f"{field}__in"]
    assert allowed == [known]


WRONG = {
    "status": "lost",
    "waiting_on": "them",
    "priority": "",
    "loop": "closed",
    "last_channel": "em",
    "due_kind": "x",
}


@pytest.mark.django_db
@pytest.mark.parametrize("field", WRONG)
def test_a_word_that_is_none_of_them_is_refused(field):
    ticket = make.ticket()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**{field: WRONG[field]})
