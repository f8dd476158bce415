"""Who decides whether figures may be split by agent, and which decision holds."""

import pytest

from tests import make
from tests.make import WEDNESDAY
from tickets.actions.setup import agent_figures
from tickets.models import AgentFigures
from tickets.models.history import agents_compared, forget_desk
from tickets.rules.access import Denied

pytestmark = pytest.mark.django_db


def compared():
    forget_desk()
    return agents_compared(WEDNESDAY)


def test_where_nobody_decided_it_no_figure_is_split_by_agent():
    assert not compared()


def test_the_newest_decision_holds_and_each_stays_written_down():
    boss = make.person("boss", "manager")
    agent_figures.decide(True, by=boss, at=WEDNESDAY)
    assert compared()
    agent_figures.decide(False, by=boss, at=WEDNESDAY)
    assert not compared()
    assert list(AgentFigures.objects.order_by("pk").values_list("allowed", "decided_by__username")) == [
        (True, "boss"),
        (False, "boss"),
    ]


@pytest.mark.parametrize("role", ["agent", "team_lead", "read_only"])
def test_whoever_does_not_manage_the_desk_decides_nothing(role):
    with pytest.raises(Denied):
        agent_figures.decide(True, by=make.person("kim", role), at=WEDNESDAY)
    assert not AgentFigures.objects.exists()


def test_a_decision_is_read_again_without_waiting(django_capture_on_commit_callbacks):
    assert not compared()
    with django_capture_on_commit_callbacks(execute=True):
        agent_figures.decide(True, by=make.person("boss", "manager"), at=WEDNESDAY)
    assert agents_compared(WEDNESDAY)
