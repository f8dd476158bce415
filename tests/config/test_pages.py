"""What every page carries: a content policy, the agent's time zone, links that lead somewhere."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django.views.defaults import permission_denied, server_error

from config.agent_time import AgentTimeZone
from config.csp import ContentSecurityPolicy

pytestmark = pytest.mark.django_db


def policy(path, response=None):
    """The content policy that a page at `path` is sent with."""
    middleware = ContentSecurityPolicy(lambda request: response or HttpResponse())
    return middleware(RequestFactory().get(path))["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/r/FT-7KQ2-9XMD", "/api/docs/", "/reports/", "/"])
def test_pages_run_no_inline_script_and_no_eval(path):
    assert "default-src 'self'" in policy(path)
    assert "script-src" not in policy(path)  # so that default-src decides
    assert "frame-ancestors 'none'" in policy(path)


def test_eval_is_allowed_in_the_admin_only():
    assert "script-src 'self' 'unsafe-eval'" in policy("/admin/login/")
    assert "unsafe-inline" not in policy("/admin/").partition("script-src")[2].partition(";")[0]


def test_a_views_own_policy_is_not_widened():
    response = HttpResponse()
    response._csp_config = {"default-src": ["'none'"]}
    assert policy("/admin/mail/1", response) == "default-src 'none'"


def test_the_front_page_leads_to_the_desk(client):
    assert client.get("/", follow=True).redirect_chain[-1][0].startswith("/admin/login/")


def test_errors_and_pages_carry_the_policy_too(client):
    for path in ("/admin/login/", "/no-such-page"):
        assert "Content-Security-Policy" in client.get(path)


def test_what_is_missing_and_what_broke_say_so_in_our_words(client):
    missing = client.get("/no-such-page")
    assert (missing.status_code, b"There is nothing here" in missing.content) == (404, True)
    denied = permission_denied(RequestFactory().get("/"), PermissionDenied())
    assert b"Your role does not allow this" in denied.content
    assert b"Something went wrong on our side" in server_error(RequestFactory().get("/")).content


@pytest.mark.parametrize(("chosen", "expected"), [("America/New_York", "America/New_York"), ("", "Europe/Berlin")])
def test_agents_see_their_own_time(chosen, expected):
    seen = []
    request = RequestFactory().get("/")
    request.user = type("Agent", (), {"time_zone": chosen})()
    AgentTimeZone(lambda request: seen.append(timezone.get_current_timezone_name()))(request)
    assert seen == [expected]
    assert timezone.get_current_timezone_name() == "Europe/Berlin"


@pytest.mark.parametrize("path", ["/admin/login/", "/r/FT-7KQ2-9XMD", "/widget/demo", "/nothing/here"])
def test_every_page_has_a_sign_for_its_tab(client, path):
    address = re.search(
        r'<link rel="icon"\s+href="([^"]+)"|<link rel="icon" type="image/svg\+xml" href="([^"]+)"',
        client.get(path).content.decode(),
    )
    assert address
    assert finders.find("favicon.svg")
