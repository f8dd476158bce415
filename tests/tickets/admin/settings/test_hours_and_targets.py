"""Opening hours, limits and targets: versions never begin in the past and are never edited."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import post
from tickets.models import CalendarVersion, PolicyVersion, ServiceTarget, Ticket
from tickets.models.history import current_desk, forget_desk


def calendar(browser, **said):
    return post(
        browser, "calendarversion/add/", **{"time_zone": "Europe/Berlin", "day0": "9:00-12:00, 13:00–17:00", **said}
    )


def test_opening_hours_are_published_for_a_day_to_come(clara):
    ticket = make.ticket("10 10:00")
    assert calendar(clara, valid_from="2025-03-17", holidays="2025-04-18\n2025-04-21").status_code == 302
    version = CalendarVersion.objects.get(valid_from="2025-03-17")
    assert version.hours == {"0": [["09:00", "12:00"], ["13:00", "17:00"]]}
    assert version.holidays == ["2025-04-18", "2025-04-21"]
    assert Ticket.objects.get(pk=ticket.pk).next_check_at == make.at("10 10:42")  # everything is looked at anew


@pytest.mark.parametrize(
    "said",
    [
        {"valid_from": "2025-03-10"},  # began this morning
        {"valid_from": "2025-03-01"},
        {"valid_from": ""},  # another holds from ever already
        {"valid_from": "2025-03-17", "day0": "nine to five"},
        {"valid_from": "2025-03-17", "day0": "09:00-25:00"},
        {"valid_from": "2025-03-17", "holidays": "Christmas"},
        {"valid_from": "2025-03-17", "time_zone": "Europe/Atlantis"},
    ],
)
def test_opening_hours_that_cannot_be_meant_are_refused(clara, said):
    assert calendar(clara, **said).status_code == 400
    assert CalendarVersion.objects.count() == 1


def test_only_the_first_version_holds_from_ever(clara):
    CalendarVersion.objects.update(valid_from="2025-01-01")
    assert "only the first version holds from ever" in words(calendar(clara, valid_from=""))


def test_two_versions_never_begin_on_one_day(clara):
    calendar(clara, valid_from="2025-03-17")
    assert "is there already" in words(calendar(clara, valid_from="2025-03-17"))


def test_limits_hold_from_when_they_say(clara):
    limits = {"promise_bh": 4, "r2_bh": 16, "r3_bh": 6, "r4_bh": 1, "r5_bh": 24}
    assert post(clara, "policyversion/add/", valid_from="2025-03-11T09:00", **limits).status_code == 302
    forget_desk()
    desk = current_desk(make.at("10 10:42"))
    before, after = (desk.policy(int(make.at(when).timestamp())) for when in ("11 08:59", "11 09:00"))
    assert (before.promise_bh, after.promise_bh) == (8, 4)
    past = post(clara, "policyversion/add/", valid_from="2025-03-10T10:41", **limits)
    assert "A version begins now or later" in words(past)
    assert PolicyVersion.objects.count() == 2


def test_a_target_is_published_in_hours(clara):
    said = {"metric": "first_response", "clock": "calendar", "valid_from": "2025-03-11T09:00"}
    assert post(clara, "servicetarget/add/", hours="0,5", **said).status_code == 302
    target = ServiceTarget.objects.get(valid_from=make.at("11 09:00"))
    assert (target.target_s, target.clock) == (1800, "calendar")
    for hours in ("0", "-1", "soon", "nan", "inf", "1e400"):
        assert post(clara, "servicetarget/add/", hours=hours, **said).status_code == 400


@pytest.mark.parametrize(
    ("page", "model"),
    [("calendarversion", CalendarVersion), ("policyversion", PolicyVersion), ("servicetarget", ServiceTarget)],
)
def test_a_version_is_read_and_never_edited(clara, page, model):
    row = model.objects.first()
    before = model.objects.filter(pk=row.pk).values().get()
    assert clara.get(f"{page}/{row.pk}/change/").status_code == 200
    post(clara, f"{page}/{row.pk}/change/", hours="1", promise_bh="1", time_zone="UTC", valid_from="2025-04-01")
    assert post(clara, f"{page}/{row.pk}/delete/", post="yes").status_code == 403
    assert model.objects.filter(pk=row.pk).values().get() == before
