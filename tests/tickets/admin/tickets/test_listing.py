"""What a list says beside its rows."""

from tests import make

LIST = "ticket/"


def test_a_search_within_a_view_has_bands_without_numbers_that_nobody_counted(ana, desk):
    make.ticket("10 09:00", "Case", email="leo@example.org")
    assert [band.title for band in ana.get(LIST).context["bands"]] == ["Overdue: 1"]
    assert [band.title for band in ana.get(LIST, q="case", view="open").context["bands"]] == ["Overdue"]


def test_what_waits_on_the_customer_is_not_ours_however_late_it_is(ana, desk):
    ticket = make.ticket("3 10:00", "Case")
    make.answered(ticket, "3 10:10", ana.person)
    page = ana.get(LIST)
    (row,) = page.context["bands"][0].rows
    assert row.due.tone == "over"
    assert page.context["bands"][0].title == "Later, or not ours to move: 1"


def test_the_title_says_what_comes_first(ana, desk):
    titles = [ana.get(LIST, view=key).context["title"] for key in ("open", "promises", "everything")]
    assert titles == [
        "All open: 0 open, what is ours to move comes first",
        "Promises due: 0 open, what is due next comes first",
        "Everything: 0",
    ]


def test_every_link_of_a_list_begins_at_its_first_page_and_keeps_the_rest(ana, desk):
    page = ana.get(LIST, view="mine", tag="x", q="word", p=1, after="1.2").context
    assert page["toggle"] == "?q=word&resolved=1&tag=x&view=mine"
    assert page["everything"] == "?q=word&tag=x&view=everything"
    assert page["without_words"] == "?tag=x&view=mine"
