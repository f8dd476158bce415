"""What the sections say of fixed histories, so that no section changes without its version."""

import json
from hashlib import sha256

from metrics.digests import digest_of
from metrics.digests.holding import FORM, edition
from metrics.digests.plain import plain
from tests.histories import CHANGING, DAY, MONDAY, OFFICE, UNAGREED, random_desk, stories

# When this fails you have changed what a section says of a story. Was it meant? Then raise SECTIONS_VERSION in
# metrics/digests/holding.py and write the new fingerprint here, so that what was put away before is told again.
FINGERPRINTS = {"3.1": "878b6a7750b29470"}
TOLD_AT = (MONDAY + 3 * DAY, MONDAY + 20 * DAY, MONDAY + 99 * DAY)


def test_the_version_of_the_sections_is_raised_with_what_they_say():
    lines = random_desk(2026, 20)
    told = [
        [key, plain(digest_of(ticket, desk, at))]
        for desk in (OFFICE, CHANGING)
        for at in TOLD_AT
        for key, ticket in sorted(stories(lines, desk, at).items())
    ]
    assert all(
        any(digest[section] for _key, digest in told) for section in ("stalled", "promises", "scores", "repeats")
    )
    fingerprint = sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]
    assert {FORM: fingerprint} == FINGERPRINTS


def test_equal_agreements_have_one_name_and_others_another():
    names = [edition(desk) for desk in (OFFICE, CHANGING, UNAGREED)]
    assert len(set(names)) == 3
    assert edition(type(OFFICE)(OFFICE.calendar, OFFICE.policies, dict(reversed(OFFICE.targets.items())))) == names[0]
