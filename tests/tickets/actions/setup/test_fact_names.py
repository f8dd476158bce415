"""What the desk calls its facts."""

import pytest

from tests import make
from tickets.actions.record import Invalid
from tickets.actions.setup.fact_names import MOST_WORDS, name_fact
from tickets.models import FactName
from tickets.models.caught import fact_names, forget_fact_names
from tickets.rules.access import Denied


@pytest.fixture
def clara(db):
    forget_fact_names()
    return make.person("clara", "administrator")


def test_the_usual_names_are_written_down_when_a_desk_is_set_up(db):
    assert "seriennummer" in FactName.objects.get(key="serial number").said()


def test_a_name_holds_at_once(clara, django_capture_on_commit_callbacks):
    assert fact_names(make.at("10 10:00")).key_of("Garantienummer") == ""
    with django_capture_on_commit_callbacks(execute=True):
        name_fact(" Warranty ", ["Garantienummer", "", "garantienummer"], by=clara)
    assert FactName.objects.get(key="warranty").said() == ["garantienummer"]
    assert fact_names(make.at("10 10:00")).key_of("Garantienummer") == "warranty"


@pytest.mark.parametrize(
    ("key", "said", "field"),
    [
        (" ", ["x"], "key"),
        ("warranty", ["x" * 81], "words"),
        ("warranty", [f"w{n}" for n in range(MOST_WORDS + 1)], "words"),
        ("warranty", ["serial_number"], "words"),
        ("seriennummer", [], "key"),
    ],
)
def test_what_cannot_be_meant_is_refused(clara, key, said, field):
    with pytest.raises(Invalid) as refused:
        name_fact(key, said, by=clara)
    assert refused.value.field == field


def test_only_who_sets_the_desk_up_names_facts(db):
    with pytest.raises(Denied):
        name_fact("warranty", [], by=make.person("ana"))
