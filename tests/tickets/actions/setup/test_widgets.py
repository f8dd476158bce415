"""Setting up chat widgets, and the figures that they tell their visitors."""

import pytest

from tests import make
from tickets.actions.record import Invalid
from tickets.actions.setup import widgets
from tickets.models import AnswerTime, ChannelAccount, Widget
from tickets.rules.access import COMMAND, Denied

pytestmark = pytest.mark.django_db


def create(**said):
    return widgets.create_widget(by=COMMAND, slug="shop", name="Shop", **said).widget


def test_a_widget_is_made_with_its_account():
    widget = create(
        title=" Ask us " + "x" * 80, colour="#0E9F6E", origins=["https://Shop.example/", "", "https://shop.example"]
    )
    assert (len(widget.title), widget.title[:6], widget.colour) == (60, "Ask us", "#0e9f6e")
    assert (widget.origins, widget.account.channel, widget.secret) == (["https://shop.example"], "chat", "")


@pytest.mark.parametrize("origin", ["http://localhost:3000", "https://*.shop.example:8443", "https://shop.example"])
def test_what_is_a_site(origin):
    assert create(origins=[origin]).origins == [origin]


@pytest.mark.parametrize(
    "origin", ["shop.example", "https://*", "https://a'b", "https://x:", "https://x:99999", "ftp://x"]
)
def test_what_is_no_site_leaves_no_widget(origin):
    with pytest.raises(Invalid, match="is no site"):
        create(origins=[origin])
    assert not ChannelAccount.objects.exists()


@pytest.mark.parametrize(("number", "taken"), [(50, True), (51, False)])
def test_fifty_sites_are_enough(number, taken):
    origins = [f"https://s{n}.example" for n in range(number)]
    if taken:
        assert len(create(origins=origins).origins) == number
    else:
        with pytest.raises(Invalid, match="At most 50"):
            create(origins=origins)


def test_a_change_keeps_its_address_and_its_secret():
    account, root = create().account, make.person("root", "administrator")
    secret = widgets.new_secret(account, by=root)
    said = {"name": "Else", "title": "", "colour": "#222222", "origins": [], "team": None, "active": False}
    fresh = widgets.change_widget(account, by=root, **said)
    assert (fresh.slug, fresh.name, fresh.active) == ("shop", "Else", False)
    assert (Widget.objects.get().secret, Widget.objects.get().colour) == (secret, "#222222")
    with pytest.raises(Invalid):
        widgets.change_widget(account, by=root, **said | {"colour": "red"})


def test_only_who_sets_the_desk_up_makes_a_secret():
    with pytest.raises(Denied):
        widgets.new_secret(create().account, by=make.person("lea", "manager"))


def test_what_visitors_are_told_is_one_row_and_can_be_taken_back():
    for median in (60, 90):
        times = {"since": make.at("1 10:00"), "at": make.at("5 10:00")}
        widgets.note_answer_time("chat", median_s=median, p90_s=600, n=30, **times)
    assert (AnswerTime.objects.get().median_s, AnswerTime.objects.get().as_of) == (90, make.at("5 10:00"))
    widgets.forget_answer_time("chat")
    assert not AnswerTime.objects.exists()
