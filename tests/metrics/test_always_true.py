"""What is always true of the figures (definitions 2), over histories that nobody thought of."""

from hypothesis import assume, event, given
from hypothesis import strategies as st

from metrics.measures import measure
from metrics.reports.grouping import GROUPS
from metrics.reports.view import ReportScope
from tests.histories import DAY, MONDAY, desks, histories, logs, seconds, stories, written
from tests.telling import tallied
from tickets.events.replay import story_of
from tickets.rules.conversation import contacts, is_chaser

CLOCKS = ("calendar_s", "business_s")
END = MONDAY + 99 * DAY  # after everything that is made up
instants = st.integers(0, 60 * DAY).map(lambda since: MONDAY + since)
made_up = st.tuples(histories(), desks(), instants)


def measured(lines, desk, as_of):
    return {key: measure(ticket, desk, as_of) for key, ticket in stories(lines, desk, as_of).items()}


def on(figures, name, clock):
    """A duration on a clock; one that never started is nothing."""
    return figures[name][clock] if figures[name] else 0


def durations(value):
    """Every duration among some figures."""
    if isinstance(value, dict):
        if "calendar_s" in value:
            yield value
        for part in value.values():
            yield from durations(part)
    elif isinstance(value, list):
        for part in value:
            yield from durations(part)


@given(made_up)
def test_times_by_whom_it_waits_on_add_up_to_the_time_to_resolution(made):
    for figures in measured(*made).values():
        for clock in CLOCKS:
            parts = ("time_us", "time_third_party", "time_customer", "time_resolved")
            assert sum(on(figures, part, clock) for part in parts) == on(figures, "ttr", clock)


@given(made_up)
def test_business_time_is_never_more_than_real_time(made):
    for figures in measured(*made).values():
        for duration in durations(figures):
            assert 0 <= duration["business_s"] <= duration["calendar_s"]


@given(made_up)
def test_the_shorter_times_are_within_the_longer(made):
    for figures in measured(*made).values():
        first = figures["first_response"]
        for clock in CLOCKS:
            if first and not first["running"] and "unanswered" not in first:
                assert first[clock] <= on(figures, "ttr", clock)
            assert on(figures, "ttr_first", clock) <= on(figures, "ttr", clock)
            assert on(figures, "ttr_net", clock) <= on(figures, "ttr_unresolved", clock) <= on(figures, "ttr", clock)


@given(desks(), st.tuples(instants, instants, instants))
def test_splitting_an_interval_leaves_what_has_elapsed(desk, three):
    start, middle, end = sorted(three)
    elapsed = desk.calendar.elapsed
    assert elapsed(start, middle) + elapsed(middle, end) == elapsed(start, end)


IDLE = [
    {"kind": "auto_reply", "channel": "email", "text": "We have received your message."},
    {"kind": "note", "by": "ana", "text": "Internal."},
]


@given(made_up, st.sampled_from(IDLE), st.data())
def test_an_automatic_reply_or_a_note_changes_no_figure(made, idle, data):
    lines, desk, as_of = made
    beside = data.draw(st.sampled_from(lines))
    at = written(data.draw(st.sampled_from((seconds(beside["at"]), as_of))))
    place = data.draw(st.integers(0, len(lines)))
    more = [*lines[:place], {"id": "idle", "ticket": beside["ticket"], "at": at, **idle}, *lines[place:]]
    before, after = measured(lines, desk, as_of), measured(more, desk, as_of)
    assert before == {key: figures for key, figures in after.items() if key in before}


@given(histories(tickets=2, merging=True), desks())
def test_merging_equals_telling_the_union_of_what_happened(lines, desk):
    union = [line | {"ticket": "H-2"} for line in lines if line["kind"] != "merge"]
    assert measured(lines, desk, END) == measured(union, desk, END)


@given(histories(), desks(), st.randoms(use_true_random=False))
def test_the_order_in_which_lines_are_known_decides_nothing(lines, desk, random):
    for own, _ in logs(lines).values():
        shuffled = own.copy()
        random.shuffle(shuffled)
        assert story_of(shuffled, desk) == story_of(own, desk)
    assert measured(lines, desk, END)


@given(made_up)
def test_what_happens_later_changes_nothing_that_was_known(made):
    """As of an instant, a history and the part of it that had happened by then are the same."""
    lines, desk, as_of = made
    happened = [line for line in lines if seconds(line["at"]) <= as_of]
    assert measured(lines, desk, as_of) == measured(happened, desk, as_of)


# --- Reports of many are those of each --------------------------------------------------------


def counts(ticket):
    """Whether it is in any figure."""
    return ticket.story.start is not None and ticket.story.excluded is None


def reported(name, told, view):
    """A report of some stories."""
    return tallied(name, told, view).figures()


QUESTIONS = ("waits", "hand-offs", "reasons", "workload", "customers")


def answers(lines, desk, as_of, questions=QUESTIONS):
    """What these reports say of a history, on business time, of its second week on."""
    told = stories(lines, desk, as_of).values()
    view = ReportScope(desk, as_of, "business", since=MONDAY + 7 * DAY)
    return {name: reported(name, told, view) for name in questions}


@given(made_up, st.sampled_from(IDLE), st.data())
def test_an_automatic_reply_or_a_note_answers_no_question_otherwise(made, idle, data):
    lines, desk, as_of = made
    beside = data.draw(st.sampled_from(lines))
    more = [*lines, {"id": "idle", "ticket": beside["ticket"], "at": beside["at"], **idle}]
    assert answers(more, desk, as_of) == answers(lines, desk, as_of)


@given(made_up)
def test_what_happens_later_answers_no_question_otherwise(made):
    lines, desk, as_of = made
    happened = [line for line in lines if seconds(line["at"]) <= as_of]
    assert answers(lines, desk, as_of) == answers(happened, desk, as_of)


@given(histories(tickets=2, merging=True), desks())
def test_a_merge_answers_as_the_union_of_what_happened_does(lines, desk):
    """But for whose it is: a merged ticket stays that of the customer of the ticket it went into."""
    union = [line | {"ticket": "H-2"} for line in lines if line["kind"] != "merge"]
    assert answers(lines, desk, END, QUESTIONS[:-1]) == answers(union, desk, END, QUESTIONS[:-1])


@given(made_up)
def test_where_the_time_went_is_where_that_of_each_ticket_went_and_is_all_of_it(made):
    lines, desk, as_of = made
    told = stories(lines, desk, as_of).values()
    each = [measure(ticket, desk, as_of) for ticket in told if counts(ticket)]
    for clock, name in zip(("calendar", "business"), CLOCKS, strict=True):
        figures = reported("waits", told, ReportScope(desk, as_of, clock))
        for part, spent in figures["parts"].items():
            assert spent["seconds"] == sum(on(one, f"time_{part}", name) for one in each)
        assert figures["whole_seconds"] == sum(on(one, "ttr", name) for one in each)


@given(made_up)
def test_hand_offs_are_those_of_each_ticket_and_every_cause_is_a_runaround(made):
    lines, desk, as_of = made
    told = stories(lines, desk, as_of).values()
    each = [measure(ticket, desk, as_of) for ticket in told if counts(ticket)]
    figures = reported("hand-offs", told, ReportScope(desk, as_of))
    assert figures["handoffs"] == sum(one["handoffs"] for one in each)
    round_and_round = [one for one in each if one["handoffs"] > 1 or one["forced_switches"] or one["reasks"]]
    assert (figures["runaround"]["k"], figures["runaround"]["n"]) == (len(round_and_round), len(each))


@given(made_up)
def test_every_reason_is_known_of_as_many_tickets_as_it_says(made):
    lines, desk, as_of = made
    told = stories(lines, desk, as_of).values()
    figures = reported("reasons", told, ReportScope(desk, as_of))
    assert figures["n"] == reported("ttr", told, ReportScope(desk, as_of))["n"]
    for one in figures["facts"]["most_frequent"]:
        assert 0 < one["n"] == one["share"]["k"] == one["ttr"]["n"] <= figures["n"]
        assert one["contacts_per_ticket"] >= 1
        assert one["reopened"]["k"] <= one["reopened"]["n"] <= one["n"]


@given(made_up, instants)
def test_the_workload_is_that_of_the_backlog_and_of_the_contacts_by_channel(made, since):
    lines, desk, as_of = made
    told = stories(lines, desk, as_of).values()
    whole, later = (reported("workload", told, ReportScope(desk, as_of, since=at)) for at in (None, since))
    assert whole["arrivals"]["n"] == reported("channels", told, ReportScope(desk, as_of))["contacts"]
    assert whole["open"] == reported("backlog", told, ReportScope(desk, as_of))["backlog"]
    assert sum(load["owed"] for load in whole["owners"]) == whole["owed"]
    assert (later["open"], later["owed"], later["owners"]) == (whole["open"], whole["owed"], whole["owners"])
    for kind in ("arrivals", "answers"):
        by_hour = [number for hours in whole[kind]["by_hour"].values() for number in hours]
        assert sum(by_hour) == whole[kind]["n"] >= later[kind]["n"]


def chasing(ticket):
    """Whether its customer chased three times in what is unresolved."""
    groups = contacts(ticket.story)
    often = sum(is_chaser(group, groups) for group in groups) >= 3
    return counts(ticket) and often and ticket.story.resolution is None


@given(made_up)
def test_customers_have_the_contacts_of_their_tickets_and_nobody_is_at_risk_without_a_reason(made):
    """Each ticket of a made-up history is another customer's."""
    lines, desk, as_of = made
    told = stories(lines, desk, as_of).values()
    figures = reported("customers", told, ReportScope(desk, as_of))
    by_channel = reported("channels", told, ReportScope(desk, as_of))
    assert (figures["n"], figures["contacts"]) == (by_channel["tickets"], by_channel["contacts"])
    assert figures["returning"]["k"] == figures["complaints"]["without_contact"] == 0
    at_risk = figures["at_risk"]
    assert all(one["because"] for one in at_risk["customers"])
    for reason, number in at_risk["reasons"].items():
        having = [one for one in at_risk["customers"] if reason in {because["reason"] for because in one["because"]}]
        assert len(having) == number
    assert at_risk["reasons"]["third_chaser"] == sum(map(chasing, told))


TAGGED = ("login", "mobile")
TAGS = st.lists(st.sampled_from((*TAGGED, "none")), unique=True)


@given(made_up, st.sampled_from(sorted(GROUPS)), TAGS)
def test_parts_add_up_to_the_whole_but_for_tickets_of_several_tags(made, by, tags):
    lines, desk, as_of = made
    tag = {"id": "tag", "ticket": lines[0]["ticket"], "at": lines[0]["at"], "kind": "tag", "add": tags}
    told = stories([*lines, tag] if tags else lines, desk, as_of).values()
    whole = tallied("ttr", told, ReportScope(desk, as_of), by)
    parts = {name: figures["n"] for name, figures in whole.groups({}).items()}
    tickets = [ticket for ticket in told if counts(ticket)]
    several = sum(len(ticket.story.chosen.tags) - 1 for ticket in tickets if ticket.story.chosen.tags)
    assert whole.figures()["n"] == len(tickets)
    assert sum(parts.values()) == len(tickets) + (several if by == "tag" else 0)
    for name in TAGGED if by == "tag" else ():
        assert parts.get(name, 0) == sum(name in ticket.story.chosen.tags for ticket in tickets)


# --- The backlog's identity -------------------------------------------------------------------


def backlog(lines, desk, at):
    return reported("backlog", stories(lines, desk, at).values(), ReportScope(desk, at))["backlog"]


def moves(story, since, until):
    """Started, reopened, resolved and spam of one ticket in (since, until]; nothing moves once it is out."""
    gone = story.excluded.at if story.excluded else None

    def moved(at):
        return since < at <= until and (gone is None or at <= gone)

    start = story.start.at
    held = [r for r in story.resolutions if r.at >= start]
    resolved_when_gone = any(r.at <= gone and (r.end is None or r.end > gone) for r in held) if gone else False
    return (
        moved(start)
        + sum(r.end is not None and moved(r.end) for r in held)
        - sum(moved(r.at) for r in held)
        - (gone is not None and since < gone <= until and start <= gone and not resolved_when_gone)
    )


@given(histories(merging=False), desks(), instants, instants)
def test_the_backlog_moves_by_what_started_reopened_was_resolved_or_went(lines, desk, one, two):
    since, until = sorted((one, two))
    told = [ticket.story for ticket in stories(lines, desk, until).values() if ticket.story.start]
    moved = sum(moves(story, since, until) for story in told)
    event(f"moved {moved}")
    assert backlog(lines, desk, until) == backlog(lines, desk, since) + moved


@given(histories(merging=False, steps=8), desks())
def test_a_merge_takes_an_open_ticket_out_of_the_backlog(lines, desk):
    told = stories(lines, desk, END)
    unresolved = [key for key, ticket in told.items() if counts(ticket) and ticket.story.resolution is None]
    assume(len(unresolved) > 1)
    one, two, *_ = unresolved
    merged = [*lines, {"id": "merge", "ticket": one, "at": written(END), "kind": "merge", "into": two}]
    assume(stories(merged, desk, END)[two].story.resolution is None)
    assert backlog(merged, desk, END) == backlog(lines, desk, END) - 1


def test_a_duration_is_found_wherever_it_stands():
    """The search above must not pass by looking at nothing."""
    figure = {"calendar_s": 1, "business_s": 1, "running": False}
    assert list(durations({"a": figure, "b": [figure, {"overdue": figure}], "c": None})) == [figure] * 3
