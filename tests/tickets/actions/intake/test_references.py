"""What customers call their ticket."""

import re

from tickets.actions.intake.references import ALPHABET, new_reference


def test_a_reference_is_random_and_can_be_read_aloud():
    some = {new_reference() for _ in range(200)}
    assert len(some) == 200
    assert all(re.fullmatch(f"FT-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", reference) for reference in some)
    assert not set("01ILOU") & set(ALPHABET)
