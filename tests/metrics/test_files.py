"""Files of figures: whole, streamed, and without a text that a spreadsheet would calculate."""

import csv
import re
import zipfile
from io import BytesIO

import pytest
from django.http import FileResponse, StreamingHttpResponse

from metrics.pages.files import file_of
from tests import make
from tests.metrics.paging import MARCH, line

pytestmark = pytest.mark.django_db
HARMFUL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


def test_rows_are_made_while_they_are_sent():
    made = []

    def rows():
        for number in range(3):
            made.append(number)
            yield [number]

    response = file_of(rows(), "csv", "ttr")
    assert isinstance(response, StreamingHttpResponse)
    assert made == []
    assert b"".join(response).decode("utf-8-sig").split() == ["0", "1", "2"]
    assert response["Content-Disposition"] == 'attachment; filename="ttr.csv"'


def cells(response):
    """The texts and numbers of a sheet, from its own XML."""
    with zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_a_sheet_has_texts_as_texts_and_numbers_as_numbers():
    response = file_of([["=1+1", "http://example.org", -2.5]], "xlsx", "ttr")
    assert isinstance(response, FileResponse)
    xml = cells(response)
    assert "<f>" not in xml
    assert "hyperlink" not in xml
    assert "'=1+1" in xml.replace("&#39;", "'")
    assert "<v>-2.5</v>" in xml


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_strangers_write_calculates_nothing(vera, kind):
    make.desk()
    make.take([line("A", "contact", 3, channel="chat", subject="=HYPERLINK(1)")])
    response = vera.get(f"/reports/tickets/{kind}", MARCH)
    text = cells(response) if kind == "xlsx" else response.getvalue().decode()
    assert re.search(r"[^']=HYPERLINK", text) is None
    assert "'=HYPERLINK(1)" in text.replace("&#39;", "'")


def test_a_file_says_first_what_was_asked_and_by_which_definition(vera, march):
    asked = MARCH | {"known_at": "2025-12-31T08:00", "channel": "chat", "by": "channel"}
    text = vera.get("/reports/promises/csv", asked).getvalue().decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert rows[:9] == [
        ["Report", "Promises", "Did we keep our word?"],
        ["From", "2025-03-01 00:00:00"],
        ["To before", "2025-04-01 00:00:00"],
        ["As of", "2025-04-30 00:00:00"],
        ["Known at", "2025-12-31 08:00:00"],
        ["Time zone", "Europe/Berlin"],
        ["Clock", "calendar"],
        ["channel", "chat"],
        ["Definition", "definitions, section 3"],
    ]
