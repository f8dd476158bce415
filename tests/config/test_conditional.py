"""ETags as every page and the API judge them."""

import pytest
from django.test import RequestFactory

from config.conditional import unchanged

ETAG = '"7.2"'
JUDGED = [
    ({}, None),
    ({"If-None-Match": '"7.2"'}, 304),
    ({"If-None-Match": 'W/"7.2"'}, 304),
    ({"If-None-Match": '"6", W/"7.2" ,"8"'}, 304),
    ({"If-None-Match": "*"}, 304),
    ({"If-None-Match": '"7"'}, None),
    ({"If-None-Match": "7.2"}, None),
    ({"If-None-Match": "é"}, None),
    ({"If-None-Match": ""}, None),
    ({"If-None-Match": '"' * 100_000}, None),
    ({"If-Match": '"7.2"'}, None),
    ({"If-Match": '"6"'}, 412),
]


@pytest.mark.parametrize(("given", "status"), JUDGED)
def test_what_the_caller_has_is_not_sent_again(given, status):
    answer = unchanged(RequestFactory().get("/", headers=given), ETAG)
    assert (answer and answer.status_code) == status


def test_a_304_repeats_the_tag_and_how_long_it_may_be_kept():
    answer = unchanged(RequestFactory().get("/", headers={"If-None-Match": ETAG}), ETAG)
    assert (answer["ETag"], answer["Cache-Control"], answer.content) == (ETAG, "private, no-cache", b"")
