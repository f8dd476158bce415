"""The sheet of keys tells what the script does."""

import re
from pathlib import Path

from tickets.admin.shared.keys import SHEET
from tickets.admin.tickets.saved_views import BY_KEY, EVERYTHING

SCRIPT = Path("tickets/static/desk/keys.js").read_text()


def test_every_key_of_the_script_is_on_the_sheet(ana):
    letters = dict(re.findall(r'(\w): "(\w+)"', re.search(r"const views = \{(.*)\}", SCRIPT)[1]))
    assert set(letters.values()) == {*BY_KEY, EVERYTHING}
    told = {" ".join(keys) for group in SHEET for keys, _words in group["keys"]}
    added = set(re.findall(r'add\("(.)"', SCRIPT)) | {f"g {letter}" for letter in letters}
    assert added <= told
    text = ana.words("ticket/keys/")
    assert "Keys of the desk" in text
    assert "Go to promises due" in text
