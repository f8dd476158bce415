"""Who signed in, and who tried, is for administrators to read."""

import pytest

LOGS = [("axes", "accessattempt"), ("axes", "accesslog")]


@pytest.mark.parametrize(("app", "page"), LOGS)
def test_who_signed_in_is_for_administrators(browser, clara, app, page):
    assert clara.client.get(f"/admin/{app}/{page}/").status_code == 200
    assert browser("ana").client.get(f"/admin/{app}/{page}/").status_code == 403
