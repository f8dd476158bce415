"""How Celery is set: what goes through the broker may vanish or hang.

The database is the queue and Celery is only the clock, so nothing here waits long and nothing
is kept: a lost tick is made up for by the next one.
"""

from datetime import UTC, datetime, timedelta

from kombu import Exchange, Queue

TASK_TIME_LIMIT = 60
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

# Each kind of work has a queue and workers of its own: a flood of one kind never holds up another.
MAIL, MAILBOXES, DELIVERY, CLOCK, FIGURES, FILES, SEARCH = QUEUES = (
    *("mail", "mailboxes", "delivery", "clock", "figures", "files", "search"),
)

# What happens by the clock, how often (seconds), and in which queue.
PERIODS = {
    "tickets.tasks.tick": (5, CLOCK),
    "tickets.tasks.deliver": (2, DELIVERY),
    "tickets.tasks.process_inbound": (5, MAIL),
    "tickets.tasks.poll_mailboxes": (5, MAILBOXES),
    "tickets.tasks.tell": (5, DELIVERY),
    "tickets.tasks.sweep": (20, CLOCK),
    "tickets.tasks.assign": (5, CLOCK),
    "tickets.tasks.keep_search": (1, SEARCH),  # what was just said is looked for at once
    "tickets.tasks.tidy": (6 * 3600, CLOCK),
    "metrics.tasks.answer_times": (300, FIGURES),
    "metrics.tasks.keep_digests": (20, FIGURES),
    "tickets.tasks.bulk": (5, FILES),
    "metrics.tasks.prepare_files": (5, FILES),
    "metrics.tasks.throw_files_away": (3600, CLOCK),
    "metrics.tasks.keep_gauges": (60, FIGURES),
    "metrics.tasks.keep_headlines": (900, FIGURES),
    "metrics.tasks.report_mails": (20, FIGURES),
}


def beat_schedule():
    """The periods as Celery wants them. A tick that nobody took before the next one is void:
    a worker that comes back after an hour has one sweep to do, not 180. When beat starts, everything is due."""
    return {
        name.rpartition(".")[2]: {
            "task": name,
            "schedule": timedelta(seconds=seconds),
            "last_run_at": LONG_AGO,
            "options": {"expires": seconds},
        }
        for name, (seconds, _) in PERIODS.items()
    }


def broker_options(url):
    """Celery's settings (CELERY_...) for a broker at `url`."""
    return {
        "CELERY_BROKER_URL": url,
        "CELERY_BROKER_TRANSPORT_OPTIONS": {
            # A task that was taken is forgotten by the broker; what its worker did not do, the next tick finds in the
            # database. With acknowledgements a worker in the middle of a task ends with the broker: kombu gives the
            # task back over the connection that it has just lost, and the error is not one that Celery survives.
            "ack_emulation": False,
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
        "CELERY_TASK_ROUTES": {name: {"queue": queue} for name, (_, queue) in PERIODS.items()},
        # A worker that is told no queue takes from all.
        "CELERY_TASK_QUEUES": [Queue(name, Exchange(name), routing_key=name) for name in QUEUES],
        "CELERY_TASK_DEFAULT_QUEUE": CLOCK,
        "CELERY_TASK_TIME_LIMIT": TASK_TIME_LIMIT,
        "CELERY_TASK_SOFT_TIME_LIMIT": TASK_TIME_LIMIT - 10,
        # A worker takes what it can begin, and leaves the rest to others.
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_WORKER_DISABLE_PREFETCH": True,
        # A mail that is being sent does not need the broker.
        "CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS": False,
        "CELERY_TIMEZONE": "UTC",
        # No file with the last runs.
        "CELERY_BEAT_SCHEDULER": "celery.beat:Scheduler",
        "CELERY_BEAT_SCHEDULE": beat_schedule(),
    }
