"""The application's registration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from tickets.event_guards import install_event_guards
from tickets.search_indexes import install_search_indexes


class TicketsConfig(AppConfig):
    """Followthrough's desk."""

    name = "tickets"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """SQLite drops triggers silently when it rewrites a table, so each migrate installs them again."""
        post_migrate.connect(install_event_guards, sender=self)
        post_migrate.connect(install_search_indexes, sender=self)
