"""What the overview is made of: the periods before, how each kind of figure is compared and told, and what is drawn."""

from fractions import Fraction

import numpy as np
import pytest

from metrics.facts.table import NONE, Table
from metrics.facts.words import code
from metrics.overview import drawing, periods
from metrics.overview.headlines import HEADLINES
from metrics.overview.links import Links
from metrics.overview.measuring import NetScore, PerTicket, Share, Standing, Time
from metrics.overview.tiles import at_ends, tile
from metrics.reports import REPORTS
from metrics.reports.answer import Answer, Part
from metrics.reports.backlog import NAMES
from metrics.reports.shapes import durations, rate
from metrics.reports.stalled import stalled_at
from metrics.reports.view import ReportScope
from metrics.statistics import Lasting, survival
from tests import make
from tickets.models.history import instant, seconds

HOUR = 3600
LINKS = Links({})


def scope(since, to, as_of="30/6 00:00"):
    return ReportScope(make.DESK, seconds(make.at(as_of)), "business", seconds(make.at(since)), seconds(make.at(to)))


def table(**columns):
    return Table({name: np.array(list(column)) for name, column in columns.items()})


def part(report, observed=None, figures=None, view=None):
    return Part(REPORTS[report], view or scope("3/3 00:00", "31/3 00:00"), observed, figures or {})


# --- Periods ----------------------------------------------------------------------------------


def days(view):
    return [f"{instant(at).astimezone(make.BERLIN):%d.%m. %H:%M}" for at in (view.since, view.to)]


def test_the_periods_before_end_where_the_next_begins_and_keep_to_midnight_when_the_clocks_change():
    found = periods.before(scope("24/3 00:00", "7/4 00:00"))
    assert [days(view) for view in found[:2]] == [["10.03. 00:00", "24.03. 00:00"], ["24.02. 00:00", "10.03. 00:00"]]
    assert len(found) == 7
    later = periods.before(scope("31/3 00:00", "7/4 00:00"))
    assert days(later[0]) == ["24.03. 00:00", "31.03. 00:00"]
    assert later[0].to - later[0].since == 7 * 24 * HOUR - HOUR
    assert {view.as_of for view in found} == {seconds(make.at("30/6 00:00"))}


@pytest.mark.parametrize(
    ("since", "to", "told"),
    [
        ("3/3 00:00", "31/3 00:00", "4 weeks before"),
        ("24/3 00:00", "31/3 00:00", "1 week before"),
        ("24/3 00:00", "25/3 00:00", "1 day before"),
        ("1/3 00:00", "1/4 00:00", "31 days before"),
        ("24/3 00:00", "24/3 06:00", "the period before"),
    ],
)
def test_the_period_before_is_called_by_its_length(since, to, told):
    assert periods.ago(scope(since, to)) == told


def test_a_period_without_a_bound_has_none_before():
    view = ReportScope(make.DESK, 10**9, since=None, to=10**9)
    assert periods.before(view) == []
    assert periods.ago(view) == "the period before"


def test_nobody_looks_further_back_than_1970():
    decade = [seconds(make.at("1/1 00:00").replace(year=year)) for year in (2000, 2010)]
    found = periods.before(ReportScope(make.DESK, 10**9, "business", *decade))
    assert [instant(view.since).year for view in found] == [1989, 1979]


# --- Kinds of figures -------------------------------------------------------------------------


def lives(*hours, still=()):
    lasting = Lasting.of([*((hour * HOUR, True) for hour in hours), *((hour * HOUR, False) for hour in still)])
    return part("ttr", lasting, durations(lasting))


TIME = Time(lambda observed: observed)


def apart(measure, now, before):
    return measure.apart(now, before, measure.compare(now, before))


def test_times_are_apart_by_their_medians():
    assert apart(TIME, lives(*[3] * 40), lives(*[5] * 40)) == "2 h 00 min shorter"
    assert apart(TIME, lives(*[5] * 40), lives(*[3] * 40)) == "2 h 00 min longer"
    assert apart(TIME, lives(*[5] * 40), lives(*[5] * 41)) == "the same median"


def test_times_that_moved_against_their_medians_are_told_by_their_curves():
    now = lives(*[2] * 20, *[5] * 21)
    before = lives(*[4] * 21, *[50] * 20)
    assert TIME.value(now) > TIME.value(before)
    assert TIME.compare(now, before).moved is True
    assert apart(TIME, now, before) == "shorter, by the whole curve"


def test_a_median_that_is_not_reached_is_not_set_against_one_that_is():
    now = lives(*[1] * 10, still=[9] * 25)
    assert (TIME.value(now), TIME.missing(now)) == (None, "not reached")
    assert apart(TIME, now, lives(*[1] * 12, still=[9] * 28)) == "no median to set against it"
    assert apart(TIME, now, lives(*[1] * 40)) == "longer, by the whole curve"


def test_the_difference_of_two_times_is_that_of_what_is_shown():
    one, other = (
        part("ttr", None, {"median": 10 * HOUR + 10, "n": 1}),
        part("ttr", None, {"median": 9 * HOUR + 50, "n": 1}),
    )
    assert (TIME.tell(TIME.value(one)), TIME.tell(TIME.value(other))) == ("10 h 00 min", "9 h 00 min")
    change = TIME.compare(lives(*[10] * 40), lives(*[10] * 40))
    assert TIME.apart(one, other, change) == "1 h 00 min longer"


def test_contacts_are_counted_ticket_by_ticket():
    kinds = [True, False, False, True, True, False]
    arrivals = table(
        ticket=[1, 1, 1, 2, 3, 3], first=kinds, chaser=[False] * 6, switched=[False] * 6, channel=[code("chat")] * 6
    )
    arrivals = arrivals.having(path=arrivals.ticket * 0, sent=arrivals.switched)
    seen = part("channels", arrivals, REPORTS["channels"].figures(arrivals, scope("3/3 00:00", "31/3 00:00")))
    assert PerTicket().numbers(seen).tolist() == [3, 1, 2]
    assert PerTicket().value(seen) == 2


def test_a_net_score_is_told_with_a_minus_as_wide_as_a_plus():
    measure = NetScore(good=9, low=6)
    opinions = table(ticket=[1, 2, 3, 4], score=[10, 8, 3, 2], sent=[False] * 4, answered=[False] * 4)
    seen = part("nps", opinions, REPORTS["nps"].figures(opinions, scope("3/3 00:00", "31/3 00:00")))
    assert measure.score(seen) == (1, 2, 4)
    assert measure.tell(measure.value(seen)) == "−25.0"
    assert measure.tell(0) == "0.0"


def flags(*flagged):
    """Each (since, cleared, whether its ticket counts)."""
    instants = [
        (seconds(make.at(since)), NONE if cleared is None else seconds(make.at(cleared)))
        for since, cleared, _ in flagged
    ]
    return table(
        ticket=range(len(flagged)),
        since=[since for since, _cleared in instants],
        cleared=[cleared for _since, cleared in instants],
        counts=[counts for _since, _cleared, counts in flagged],
    )


def test_how_many_were_stalled_is_told_for_the_end_of_each_period_before():
    observed = flags(("5/3 10:00", None, True), ("6/3 10:00", "10/3 10:00", True), ("6/3 10:00", None, False))
    view = scope("10/3 00:00", "17/3 00:00", as_of="17/3 09:00")
    now = part("stalled", observed, {"stalled": 1}, view)
    others = [part("ttr", view=earlier) for earlier in periods.before(view)]
    earlier = at_ends(Answer(now, [], []), others).others
    assert [Standing().value(one) for one in [now, *earlier]] == [1, 2, 0, 0, 0, 0, 0, 0]
    assert stalled_at(observed, seconds(make.at("10/3 10:00"))) == 1


@pytest.mark.parametrize("headline", HEADLINES, ids=lambda headline: headline.name)
def test_an_entry_names_a_count_that_its_report_has_and_a_direction(headline):
    assert headline.opens in REPORTS[headline.report].counts
    assert headline.better in (-1, 1)


RATE = Share(lambda figures: figures)


@pytest.mark.parametrize(
    ("name", "now", "before", "kind"),
    [
        ("promises", (90, 100), (60, 100), "better"),
        ("promises", (60, 100), (90, 100), "worse"),
        ("promises", (60, 100), (62, 100), "within"),
        ("promises", (20, 29), (62, 100), "few"),
        ("promises", (20, 30), (20, 29), "none"),
        ("promises", (20, 30), (0, 0), "none"),
        ("promises", (0, 0), (20, 30), "none"),
        ("reopened", (90, 100), (60, 100), "worse"),
        ("reopened", (60, 100), (90, 100), "better"),
    ],
)
def test_better_is_said_figure_by_figure(name, now, before, kind):
    headline = next(one for one in HEADLINES if one.name == name)
    more = {"waived": 0, "silent_reopens": 0}
    parts = [part(headline.report, None, rate(*one) | more) for one in (now, before)]
    assert tile(headline, Answer(parts[0], [], parts[1:]), LINKS, "before").verdict.kind == kind


# --- Drawings ---------------------------------------------------------------------------------


def test_a_small_line_has_gaps_where_there_is_no_figure():
    line = drawing.spark([None, 1.0, None, 2.0, 3.0])
    assert line.lines == ["70.0,14.0 92.0,4.0"]
    assert line.alone == [(26.0, 24.0)]
    assert line.last == (92.0, 4.0)


def test_a_small_line_that_does_not_move_lies_in_the_middle_and_one_without_figures_is_none():
    assert drawing.spark([2.0, 2.0]).lines == ["4.0,14.0 92.0,14.0"]
    assert drawing.spark([None, None]) is None
    assert drawing.spark([1.0, None]).last is None


def test_a_bar_stands_on_the_whole_scale():
    bar = drawing.bar((-100, 100), 50, (0, 75), -100)
    assert (bar.at, bar.start, bar.wide, bar.before) == (75, 50, 37.5, 0)
    assert drawing.bar((0, 1), 0.25, (0.1, 0.5), None).before is None


def test_two_curves_share_their_axes():
    now, before = (survival(Lasting.of((hours * HOUR, True) for hours in some)) for some in ((1, 3), (2,)))
    drawn = drawing.curves(now, before, 4 * HOUR, None)
    assert [mark.text for mark in drawn.hours] == ["0", "1", "2", "3", "4"]
    assert [mark.text for mark in drawn.shares] == ["0 %", "50 %", "100 %"]
    assert drawn.now == "M44,10H115.0V85.0H257.0V160.0H328.0"
    assert drawn.before == "M44,10H186.0V160.0H328.0"
    assert now.exact(0) == Fraction(1, 2)


def test_of_nothing_no_curve_is_drawn_and_of_nothing_before_only_one():
    nothing, one = survival(Lasting.of([])), survival(Lasting.of([(HOUR, True)]))
    assert drawing.curves(nothing, nothing, 0, None) is None
    assert drawing.curves(one, nothing, HOUR, HOUR).before == drawing.curves(one, None, HOUR, HOUR).before == ""


def test_a_link_looks_from_the_side_that_was_asked_for():
    links = Links({"from": "2025-03-03", "clock": "business"})
    assert links.report("ttr") == "/reports/ttr/?from=2025-03-03&clock=business"
    assert (
        links.behind("ttr", "started", "chat")
        == "/reports/tickets/?report=ttr&count=started&by=channel&part=chat&from=2025-03-03&clock=business"
    )
    assert links.behind("backlog", f"us.{NAMES[-1]}") == (
        "/reports/tickets/?report=backlog&count=us.%3E30&from=2025-03-03&clock=business"
    )
