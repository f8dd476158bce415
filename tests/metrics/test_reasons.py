"""Why people turn to us: by tag and by known fact, each with its tickets' figures."""

from metrics.reports import words
from tests.histories import DAY, HOUR
from tests.telling import START, rate


def about(told, ticket, *tags, after=0, **facts):
    """A ticket with these tags, of which these facts were noted."""
    told.contact(ticket, after)
    if tags:
        told(ticket, after, "tag", by="ana", add=list(tags))
    if facts:
        told(ticket, after, "facts", facts=facts)


def shown(figures, kind="tags"):
    """The reasons in their order, each with the number of its tickets."""
    return [(one["reason"], one["n"]) for one in figures[kind]["most_frequent"]]


def only(figures, kind="tags"):
    """The one reason that is told."""
    (one,) = figures[kind]["most_frequent"]
    return one


def test_a_ticket_counts_under_each_of_its_tags_and_under_each_fact(told):
    about(told, "A", "login", "mobile", device="Pixel 7", app_version="4.2")
    about(told, "B", "login", device="Pixel 7")
    about(told, "C")
    figures = told.report("reasons")
    assert figures["n"] == 3
    assert shown(figures) == [("login", 2), ("mobile", 1)]
    assert shown(figures, "facts") == [("device=Pixel 7", 2), ("app_version=4.2", 1)]
    assert rate(figures["tags"]["most_frequent"][0]["share"]) == (2, 3)
    assert (figures["tags"]["tickets_without"], figures["facts"]["tickets_without"]) == (1, 1)


def test_the_most_frequent_come_first_and_equal_ones_by_their_names(told):
    for ticket, tags in (("A", ("b", "a")), ("B", ("c",)), ("C", ("c",))):
        about(told, ticket, *tags)
    assert shown(told.report("reasons")) == [("c", 2), ("a", 1), ("b", 1)]


def test_twenty_are_shown_and_the_others_are_counted(told):
    about(told, "A", *(f"tag {number:02}" for number in range(23)), **{f"key_{number:02}": "x" for number in range(20)})
    figures = told.report("reasons")
    assert len(shown(figures)) == len(shown(figures, "facts")) == 20
    assert {n for _tag, n in shown(figures)} == {1}
    assert (figures["tags"]["others"], figures["facts"]["others"]) == (3, 0)


def test_a_tag_that_was_taken_off_is_none(told):
    about(told, "A", "login", "mobile")
    told("A", HOUR, "tag", by="ana", remove=["login"])
    assert shown(told.report("reasons")) == [("mobile", 1)]
    assert shown(told.report("reasons", START)) == [("login", 1), ("mobile", 1)]


def test_a_fact_is_the_newest_that_is_known_at_the_instant_looked_at(told):
    about(told, "A", device="Pixel 7")
    told("A", HOUR, "facts", facts={"device": "Pixel 8"}, valid_until=told.at(DAY))
    assert shown(told.report("reasons", START), "facts") == [("device=Pixel 7", 1)]
    assert shown(told.report("reasons", START + HOUR), "facts") == [("device=Pixel 8", 1)]
    assert shown(told.report("reasons", START + DAY), "facts") == []


def test_each_reason_has_its_own_time_to_resolution_with_the_open_ones_in_it(told):
    """Resolved after 1 and 2 hours, two open: half are resolved after 2, a tenth is longer than the oldest."""
    for number in range(4):
        about(told, f"{number}", "login")
    told.resolve("0", HOUR)
    told.resolve("1", 2 * HOUR)
    ttr = only(told.report("reasons", START + 5 * HOUR))["ttr"]
    assert (ttr["n"], ttr["median"], ttr["p90_shown"]) == (4, 2 * HOUR, f"not reached (> {5 * HOUR})")
    business = only(told.report("reasons", START + DAY, "business"))["ttr"]
    assert (business["median"], business["oldest"]) == (2 * HOUR, 8 * HOUR)


def test_contacts_are_told_a_ticket(told):
    about(told, "A", "login")
    about(told, "B", "login")
    told.contact("A", HOUR)
    told.contact("A", 2 * HOUR)
    assert only(told.report("reasons"))["contacts_per_ticket"] == 2


def test_reopened_is_a_share_of_what_was_once_resolved(told):
    """Resolved twice, back once by the customer and once by an agent; one was never resolved."""
    for ticket in ("back", "ours", "open"):
        about(told, ticket, "login")
    for ticket in ("back", "ours"):
        told.resolve(ticket, HOUR)
    told.contact("back", 2 * HOUR)
    told("ours", 2 * HOUR, "status", by="ana", to="open")
    assert rate(only(told.report("reasons"))["reopened"]) == (1, 2)


def test_tickets_count_that_started_in_the_period(told):
    about(told, "before", "login", after=-1)
    about(told, "T", "login")
    about(told, "after", "login", after=DAY)
    figures = told.report("reasons", since=START, to=START + DAY)
    assert (figures["n"], shown(figures)) == (1, [("login", 1)])


def test_each_part_of_a_split_has_reasons_of_its_own(told):
    about(told, "A", "login")
    told.contact("B", 0, "chat")
    groups = told.tally("reasons", by="channel").groups({})
    assert {name: shown(part) for name, part in groups.items()} == {"chat": [], "email": [("login", 1)]}


def test_the_table_says_where_there_is_no_reason(told):
    told.contact("A")
    lines = [line.split() for line in words.lines(told.report("reasons"))]
    assert lines.count(["most", "frequent", "none"]) == 2
