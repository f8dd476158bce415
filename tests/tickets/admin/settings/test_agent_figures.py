"""Whoever manages the desk decides whether figures may be split by agent; the list says who did and when."""

import pytest

from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import post
from tickets.models import AgentFigures


@pytest.fixture
def max_(browser):
    return browser("max", "manager")


def test_a_manager_allows_it_and_takes_it_back_and_both_are_told(max_, desk):
    assert post(max_, "agentfigures/add/", allowed="on").status_code == 302
    assert post(max_, "agentfigures/add/").status_code == 302
    assert list(AgentFigures.objects.order_by("pk").values_list("allowed", flat=True)) == [True, False]
    newest = AgentFigures.objects.last()
    assert newest.decided_by == max_.person
    assert "from “yes” to “no”" in words(max_.get(f"agentfigures/{newest.pk}/history/"))
    assert "decided by" in words(max_.get("agentfigures/")).lower()


def test_the_form_begins_with_what_holds_and_says_what_follows(max_, desk):
    assert "checked" not in max_.get("agentfigures/add/").content.decode().partition('id="id_allowed"')[2][:60]
    post(max_, "agentfigures/add/", allowed="on")
    form = max_.get("agentfigures/add/")
    assert "checked" in form.content.decode().partition('id="id_allowed"')[2][:60]
    assert "Without it agents see their own figures and nobody compares them." in words(form)


def test_nobody_else_has_the_page(ana, browser, desk):
    for person in (ana, browser("lea", "team_lead"), browser("rita", "read_only")):
        assert person.get("agentfigures/").status_code == 403
        assert post(person, "agentfigures/add/", allowed="on").status_code == 403
    assert not AgentFigures.objects.exists()
