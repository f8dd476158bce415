"""Agents read times in their own zone; in the database and in the API everything is UTC."""

from zoneinfo import ZoneInfo

from django.utils import timezone


class AgentTimeZone:
    """Middleware: while an agent's request runs, their time zone is the current one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        zone = getattr(request.user, "time_zone", "")
        if not zone:
            return self.get_response(request)
        with timezone.override(ZoneInfo(zone)):
            return self.get_response(request)
