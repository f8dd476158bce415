"""HTML that a browser may be shown."""

import base64

import pytest

from tickets.channels.email.html import LARGEST
from tickets.channels.email.parts import MailFile
from tickets.channels.email.sanitising import MOST_IMAGE_BYTES, Unsafe, sanitised

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 8
SHOWN = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
FILES = [
    MailFile("shot.png", "image/png", True, PNG, "Shot@1"),
    MailFile("logo.svg", "image/svg+xml", True, b"<svg onload=alert(1)>", "logo"),
]
LINK = 'target="_blank" rel="noopener noreferrer"'

CLEANED = [
    ("<p>It <b>hangs</b>.</p>", "<p>It <b>hangs</b>.</p>"),
    ("<script>alert(1)</script><style>p {}</style><title>T</title>x", "x"),
    ("<p onclick=alert(1) id=x class=y>x</p>", "<p>x</p>"),
    ("<form action=/admin/><input name=a><button>Go</button></form>", "Go"),
    ("<meta http-equiv=refresh content=0><base href=https://evil.example><link rel=stylesheet href=x>", ""),
    ("<iframe src=https://evil.example></iframe><object data=x></object><svg><script>1</script></svg>", ""),
    ("<body background=https://evil.example/x><table background=x><tr><td>x</table>",) * 1
    + ("<table><tbody><tr><td>x</td></tr></tbody></table>",),
    ('<a href="https://example.com/">x</a>', f'<a href="https://example.com/" {LINK}>x</a>'),
    ('<a href="javascript:alert(1)">x</a>', f"<a {LINK}>x</a>"),
    ('<p style="color:red;position:fixed">x</p>', '<p style="color:red">x</p>'),
    ('<a href="data:text/html,x">x</a><a href="cid:shot@1">y</a>', f"<a {LINK}>x</a><a {LINK}>y</a>"),
    # Whatever could name an address; a backslash may spell any of it.
    ('<p style="color:red;background:url(https://evil.example)">x</p>', "<p>x</p>"),
    ('<p style="background-color:u\\72l(https://evil.example)">x</p>', "<p>x</p>"),
    ("<p style=\"content:image-set('https://evil.example' 1x)\">x</p>", "<p>x</p>"),
    ('<img src="cid:shot@1">', f'<img src="{SHOWN}">'),
    (f'<img src="{SHOWN}">', f'<img src="{SHOWN}">'),
]


@pytest.mark.parametrize(("source", "shown"), CLEANED)
def test_what_may_be_shown(source, shown):
    assert sanitised(source, FILES).html.replace('rel="noopener noreferrer" target="_blank"', LINK) == shown


NOT_LOADED = [
    "https://evil.example/spy.png",
    "cid:logo",  # a type that can carry script, whatever it says
    "cid:nothing",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "data:image/png;base64,AAAA",
    "data:text/html,x",
]


@pytest.mark.parametrize("source", NOT_LOADED)
def test_an_image_from_elsewhere_or_of_another_kind_is_left_out_and_counted(source):
    shown = sanitised(f'<img src="{source}">', FILES)
    assert (shown.html, shown.left_out) == ("<img>", 1)


def test_images_are_shown_up_to_a_limit():
    large = MailFile("a", "image/png", True, PNG.ljust(MOST_IMAGE_BYTES // 2 + 1, b"x"), "large")
    shown = sanitised('<img src="cid:large"><img src="cid:large">', [large])
    assert shown.left_out == 1


@pytest.mark.parametrize("source", ["x" * (LARGEST + 1), "<div>" * 257, "<b><i>" * 129])
def test_what_is_too_large_or_too_deep_is_not_even_looked_at(source):
    with pytest.raises(Unsafe):
        sanitised(source, [])
