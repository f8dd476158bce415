"""The picture of a mail: the chart's values at their places, its words in a typeface that we ship, the same on every machine."""

import json
import re
import struct
import zlib
from itertools import pairwise

import pytest

from metrics.mails import picture
from metrics.mails.figures import LOOKS
from metrics.mails.picture import BOTTOM, LEFT, PIXELS, RIGHT, TOP, drawn
from metrics.sheets import chart as charts
from metrics.sheets.chart import Chart
from metrics.sheets.figures import Number, Shown


def of(*values, names=None, spread=None):
    """The chart of one figure over days, as a page has it."""
    shown = [[Shown(str(one), drawn=one, spread=spread)] for one in values]
    return charts.lines([Number("Tickets", "n")], names or [f"03-{day:02}" for day in range(1, len(values) + 1)], shown)


def pixels(png):
    """Rows of the picture, as bytes of red, green, blue and how solid."""
    width, height = struct.unpack(">II", png[16:24])
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    data = b"".join(body for kind, body in _chunks(png) if kind == b"IDAT")
    return width, height, zlib.decompress(data)


def _chunks(png):
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length


def test_values_stand_between_nought_and_a_round_number_above_them():
    found = drawn(of(0, 7, 14))
    assert [mark.text for mark in found.heights] == ["0", "5", "10", "15"]
    (stroke,) = found.strokes
    (_left, low), (_middle, middle), (_right, high) = stroke.points
    assert low == BOTTOM
    assert middle == pytest.approx((low + high) / 2, abs=0.1)
    assert TOP < high < middle
    assert all(LEFT < x < RIGHT for x, _y in stroke.points)


def test_values_below_nought_have_their_place():
    shown = [[Shown("", drawn=value, spread=(value - 20, value + 20))] for value in (-60.0, 40.0)]
    found = drawn(charts.lines([Number("Net promoters", "n")], ["03-01", "03-02"], shown))
    assert [mark.text for mark in found.heights] == ["−100", "−50", "0", "50", "100"]
    assert [stroke.look for stroke in found.strokes] == ["0", "band", "band"]
    assert all(TOP <= y <= BOTTOM for stroke in found.strokes for _x, y in stroke.points)


def test_where_there_is_no_value_there_is_a_gap():
    (stroke,) = drawn(of(3, None, 5, 6)).strokes
    assert [line.count(",") for line in stroke.lines] == [1, 2]
    assert len(stroke.points) == 3


@pytest.mark.parametrize("number", [1, 8, 31, 62])
def test_names_have_room_between_them(number):
    found = drawn(of(*range(1, number + 1)))
    assert found.names
    places = [mark.at for mark in found.names]
    assert all(after - before > picture.LETTER * len("03-01") for before, after in pairwise(places))


@pytest.mark.parametrize("highest", [0.04, 1, 3, 9.9, 10, 47, 99, 1234, 8e6])
def test_an_axis_has_a_few_marks_whatever_the_values(highest):
    found = drawn(of(0, highest))
    assert 3 <= len(found.heights) <= 6


def test_bars_stand_on_nought():
    shown = [Shown("", drawn=value) for value in (4, 0, 2)]
    found = drawn(charts.bars(Number("Tickets", "n"), ["a", "b", "c"], shown))
    assert [round(high / found.bars[0][3], 2) for *_rest, high in found.bars] == [1, 0, 0.5]
    assert found.strokes == []


def test_it_is_a_picture_on_white_of_the_width_of_two_mails():
    width, height, rows = pixels(picture.chart(of(1, 2, 3)))
    assert (width, height) == (PIXELS, pytest.approx(PIXELS * picture.HEIGHT / picture.WIDTH, abs=1))
    assert rows[1:5] == b"\xff\xff\xff\xff"  # after the byte that says how its row is written


def test_its_words_are_drawn_in_the_typeface_that_is_shipped():
    """Names of other letters make another picture, and no typeface of the system is asked."""
    assert picture.FONT.is_file()
    latin, greek = (picture.chart(of(1, 2, names=[name, name])) for name in ("Work", "Ωδός"))
    blank = picture.chart(of(1, 2, names=["    ", "    "]))
    assert len({latin, greek, blank}) == 3


def test_what_a_name_says_is_no_markup():
    chart = of(1, 2, names=['<image href="file:///etc/passwd"/>', "&"])
    assert picture.chart(chart)[:4] == b"\x89PNG"


def test_it_follows_the_looks_of_the_pages_chart():
    """What the page draws first is the solid line, second the dashed one, an interval the thin one; no two are alike."""
    assert [style["borderDash"] for style in charts.STYLES][:2] == [[], [7, 4]]
    assert charts.BAND["pointRadius"] == 0
    value = {"labels": ["a"], "datasets": [{"data": [1], **charts.LINE, **style} for style in charts.STYLES]}
    found = drawn(Chart("line", json.dumps(value), "{}", "", []))
    assert [stroke.look for stroke in found.strokes] == list(LOOKS)[:-1]
    assert set(re.findall(r"\.m-(\w+)", picture.STYLE)) >= set(LOOKS)
