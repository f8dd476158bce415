"""The application's registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    """Figures that nobody can flatter."""

    name = "metrics"
    verbose_name = _("Reports")
