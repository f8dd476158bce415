"""Addresses of the web in what people wrote."""

import pytest

from tickets.templatetags.links import linked

REL = 'target="_blank" rel="nofollow noopener noreferrer"'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "See https://example.com/a?b=1&c=2.",
            f'See <a class="d-link" href="https://example.com/a?b=1&amp;c=2" {REL}>',
        ),
        ("(http://example.com)", f'(<a class="d-link" href="http://example.com" {REL}>http://example.com</a>)'),
        ("<b>https://example.com</b>", "&lt;b&gt;<a "),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("data:text/html,x", "data:text/html,x"),
        ("mia@example.com", "mia@example.com"),
        ('https://example.com/"onclick="x', "&quot;onclick=&quot;x"),
    ],
)
def test_only_addresses_of_the_web_are_links_and_all_else_is_escaped(text, shown):
    assert shown in linked(text)
    assert ("<a " in linked(text)) == ("http" in text)
    assert "<b>" not in linked(text)
