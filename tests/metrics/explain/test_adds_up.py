"""Every explained figure adds up to the measured one, over histories that nobody thought of, on both clocks."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.explain.explaining import Explaining
from metrics.explain.figures import figures
from metrics.explain.shapes import Family
from metrics.measures import instant, measure
from tests.histories import (
    CHANGING,
    DAY,
    HOUR,
    LONG_WEEK,
    MONDAY,
    NIGHTS,
    OFFICE,
    TARGETS,
    UNAGREED,
    WEEK,
    histories,
    stories,
    version,
)
from tickets.rules.desk import Desk

instants = st.integers(0, 30 * DAY).map(lambda since: MONDAY + since)


def _elsewhere():
    """Hours that move to another zone, with holidays, and limits and targets of their own."""
    new_york = version(NIGHTS, "2025-03-20", holidays=["2025-03-22"]) | {"tz": "America/New_York"}
    apia = version(LONG_WEEK, "2025-03-27", holidays=["2025-04-04"]) | {"tz": "Pacific/Apia"}
    policy = {"promise_bh": 5, "r2_bh": 9, "r3_bh": 7.5, "r4_bh": 1, "r5_bh": 11}
    calendar = {"versions": [version(WEEK, holidays=["2025-03-12"]), new_york, apia]}
    return Desk.from_json({"calendar": calendar, "policy": policy, "targets": TARGETS})


ELSEWHERE = _elsewhere()
desks = st.sampled_from((OFFICE, CHANGING, UNAGREED, ELSEWHERE))
made_up = st.tuples(histories(), desks, instants)
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws slowly


def explained(lines, desk, as_of):
    """Each ticket's figures as measured, with all their explanations by key."""
    for ticket in stories(lines, desk, as_of).values():
        every = figures(ticket, desk, as_of)
        explaining = Explaining(ticket, desk, as_of, every)
        yield measure(ticket, desk, as_of), {figure.key: explaining.explanation(figure) for figure in every}


def of(explained, family):
    """Those of a sort, in order."""
    return [one for one in explained.values() if one.figure.family == family]


def same(one, measured):
    """Whether an explanation's lines give a measured duration."""
    told = (one.total.calendar_s, one.total.business_s, one.running, one.unanswered)
    return told == (
        measured["calendar_s"],
        measured["business_s"],
        measured["running"],
        measured.get("unanswered", False),
    )


ONE = list(Family)[: list(Family).index(Family.WAIT)]  # each once a ticket, under its own name
MANY = {Family.NEXT_RESPONSE: "next_responses", Family.UPDATE_GAP: "update_gaps"}


@patiently
@given(made_up)
def test_every_time_adds_up_to_the_measured_one(made):
    for measured, found in explained(*made):
        for family in ONE:
            ours, theirs = of(found, family), measured[family]
            assert len(ours) == (theirs is not None), family
            assert all(same(one, theirs) for one in ours), family
        for family, name in MANY.items():
            ours = of(found, family)
            assert len(ours) == len(measured[name])
            assert all(same(one, theirs) for one, theirs in zip(ours, measured[name], strict=True)), family


@patiently
@given(made_up)
def test_the_lines_of_a_figure_add_up_and_whom_it_waited_on_too(made):
    for _, found in explained(*made):
        for one in found.values():
            days = one.total.days
            for clock in ("calendar_s", "business_s"):
                total = getattr(one.total, clock)
                assert sum(getattr(day, clock) for day in days) == total
                if one.figure.family != Family.PROMISE:
                    assert sum(getattr(waited, clock) for waited in one.waits) == total, one.figure.key
            for day in days:
                assert day.calendar_s == sum(end - start for start, end in day.counted)
                assert day.business_s == sum(end - start for start, end in day.worked)
                assert day.worked == [] or (
                    day.opens[0][0] <= day.worked[0][0] and day.worked[-1][1] <= day.opens[-1][1]
                )


@patiently
@given(made_up)
def test_what_is_left_out_and_what_is_counted_fill_the_time_from_end_to_end(made):
    for _, found in explained(*made):
        for one in found.values():
            if one.left_out:
                missing = sum(gap.calendar_s for gap in one.left_out)
                assert one.total.calendar_s + missing == one.end - one.start, one.figure.key


@patiently
@given(made_up)
def test_a_promise_is_due_after_the_business_hours_of_the_limits_or_at_its_date(made):
    desk = made[1]
    for measured, found in explained(*made):
        assert [one.figure.key for one in of(found, Family.PROMISE)] == [
            f"promise:{promise['id']}" for promise in measured["promises"]
        ]
        overdue = {one.figure.key.removeprefix("overdue:"): one for one in of(found, Family.OVERDUE)}
        for one, theirs in zip(of(found, Family.PROMISE), measured["promises"], strict=True):
            assert (instant(one.due.at), one.promise.state) == (theirs["due_at"], theirs["state"])
            assert not one.due.as_told
            if one.due.limit_s is not None:
                assert one.due.total.business_s == one.due.limit_s == desk.policies[0][1].promise_bh * HOUR
            assert (theirs["id"] in overdue) == (theirs["overdue"] is not None)
            assert theirs["overdue"] is None or same(overdue[theirs["id"]], theirs["overdue"])


@patiently
@given(made_up)
def test_a_clock_is_due_when_its_lines_reach_the_target_and_breached_beyond_it(made):
    for measured, found in explained(*made):
        ours = of(found, Family.CLOCK)
        assert len(ours) == len(measured["clocks"])
        for one, theirs in zip(ours, measured["clocks"], strict=True):
            clock, on = one.clock.clock, f"{theirs['clock']}_s"
            assert (instant(one.due.at), clock.state) == (theirs["due_at"], theirs["state"])
            assert (getattr(one.total, on) > theirs["target_s"]) == (clock.state == "breached"), one.figure.key
            if one.due.at is not None:
                assert getattr(one.due.total, on) == theirs["target_s"], one.figure.key


@patiently
@given(made_up)
def test_a_flag_comes_true_when_its_lines_reach_the_limit(made):
    for measured, found in explained(*made):
        ours = of(found, Family.FLAG)
        assert [(one.flag.flag.rule, instant(one.flag.flag.stalled_from)) for one in ours] == [
            (theirs["rule"], theirs["stalled_from"]) for theirs in measured["stalled"]
        ]
        for one in ours:
            if one.flag.flag.rule != "R1":
                assert one.total.business_s == one.flag.limit_s, one.figure.key


@patiently
@given(made_up)
def test_figures_have_keys_of_their_own_and_end_with_an_event_unless_they_run(made):
    for ticket in stories(*made).values():
        every = figures(ticket, *made[1:])
        assert len({figure.key for figure in every}) == len(every)
    for _, found in explained(*made):
        for one in found.values():
            if one.figure.family not in (Family.PROMISE, Family.FLAG):
                assert (one.ends is None) == one.running or one.figure.family.startswith("time_"), one.figure.key
            if one.ends and not one.running and one.figure.family != Family.PROMISE:
                # A promise may fall due while the ticket is resolved already.
                assert one.ends.event.at == one.end or one.figure.family == Family.OVERDUE, one.figure.key
