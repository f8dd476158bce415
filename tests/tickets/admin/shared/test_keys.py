"""The sheet of keys tells what the script does."""

import re
from pathlib import Path

from tests import make
from tickets.admin.shared.keys import SHEET
from tickets.admin.tickets.saved_views import BY_KEY, EVERYTHING

SCRIPT = Path("tickets/static/desk/keys.js").read_text()
OF_TICKET = Path("tickets/static/desk/ticket_keys.js").read_text()


def test_every_key_of_the_script_is_on_the_sheet(ana):
    letters = dict(re.findall(r'(\w): "(\w+)"', re.search(r"const views = \{(.*)\}", SCRIPT)[1]))
    assert set(letters.values()) == {*BY_KEY, EVERYTHING}
    told = {" ".join(keys) for group in SHEET for keys, _words in group["keys"]}
    added = set(re.findall(r'add\("(.)"', SCRIPT)) | {f"g {letter}" for letter in letters}
    pressed = set(re.findall(r'"(.)"', re.search(r"for \(const key of \[(.*)\]\)", OF_TICKET)[1]))
    assert added | pressed <= told
    text = ana.words("ticket/keys/")
    assert "Keys of the desk" in text
    assert "Go to promises due" in text


def test_every_key_of_a_ticket_presses_something_there(ana):
    ticket = make.ticket("10 10:00", "It hangs.", email="mia@example.org")
    page = ana.client.get(f"/admin/tickets/ticket/{ticket.pk}/change/").content.decode()
    pressed = re.findall(r'"(.)"', re.search(r"for \(const key of \[(.*)\]\)", OF_TICKET)[1])
    assert sorted(re.findall(r'data-key="(.)"', page)) == sorted(pressed)
