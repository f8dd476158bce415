"""What the desk's admin pages have in common: a role opens them, and the stock forms save nothing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from tickets.models import User
from tickets.rules.access import may, role_of


def me(request: HttpRequest) -> User:
    """Who asks: the admin lets nobody in who has not signed in."""
    return request.user  # type: ignore[return-value]


def may_do(user: User | AnonymousUser, verb: str) -> bool:
    """Whether a person's role allows a verb; nobody without a role is allowed anything."""
    return isinstance(user, User) and user.is_active and may(role_of(user), verb)


class ReadingAdmin(ModelAdmin):
    """A page to read: who may do `sees` sees it; nothing is added, changed or deleted by a stock form."""

    sees = "view"
    actions = None
    show_full_result_count = False
    list_per_page = 50
    list_display_links: Any = None
    compressed_fields = True

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list says once how many there are."""
        shown = super().get_changelist_instance(request)
        shown.full_result_count = shown.result_count
        return shown

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only what the page itself offers as a filter: a list that may be narrowed by any field gives its secrets away."""
        offered = (getattr(name, "parameter_name", None) or f"{name}__exact" for name in self.list_filter)
        return lookup in set(offered)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the desk's settings list it."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether a role may look."""
        return may_do(request.user, self.sees)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """What an action writes is not added by a form."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What an action writes is not changed by a form."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is deleted at the desk."""
        return False
