"""What the sections say of fixed histories, so that no section changes without its version."""

from hashlib import sha256

from metrics.digests import digest_of
from metrics.digests.holding import edition
from metrics.facts import Told
from metrics.facts.relations import FORM, RELATIONS
from tests.histories import CHANGING, DAY, MONDAY, OFFICE, UNAGREED, random_desk, stories

# When this fails you have changed what is kept of a story. Was it meant? Then raise SECTIONS_VERSION in metrics/digests/holding.py or
# RELATIONS_VERSION in metrics/facts/relations.py and write the new fingerprint here, so that what was kept before is told again.
FINGERPRINTS = {"4.2.2": "73680c459ca08816"}
TOLD_AT = (MONDAY + 3 * DAY, MONDAY + 20 * DAY, MONDAY + 99 * DAY)


def test_the_version_of_what_is_kept_is_raised_with_what_it_says():
    tags = {"id": "tags", "kind": "tag", "by": "ana", "add": ["late", "login"]}
    lines = random_desk(2026, 20)
    lines.append(tags | {"ticket": lines[0]["ticket"], "at": lines[0]["at"]})
    told = [
        Told(enumerate(digest_of(ticket, desk, at) for _key, ticket in sorted(stories(lines, desk, at).items())))
        for desk in (OFFICE, CHANGING)
        for at in TOLD_AT
    ]
    rows = {name: b"".join(one.rows[name].tobytes() for one in told) for name in RELATIONS}
    assert [name for name, some in rows.items() if not some] == []
    fingerprint = sha256(b"".join(rows[name] for name in sorted(rows))).hexdigest()[:16]
    assert {FORM: fingerprint} == FINGERPRINTS


def test_equal_agreements_have_one_name_and_others_another():
    names = [edition(desk) for desk in (OFFICE, CHANGING, UNAGREED)]
    assert len(set(names)) == 3
    assert edition(type(OFFICE)(OFFICE.calendar, OFFICE.policies, dict(reversed(OFFICE.targets.items())))) == names[0]
