"""Who is named in a note's words, as “@ann”."""

import re

NAMED = re.compile(r"(?<![\w@.])@([\w.+-]{1,150})")
MOST = 20  # in one note


def user_names_in(text: str) -> list[str]:
    """What may be user names, in small letters; an address (ann@example.org) is none."""
    return [word.rstrip(".-").lower() for word in NAMED.findall(text)][:MOST]
