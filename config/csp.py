"""The content policy of every page, with the one exception that the desk needs."""

from csp.middleware import CSPMiddleware
from django.urls import reverse


class ContentSecurityPolicy(CSPMiddleware):
    """Unfold's Alpine evaluates the expressions in its templates, so scripts may use eval on
    the admin's pages, and nowhere else."""

    def get_policy_parts(self, request, response, report_only=False):
        """The policy from the settings, widened for the admin; a view's own is left as it is."""
        parts = super().get_policy_parts(request, response, report_only)
        chosen_by_view = parts.config is not None or parts.replace
        if request.path_info.startswith(reverse("admin:index")) and not chosen_by_view:
            parts.update = {**(parts.update or {}), "script-src": ["'self'", "'unsafe-eval'"]}
        return parts
