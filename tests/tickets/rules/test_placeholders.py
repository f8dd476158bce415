"""Placeholders: flat, from a list, and never read twice."""

import pytest

from tickets.rules.placeholders import filled, found, not_signed, signed, unknown


def test_values_take_the_place_of_their_placeholders():
    values = {"customer.name": "Mia Novak", "fact.serial number": "X1"}
    assert filled("{customer.name}: {fact.serial number}, {customer.name}", values) == "Mia Novak: X1, Mia Novak"


def test_what_has_no_value_stays_as_it_was_written():
    assert (
        filled("On your {Fact.Device}, {customer.name}", {"customer.name": ""})
        == "On your {Fact.Device}, {customer.name}"
    )


def test_capitals_and_blanks_make_no_other_placeholder():
    assert (
        filled("{Customer.Name} {fact.serial  number}", {"customer.name": "Mia", "fact.serial number": "X1"})
        == "Mia X1"
    )


def test_a_value_is_never_read_for_placeholders():
    values = {"ticket.subject": "{customer.name} \\1 {fact.device}", "customer.name": "Mia"}
    assert filled("About {ticket.subject}", values) == "About {customer.name} \\1 {fact.device}"


def test_placeholders_are_told_once_and_in_order():
    assert found("{ticket.reference} {fact.Device} {ticket.reference} {agent.name}") == [
        "ticket.reference",
        "fact.device",
        "agent.name",
    ]


@pytest.mark.parametrize(
    "text", ["{", "{name}", "{customer}", "{customer.}", "{ customer.name }", "{fact.a\nb}", "{{x.y}}"]
)
def test_other_braces_are_words(text):
    assert found(text) == []
    assert filled(text, {"customer.name": "Mia"}) == text


def test_a_name_of_nothing_is_unknown_and_any_fact_is_known():
    assert unknown("{customer.nmae} {fact.anything at all} {promise.due}") == ["customer.nmae"]


def test_a_line_of_a_signature_whose_value_is_missing_is_left_out():
    text = "{agent.name} · {team.name}\n{Agent.First_Name}\nSupport "
    assert signed(text, {"agent.name": "Ben Berg", "agent.first_name": "Ben"}) == "Ben\nSupport"
    assert signed("", {}) == ""


def test_a_signature_names_nobodys_facts():
    assert not_signed("{agent.name} {team.name} {customer.name} {fact.pin}") == ["customer.name", "fact.pin"]
