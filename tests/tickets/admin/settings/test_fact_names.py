"""What the desk calls its facts is set by who sets the desk up."""

import pytest

from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import post
from tickets.models import FactName


@pytest.fixture
def clara(browser):
    return browser("clara", "administrator")


def test_the_usual_names_are_there_to_be_changed(clara):
    assert "serial number" in words(clara.get("factname/"))


def test_a_name_is_added_and_its_words_are_changed(clara):
    assert post(clara, "factname/add/", key="Warranty", words="warranty number\nGarantienummer\n").status_code == 302
    row = FactName.objects.get(key="warranty")
    assert row.said() == ["warranty number", "garantienummer"]
    assert post(clara, f"factname/{row.pk}/change/", words="guarantee").status_code == 302
    row.refresh_from_db()
    assert row.said() == ["guarantee"]


def test_a_word_of_another_fact_is_refused_beside_its_field(clara):
    answer = post(clara, "factname/add/", key="Warranty", words="Serial")
    assert answer.status_code == 400
    assert "“serial” means “serial number” already." in words(answer)
