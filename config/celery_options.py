"""How Celery is set: what goes through the broker may vanish, hang or come twice.

The database is the queue and Celery is only the clock, so nothing here waits long and nothing
is kept: a lost tick is made up for by the next one.
"""

from datetime import timedelta

# A message that no worker has acknowledged for this long is given to another one. Every task
# must end sooner, or it would run twice at once.
VISIBILITY_TIMEOUT = 120
TASK_TIME_LIMIT = 60

# What happens by the clock, and how often (seconds).
PERIODS = {
    "tickets.tasks.tick": 5,
    "tickets.tasks.deliver": 5,
    "tickets.tasks.process_inbound": 5,
    "tickets.tasks.poll_mailboxes": 5,
    "tickets.tasks.sweep": 20,
    "tickets.tasks.tidy": 6 * 3600,
    "metrics.tasks.answer_times": 300,
}


def beat_schedule():
    """The periods as Celery wants them. A tick that nobody took before the next one is void:
    a worker that comes back after an hour has one sweep to do, not 180."""
    return {
        name.rpartition(".")[2]: {
            "task": name,
            "schedule": timedelta(seconds=seconds),
            "options": {"expires": seconds},
        }
        for name, seconds in PERIODS.items()
    }


def broker_options(url):
    """Celery's settings (CELERY_...) for a broker at `url`."""
    return {
        "CELERY_BROKER_URL": url,
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            "visibility_timeout": VISIBILITY_TIMEOUT,
            # Without these two a killed worker's tasks come back only after two minutes more.
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            # A frozen server accepts connections and never answers.
            "socket_connect_timeout": 0.5,
            "socket_timeout": 1,
            # How soon a worker gives up a connection that has gone silent.
            "health_check_interval": 5,
        },
        "CELERY_BROKER_CONNECTION_TIMEOUT": 1,
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        "CELERY_BROKER_CONNECTION_MAX_RETRIES": None,  # for ever
        "CELERY_TASK_PUBLISH_RETRY_POLICY": {
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0.1,
            "interval_max": 0.1,
        },
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_TASK_ACKS_LATE": True,
        "CELERY_TASK_REJECT_ON_WORKER_LOST": True,
        "CELERY_TASK_TIME_LIMIT": TASK_TIME_LIMIT,
        "CELERY_TASK_SOFT_TIME_LIMIT": TASK_TIME_LIMIT - 10,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS": True,
        "CELERY_TIMEZONE": "UTC",
        # No file with the last runs: after a restart each task is simply due again.
        "CELERY_BEAT_SCHEDULER": "celery.beat:Scheduler",
        "CELERY_BEAT_SCHEDULE": beat_schedule(),
    }
