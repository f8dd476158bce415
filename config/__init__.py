"""The project: settings, addresses, Celery, and the starter behind `make run`."""

from config.celery import app as celery_app

__all__ = ["celery_app"]  # tasks declared with shared_task find their app through this
