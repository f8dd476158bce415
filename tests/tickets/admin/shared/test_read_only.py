"""A role opens a page, and the stock forms save nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from tickets.admin.shared.read_only import ReadingAdmin, may_do, me
from tickets.models import User


def somebody(role="agent", **more):
    return User(username="ana", role=role, **more)


MAY = [
    (somebody(), "reply", True),
    (somebody("read_only"), "reply", False),
    (somebody("read_only"), "view", True),
    (somebody("read_only", is_superuser=True), "set-up", True),
    (somebody(is_active=False), "view", False),
    (AnonymousUser(), "view", False),
]


@pytest.mark.parametrize(("user", "verb", "allowed"), MAY)
def test_who_may_do_what_at_the_desk(user, verb, allowed):
    assert may_do(user, verb) is allowed


class Relays(ReadingAdmin):
    """A page for those who lead."""

    sees = "relays"

    def __init__(self):
        """Of no model."""


@pytest.mark.parametrize(("role", "sees"), [("agent", False), ("manager", True), ("administrator", True)])
def test_a_page_is_seen_by_role_and_changed_by_nobody(role, sees):
    request, page = RequestFactory().get("/"), Relays()
    request.user = somebody(role)
    assert me(request) is request.user
    assert (page.has_view_permission(request), page.has_module_permission(request)) == (sees, sees)
    writes = (page.has_add_permission, page.has_change_permission, page.has_delete_permission)
    assert [may(request) for may in writes] == [False] * 3
