"""How events change a story, told again or told on: what the rules forbid has no effect, and nothing is told twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.histories import DAY, HOUR, MONDAY, OFFICE, desks, histories, logs
from tests.telling import in_a_row
from tickets.events.order import in_order
from tickets.events.replay import Replay, story_of
from tickets.rules.projection import following, project
from tickets.rules.story import Event

# What cannot be | why
REFUSED = [
    ("contact resolve resolve", "already resolved"),
    ("contact resolve pending", "already resolved"),
    ("contact resolve on_hold", "already resolved"),
    ("contact confirm", "nothing to confirm"),
    ("contact dispute", "nothing to dispute"),
    ("contact close", "Only a resolved ticket closes"),
    ("contact kept", "no such promise"),
    ("contact answer+promise waived waived", "already settled"),
    ("contact answer+promise answer+kept superseded", "already settled"),
    # delivered by an answer that we start, at the same instant
    ("contact answer+promise kept", "kept by an answer"),
    ("contact answer+promise live_answer+kept", "kept by an answer"),
    ("contact answer+promise answer kept", "kept by an answer"),
]


@pytest.mark.parametrize(("words", "reason"), REFUSED)
def test_a_line_that_the_rules_forbid_has_no_effect_and_says_why(words, reason):
    story = in_a_row(words)
    ((line, why),) = story.void
    assert reason in why
    *before, last = words.split()
    assert line.name == last.split("+")[-1]
    without = in_a_row(" ".join([*before, "+".join(last.split("+")[:-1])]))
    assert (story.status, story.waiting_on, story.reopens) == (without.status, without.waiting_on, without.reopens)


SECOND_THOUGHTS = {
    "answered after all": [("contact", {"channel": "phone", "session": "call"}), ("promise", {"missed": "call"})],
    "more than thanks": [("contact", {"channel": "email"}), ("resolve", {}), ("thanks", {"channel": "email"})],
    "no spam after all": [("contact", {"channel": "email"}), ("spam", {})],
}


SAID_LATER = {
    "answered after all": ("answer", {"channel": "phone", "session": "call"}),
    "more than thanks": ("not_thanks", {"of": "line 2"}),
    "no spam after all": ("not_spam", {}),
}


@pytest.mark.parametrize("story", SECOND_THOUGHTS)
def test_a_line_that_says_what_an_earlier_one_was_tells_the_history_anew(story):
    told = [*SECOND_THOUGHTS[story], SAID_LATER[story]]
    lines = [
        Event(number, MONDAY + number * HOUR, kind, None, data, 0, f"line {number}")
        for number, (kind, data) in enumerate(told)
    ]
    until = MONDAY + 9 * DAY
    replay = Replay(lines[:-1], OFFICE)
    before = stood(replay.story, OFFICE, until)
    replay.go_on(lines[-1:])
    assert stood(replay.story, OFFICE, until) == stood(story_of(lines, OFFICE), OFFICE, until) != before


def stood(story, desk, until):
    """All that is stored of a story, to be compared."""
    found = project(story, desk, until)
    promises = [(o.promise.event.id, o.state, o.owed, o.settled_at, o.overdue) for o in found.promises]
    void = [(line.id, reason) for line, reason in story.void]
    return found.row, promises, found.flags, found.clocks, found.next_check_at, [x.id for x in story.applied], void


@given(histories(), desks(), st.integers(0, 40 * DAY), st.data())
def test_going_on_equals_telling_from_the_beginning(raws, desk, later, data):
    for lines, _ in logs(raws).values():
        until = max(line.at for line in lines) + later
        known = data.draw(st.integers(0, len(lines)))
        replay = Replay(lines[:known], desk)
        for line in lines[known:]:
            replay.go_on([line])
        assert stood(replay.story, desk, until) == stood(story_of(lines, desk), desk, until)


def differences(before, after):
    """What would be written and what would be taken away, of promises, flags and clocks."""
    rows = [
        lambda found: {
            o.promise.event.id: (o.state, o.owed, o.settled_at, o.fulfilled_late_at) for o in found.promises
        },
        lambda found: {(flag.rule, flag.anchor.id): flag for flag in found.flags},
        lambda found: {(clock.metric, clock.anchor.id): clock for clock in found.clocks},
    ]
    for of in rows:
        old, new = of(before), of(after)
        yield {key: row for key, row in new.items() if old.get(key) != row}, old.keys() - new.keys()


def test_what_we_said_first_counts_from_the_customers_first_line_on():
    said = [("promise", {"due_at": MONDAY + DAY}), ("answer", {}), ("answer", {}), ("contact", {"channel": "email"})]
    *lines, contact = [
        Event(n, MONDAY + n * HOUR, *what, MONDAY, str(n)) for n, what in enumerate(((k, 1, d) for k, d in said))
    ]
    replay = Replay(lines, OFFICE)
    assert not following(replay.story, OFFICE, contact.at).clocks
    assert replay.unchanged_before([contact]) is None


@given(histories(), desks(), st.integers(0, 20 * DAY), st.integers(0, 20 * DAY), st.data())
def test_leaving_out_what_was_over_changes_no_difference(raws, desk, looked, later, data):
    for unordered, _ in logs(raws).values():
        lines = in_order(unordered)[data.draw(st.integers(0, 3)) :]  # now and then we speak first
        if not lines:
            continue
        known = data.draw(st.integers(1, len(lines)))
        stood_at = lines[known - 1].at + looked
        until = max(stood_at, lines[-1].at) + later
        whole, part = Replay(lines[:known], desk), Replay(lines[:known], desk)
        unchanged_before = part.unchanged_before(lines[known:])
        since = None if unchanged_before is None else min(unchanged_before, stood_at)
        before = following(whole.story, desk, stood_at), following(part.story, desk, stood_at, since)
        whole.go_on(lines[known:])
        part.go_on(lines[known:])
        after = project(whole.story, desk, until), project(part.story, desk, until, since)
        assert list(differences(before[1], after[1])) == list(differences(before[0], after[0]))
        assert (after[1].row, after[1].next_check_at) == (after[0].row, after[0].next_check_at)
