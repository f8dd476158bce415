"""Opening hours, limits and targets: versions never begin in the past and are never edited."""

import pytest

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import post
from tickets.actions import sweep
from tickets.actions.record import Invalid
from tickets.actions.setup.hours_and_targets import publish_calendar
from tickets.models import CalendarVersion, PolicyVersion, ServiceClock, ServiceTarget, StalledFlag, Ticket
from tickets.models.history import current_desk, forget_desk, seconds


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
    assert "Say from when it holds." in words(calendar(clara, valid_from=""))
    with pytest.raises(Invalid, match="only the first version holds from the beginning"):
        publish_calendar(by=clara.person, at=make.at("10 10:42"), time_zone="UTC", hours={})


@pytest.fixture
def nothing_agreed():
    """A desk that has published nothing yet; a ticket was never answered."""
    for model in (CalendarVersion, PolicyVersion, ServiceTarget):
        model.objects.all().delete()
    forget_desk()
    ticket = make.ticket("7 12:00")
    sweep.check_due(make.at("10 10:00"))
    return ticket


def raised(ticket):
    """Its flags by rule, since when on the clock of the desk."""
    flags = StalledFlag.objects.filter(ticket=ticket)
    return {flag.rule: f"{flag.stalled_from.astimezone(make.BERLIN):%d %H:%M}" for flag in flags}


AROUND_THE_CLOCK = {"R4": "07 14:00", "R3": "08 00:00", "R2": "08 04:00"}
OFFICE_HOURS = {f"day{day}": "09:00-17:00" for day in range(5)}


def test_the_first_opening_hours_ask_from_when_they_hold(clara, nothing_agreed):
    page = words(clara.get("calendarversion/add/"))
    assert "From the beginning: 1 ticket that has begun already counts anew by it." in page
    assert "until then the desk counts as open around the clock" in page
    assert calendar(clara, valid_from="2025-03-17", **OFFICE_HOURS).status_code == 400
    assert calendar(clara, holds="date", **OFFICE_HOURS).status_code == 400
    assert not CalendarVersion.objects.exists()


def test_first_hours_from_the_beginning_count_every_ticket_anew_and_say_so(clara, nothing_agreed):
    assert raised(nothing_agreed) == AROUND_THE_CLOCK
    answer = calendar(clara, holds="beginning", **OFFICE_HOURS)
    assert answer.status_code == 302
    assert raised(nothing_agreed) == {"R4": "07 14:00"}
    version = CalendarVersion.objects.get()
    assert (version.valid_from, version.moved, version.published_at) == (None, 1, make.at("10 10:42"))
    assert "Tickets counted anew 1" in words(clara.get(f"calendarversion/{version.pk}/change/"))


def test_first_hours_from_a_date_on_leave_what_was_as_it_was(clara, nothing_agreed):
    assert calendar(clara, holds="date", valid_from="2025-03-17", **OFFICE_HOURS).status_code == 302
    assert raised(nothing_agreed) == AROUND_THE_CLOCK
    before, after = CalendarVersion.objects.all()
    assert (before.time_zone, before.hours["6"], before.published_at) == ("UTC", [["00:00", "24:00"]], None)
    assert (f"{after.valid_from}", after.moved) == ("2025-03-17", None)
    forget_desk()
    assert current_desk(make.at("10 10:42")).calendar.elapsed(
        *(seconds(make.at(when)) for when in ("8 00:00", "9 00:00"))
    )


@pytest.mark.parametrize(("holds", "clocks"), [("beginning", 1), ("date", 0)])
def test_the_first_target_of_its_kind_asks_too(clara, nothing_agreed, holds, clocks):
    said = {"metric": "resolution", "clock": "business", "hours": "8", "valid_from": "2025-03-11T09:00"}
    assert post(clara, "servicetarget/add/", **said).status_code == 400
    assert post(clara, "servicetarget/add/", **said, holds=holds).status_code == 302
    assert ServiceClock.objects.filter(ticket=nothing_agreed).count() == clocks
    assert ServiceTarget.objects.get().valid_from == (None if clocks else make.at("11 09:00"))


def test_a_version_that_counts_anew_makes_no_news_of_the_past(clara, nothing_agreed):
    StalledFlag.objects.filter(ticket=nothing_agreed).delete()
    calendar(clara, holds="beginning", **OFFICE_HOURS)
    assert StalledFlag.objects.get().imported


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
