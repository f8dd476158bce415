"""The Celery app. Its settings are in config/celery_options.py, its tasks in */tasks.py."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("followthrough")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_our_logs(**_):
    """A receiver is all it takes: Celery then leaves logging to Django's settings."""
