"""Setting up a widget: what may be said, the snippet, and the secret that is shown once."""

import pytest

from tickets.models import ChannelAccount, Widget


def add(clara, **said):
    basics = {"name": "Shop", "slug": "shop", "title": "", "colour": "#0e9f6e", "origins": ""}
    return clara.client.post("/admin/tickets/widget/add/", {**basics, **said})


def page(widget):
    return f"widget/{widget.pk}/change/"


def test_a_new_widget_is_a_chat_account_and_gives_its_snippet(clara, settings):
    settings.PUBLIC_URL = "https://desk.example"
    assert add(clara, origins="https://shop.example/\n\nhttps://*.shop.example:8443\n").status_code == 302
    account = ChannelAccount.objects.get(channel="chat")
    widget = account.widget
    assert (account.slug, account.secret_hash, widget.colour) == ("shop", "", "#0e9f6e")
    assert widget.origins == ["https://shop.example", "https://*.shop.example:8443"]
    words = clara.get(page(widget)).content.decode()
    assert "&lt;script src=&quot;https://desk.example/widget/shop.js&quot; async&gt;&lt;/script&gt;" in words
    assert 'href="/widget/demo?widget=shop"' in words
    assert clara.client.get("/widget/demo?widget=shop").status_code == 200


def test_it_can_be_changed_and_closed(clara):
    add(clara)
    widget = Widget.objects.get()
    said = {"name": "Shop 2", "title": "Ask us", "colour": "#222222", "origins": "http://localhost:3000"}
    assert clara.client.post(f"/admin/tickets/{page(widget)}", said).status_code == 302
    widget.refresh_from_db()
    assert (widget.title, widget.origins, widget.account.active) == ("Ask us", ["http://localhost:3000"], False)


NO_SITES = [
    "shop.example",
    "https://",
    "https://shop.example/path",
    "https://shop.example; script-src *",
    "https://shop.example https://evil.example",
    "https://a'b",
    "https://user@shop.example",
    "javascript://x",
    "*",
    "https://*",
    "https://shop.example:x",
    "https://shop.example:99999",
    "https://shop.example:",
    "https://ümlaut.example",
]


@pytest.mark.parametrize("origin", NO_SITES)
def test_what_is_no_site_gets_into_no_policy(clara, origin):
    assert add(clara, origins=origin).status_code == 400
    assert not Widget.objects.exists()


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", '#1d4ed8"', "#1d4ed8\n#"])
def test_a_colour_is_a_colour(clara, colour):
    assert add(clara, colour=colour).status_code == 400
    assert not Widget.objects.exists()


def test_the_secret_is_shown_once(clara):
    add(clara)
    widget = Widget.objects.get()
    shown = clara.client.post(f"/admin/tickets/{page(widget)}", {"press": "secret"})
    widget.refresh_from_db()
    assert len(widget.secret) >= 32
    assert widget.secret in shown.content.decode()
    assert widget.secret not in clara.get(page(widget)).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_many(clara, rows, django_assert_num_queries):
    for number in range(rows):
        add(clara, slug=f"shop-{number}")
    clara.get("widget/")
    with django_assert_num_queries(6):
        clara.get("widget/")
