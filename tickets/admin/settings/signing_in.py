"""Who signed in, and who tried: what guards the desk against guessing, for administrators to read.

The guard's own pages ask Django's permissions, which nobody here has: roles say who may do what.
"""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tickets.admin.settings.settings_admin import SettingsAdmin

for model in (AccessAttempt, AccessFailureLog, AccessLog):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class SignInAdmin(SettingsAdmin):
    """What was seen of somebody who signed in, or tried."""

    adds = edits = False
    list_display: tuple[str, ...] = ("attempt_time", "username", "ip_address", "user_agent")
    list_display_links = ("attempt_time",)
    search_fields = ("username", "ip_address")
    search_help_text = _("Name or address")
    ordering = ("-attempt_time",)


@admin.register(AccessAttempt)
class AccessAttemptAdmin(SignInAdmin):
    """Failures that are still counted: too many of them lock a name out at an address for a while."""

    list_display = (*SignInAdmin.list_display, "failures_since_start")


@admin.register(AccessLog)
class AccessLogAdmin(SignInAdmin):
    """Who signed in and out."""

    list_display = (*SignInAdmin.list_display, "logout_time")
