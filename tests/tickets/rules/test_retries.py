"""When something that failed is tried again."""

from tickets.rules.retries import WAITS, next_attempt_in


def test_waits_grow_and_then_a_person_has_to_look():
    waits = [next_attempt_in(failures, 0) for failures in range(1, len(WAITS) + 2)]
    assert waits == [30, 120, 600, 3600, 14400, 43200, None]


def test_what_failed_together_does_not_come_back_together():
    assert next_attempt_in(2, 0.5) == 135
    assert 120 <= next_attempt_in(2, 0.999) <= 150
