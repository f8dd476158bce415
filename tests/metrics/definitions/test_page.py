"""The page that lists every definition: what stands on it, and that every report and headline leads to its place."""

import pytest

from metrics.overview.headlines import HEADLINES
from metrics.sheets import SHEETS
from tests.metrics.paging import Page, show

pytestmark = pytest.mark.django_db
PATH = "/reports/definitions/"


def places(page):
    return {given["id"] for _tag, given in page.tags if "id" in given}


def test_every_definition_stands_there_with_its_section_and_versions(vera):
    page = Page(vera.get(PATH))
    for sheet in SHEETS.values():
        assert all(str(line) in page.words for line in sheet.definition)
    for headline in HEADLINES:
        assert str(headline.definition) in page.words
    assert page.words.count("· rules 4 · counting 2.") == len(SHEETS)
    assert "Rules 2, 2026-11-27: A newer note of a fact ends the older one" in page.words
    assert "Rules 3 2026-11-27 A resolution ends a snooze." in page.words


@pytest.mark.parametrize("name", SHEETS)
def test_a_report_leads_to_its_definition(vera, march, name):
    links = show(vera, f"/reports/{name}/").links
    assert f"{PATH}#{name}" in links
    assert name in places(Page(vera.get(PATH)))


def test_a_headline_leads_to_its_definition(vera, march):
    page, defined = show(vera), places(Page(vera.get(PATH)))
    assert {f"{PATH}#headline-{headline.name}" for headline in HEADLINES} <= set(page.links)
    assert {f"headline-{headline.name}" for headline in HEADLINES} <= defined


def test_one_comes_there_from_the_overview_and_from_all_reports(vera, march):
    assert PATH in show(vera).links
    assert PATH in show(vera, "/reports/all/").links


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(PATH).status_code == 302
