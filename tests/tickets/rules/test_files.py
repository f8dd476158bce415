"""What strangers' files may be called, and which of them are pictures."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules.files import picture, safe_name

NAMES = [
    ("report.pdf", "report.pdf"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\mia\\bill.pdf", "bill.pdf"),
    ("bill\u202efdp.exe", "billfdp.exe"),
    ("a\r\nSet-Cookie: x.png", "aSet-Cookie: x.png"),
    ("cafe\u0301.txt", "café.txt"),
    ("line\u2028end.txt", "lineend.txt"),
    ("..", ""),
    ("", ""),
    ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
]


@pytest.mark.parametrize(("given_name", "shown"), NAMES)
def test_a_name_that_is_safe_to_show(given_name, shown):
    assert safe_name(given_name) == shown


@given(st.text(max_size=400))
def test_no_name_is_ever_a_path_or_turns_the_line_round(name):
    shown = safe_name(name)
    assert len(shown) <= 200
    assert unicodedata.is_normalized("NFC", shown)
    assert not set("/\\\r\n\u202e\u2066\u200f") & set(shown)
    assert shown not in (".", "..")


PICTURES = [
    (b"\x89PNG\r\n\x1a\n and the rest", "image/png"),
    (b"\xff\xd8\xff\xe0 jfif", "image/jpeg"),
    (b"GIF89a rest of", "image/gif"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"RIFF\x00\x00\x00\x00WAVEfmt ", ""),
    (b"<svg onload=alert(1)>", ""),
    (b"<html>GIF89a", ""),
    (b"PK\x03\x04", ""),
    (b"", ""),
]


@pytest.mark.parametrize(("content", "kind"), PICTURES)
def test_a_picture_is_known_by_its_first_bytes(content, kind):
    assert picture(content[:12]) == kind
