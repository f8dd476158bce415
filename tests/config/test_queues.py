"""Each kind of work has a queue of its own, and what is asked for lands in it."""

from celery import current_app
from celery.beat import Scheduler

from config.broker import nudge
from config.celery_options import CLOCK, PERIODS, QUEUES

OURS = ("tickets.", "metrics.")


def test_every_task_goes_to_the_queue_of_its_kind(redis_server, transactional_db):
    client = redis_server.client()
    for task, (_, queue) in PERIODS.items():
        client.flushall()
        nudge(task)
        assert {name: client.llen(name) for name in QUEUES if client.llen(name)} == {queue: 1}


def test_mail_in_delivery_the_clock_figures_files_and_the_search_share_no_queue():
    of = {task.rpartition(".")[2]: queue for task, (_, queue) in PERIODS.items()}
    tasks = ("process_inbound", "poll_mailboxes", "deliver", "sweep", "answer_times", "prepare_files", "keep_search")
    apart = [of[task] for task in tasks]
    assert len(set(apart)) == len(apart) == len(QUEUES)


def test_what_the_clock_asks_for_exists():
    current_app.loader.import_default_modules()
    assert set(PERIODS) <= {name for name in current_app.tasks if name.startswith(OURS)}


def test_a_task_without_a_place_is_done_with_those_of_the_clock(redis_server, transactional_db):
    nudge("tickets.tasks.anything")
    assert redis_server.client().llen(CLOCK) == 1


def test_everything_is_due_when_beat_starts():
    entries = Scheduler(current_app, lazy=True)
    entries.setup_schedule()
    ours = [entry for entry in entries.schedule.values() if entry.task in PERIODS]
    assert len(ours) == len(PERIODS)
    assert all(entry.is_due().is_due for entry in ours)
