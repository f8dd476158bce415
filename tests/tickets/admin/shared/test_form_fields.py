"""Form fields of the desk's pages: moments of the reader's clock, lines, and secrets that are never shown."""

from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import timezone

from tests import make
from tickets.admin.shared.form_fields import MomentField, OnePerLine, SecretField, zones


class Form(forms.Form):
    """One of each."""

    moment, lines, secret = MomentField(), OnePerLine(), SecretField(max_length=20)


def cleaned(**said):
    form = Form(said)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def test_a_moment_is_of_the_readers_clock_and_may_be_empty():
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert cleaned(moment="2025-03-10T10:42")["moment"] == make.at("10 10:42")
        assert 'value="2025-03-10T10:42"' in str(Form(initial={"moment": make.at("10 10:42")})["moment"])
    assert cleaned(moment="")["moment"] is None
    assert not Form({"moment": "soon"}).is_valid()


def test_lines_are_a_list_without_blanks():
    assert cleaned(lines=" a \r\n\r\nb\n")["lines"] == ["a", "b"]
    assert cleaned()["lines"] == []
    assert "a\nb</textarea>" in str(Form(initial={"lines": ["a", "b"]})["lines"])


@pytest.mark.parametrize(("typed", "changed"), [("a\r\nb", False), ("a\n\nb ", False), ("a", True), ("", True)])
def test_only_another_line_is_a_change(typed, changed):
    assert OnePerLine().has_changed(["a", "b"], typed) is changed


def test_a_secret_is_written_and_never_shown():
    assert cleaned(secret=" hush ")["secret"] == " hush "
    assert "hush" not in str(Form({"secret": "hush"})["secret"])
    assert "hush" not in str(Form(initial={"secret": "hush"})["secret"])
    assert not Form({"secret": "x" * 21}).is_valid()


@pytest.mark.parametrize(("typed", "changed"), [("", False), (None, False), ("hush", True)])
def test_an_empty_secret_keeps_what_is_stored(typed, changed):
    assert SecretField().has_changed("stored", typed) is changed


def test_zones_have_names_and_may_be_left_open():
    names = [name for name, _ in zones()]
    assert {"UTC", "Europe/Berlin"} <= set(names)
    assert names == sorted(names)
    assert next(iter(zones("The desk's"))) == ("", "The desk's")
