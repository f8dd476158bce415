"""The backlog of earlier instants: by what is known now, of every kept or told ticket the same, and on the page of the backlog."""

import pytest

from metrics.keeping import keep
from metrics.reading import StoryReader
from metrics.reports import run
from metrics.reports.open_before import open_before
from tests import make
from tests.histories import DAY, MONDAY, random_desk, seconds
from tests.metrics.paging import MARCH, Page
from tickets.models.history import current_desk, instant

pytestmark = pytest.mark.django_db
LATE = MONDAY + 60 * DAY
INSTANTS = [MONDAY + day * DAY for day in (60, 40, 20, 15, 10, 7, 4, 2)]


def asked(**more):
    return open_before(StoryReader(current_desk(instant(LATE)), instant(LATE), instant(LATE)), INSTANTS, **more)


def by_events():
    """From the stories of all tickets: started by then, and resolved for good after it or not at all."""
    reader = StoryReader(current_desk(instant(LATE)), instant(LATE), instant(LATE))
    stories = [one.story for one in reader.stories()]
    lives = [(story.start.at, story.ended_at) for story in stories if story.start and not story.excluded]
    return [sum(start <= at and (end is None or end > at) for start, end in lives) for at in INSTANTS]


def test_it_is_what_the_stories_say_kept_or_not_and_now_it_is_the_backlog():
    make.desk()
    make.take(random_desk(17, 40))
    told = asked()
    while keep(instant(LATE)):
        pass
    assert asked() == told
    assert [one["backlog"] for one in told] == by_events()
    assert all(sum(one["bands"].values()) == one["backlog"] for one in told)
    now = run("backlog", as_of=instant(LATE), known_at=instant(LATE))["figures"]
    assert (told[0]["backlog"], told[0]["bands"]) == (now["backlog"], now["bands"])
    assert len({one["backlog"] for one in told}) > 2


def test_what_came_back_was_open_all_the_time_and_what_ended_then_was_not():
    told = random_desk(1, 1)[:1]
    key, at = told[0]["ticket"], seconds(told[0]["at"])
    done = {"ticket": key, "kind": "resolve", "by": "ana"}
    back = {**told[0], "id": "back", "at": instant(at + 4 * DAY).isoformat()}
    lines = [{**done, "id": f"done {day}", "at": instant(at + day * DAY).isoformat()} for day in (2, 6)]
    make.desk()
    make.take([told[0], lines[0], back, lines[1]])
    reader = StoryReader(current_desk(instant(LATE)), instant(LATE), instant(LATE))
    found = open_before(reader, [at - 1, at, at + 3 * DAY, at + 6 * DAY - 1, at + 6 * DAY])
    assert [one["backlog"] for one in found] == [0, 1, 1, 1, 0]
    assert found[3]["bands"]["3-7"] == 1


def test_the_page_shows_it_for_eight_instants_the_oldest_first(vera, march):
    response = vera.get("/reports/backlog/", MARCH | {"as_of": "2025-03-20T12:00:00Z"})
    assert "At the end of each period before, by what is known now" in Page(response).words
    table = response.context["answered"].panels[-1]
    assert [line.name[:10] for line in table.lines][-1] == "2025-03-20"
    assert sorted(line.name for line in table.lines) == [line.name for line in table.lines]
    assert table.lines[-1].cells[0].shown.text == response.context["answered"].heads[0][1].shown.text
