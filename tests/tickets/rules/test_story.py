"""What a story says of itself now: its owner, whose move it is, and the resolution that holds."""

import pytest

from tests.telling import in_a_row, tell
from tickets.rules.story import Story

# What happened | who owns it | whom it waits on | the resolution that holds
NOW = [
    ("contact", None, "us", None),
    ("contact ana ben", "ben", "us", None),
    ("contact ana nobody", None, "us", None),
    ("contact resolve", None, "nobody", "resolve"),
    ("contact resolve contact", None, "us", None),
    ("contact resolve contact resolve_untold", None, "nobody", "resolve_untold"),
]


@pytest.mark.parametrize(("words", "owner", "waiting_on", "holds"), NOW)
def test_how_it_stands_now(words, owner, waiting_on, holds):
    story = in_a_row(words)
    assert (story.owner, story.waiting_on) == (owner, waiting_on)
    assert (story.resolution and story.resolution.event.name) == holds


def test_a_story_without_events_is_nobodys_move():
    assert (Story().owner, Story().waiting_on, Story().resolution) == (None, "nobody", None)


def test_a_resolution_lasts_until_what_brought_it_back():
    first, second = tell(
        ("5 10:00", "contact"), ("5 11:00", "resolve"), ("5 12:00", "open"), ("5 13:00", "resolve")
    ).resolutions
    assert (first.end - first.at, second.end) == (3600, None)
