"""Paths through channels, counted and drawn."""

from random import Random

import numpy as np
import pytest

from metrics.facts.table import NONE, Table
from metrics.facts.words import code
from metrics.reports.paths import NAMES, STEPS, Stop, Way, named, numbered, stops, walked, ways
from metrics.sheets.flow import flow
from tests.yardstick import within


def contacts(*tickets):
    """Of each ticket the channels in turn; one in capitals came as a chaser."""
    rows = []
    for ticket, channels in enumerate(tickets):
        before = None
        for at, channel in enumerate(channels):
            name = channel.lower()
            rows.append((ticket, at, code(name), channel.isupper(), code(before), before not in (None, name)))
            before = name
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    found = Table(dict(zip(("ticket", "at", "channel", "chaser", "before", "switched"), columns, strict=True)))
    return walked(found.having(first=found.before == NONE))


def test_what_leads_on_is_counted_by_step_and_so_is_who_had_to():
    seen = contacts(["chat", "chat", "EMAIL"], ["chat", "email", "phone"], ["email"])
    assert set(stops(seen)) == {Stop(1, "email", 1), Stop(1, "chat", 2), Stop(2, "email", 2), Stop(3, "phone", 1)}
    assert set(ways(seen)) == {Way(1, "chat", "email", 2, 1), Way(2, "email", "phone", 1, 0)}


def test_a_longer_path_ends_with_its_fourth_channel():
    (seen,) = {named(path) for path in contacts(["chat", "email", "chat", "email", "CHAT"]).path.tolist()}
    assert seen == "chat>email>chat>email"
    assert not contacts(["chat", "email", "chat", "email", "CHAT"]).sent.any()


@pytest.mark.parametrize("path", ["", "lunar", "chat>lunar", ">".join(["chat"] * (STEPS + 1))])
def test_what_is_no_path_has_no_number(path):
    assert numbered(path) == 0


def test_ribbons_are_as_wide_as_their_blocks_and_the_forced_ones_are_apart():
    seen = contacts(["chat", "EMAIL"], ["chat", "email"], ["chat", "PHONE"])
    drawn = flow(stops(seen), ways(seen))
    assert sorted((ribbon.n, ribbon.forced) for ribbon in drawn.ribbons) == [(1, False), (1, True), (1, True)]
    high = {(block.x, block.channel): block.high for block in drawn.blocks}
    assert high[0, "chat"] == pytest.approx(sum(h for (x, _), h in high.items() if x), abs=0.2)


def test_where_nobody_went_on_there_is_no_drawing():
    seen = contacts(["chat"], ["email", "email"])
    assert flow(stops(seen), ways(seen)) is None


def test_of_many_tickets_too_it_is_counted_at_once():
    chance, channels = Random(7), [*NAMES[:4], "EMAIL"]
    some = contacts(*(chance.choices(channels, k=chance.randint(1, 4)) for _ in range(1000)))
    copies = [some.ticket + 1000 * copy for copy in range(90)]
    many = Table({name: np.tile(column, 90) for name, column in some.columns.items()})
    many = many.having(ticket=np.concatenate(copies))
    with within(0.2):
        seen = walked(many)
        drawn = flow(stops(seen), ways(seen))
    assert sum(block.n for block in drawn.blocks if not block.x) == 90_000
