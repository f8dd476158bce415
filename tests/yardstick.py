"""Time limits that mean the same on every machine.

They were measured on one machine. `slowness` does a fixed piece of work and says how many times longer it takes here
and now; a limit is stretched by that, so that a slow or busy machine fails no test, and slow code still does.
"""

import json
import re
import time
from contextlib import contextmanager

REFERENCE = 0.020  # CPU seconds of `fixed_work` on the machine that the limits were measured on
WORDS = re.compile(r"\w+")


def fixed_work():
    """What the product does most: read text, make dictionaries of it, write them as JSON."""
    text = "We looked into it, and the invoice is right; the second reminder was ours. " * 20
    for _ in range(250):
        counted = {}
        for word in WORDS.findall(text):
            counted[word] = counted.get(word, 0) + 1
        json.loads(json.dumps({"text": text, "words": counted}))


def slowness():
    """How many times slower than the reference this machine is now: 1 or more."""
    began = time.process_time()
    fixed_work()
    return max(1, (time.process_time() - began) / REFERENCE)


@contextmanager
def within(seconds, clock=time.perf_counter):
    """What is inside takes less than so many seconds of the reference machine."""
    before = slowness()
    began = clock()
    yield
    took = clock() - began
    limit = seconds * max(before, slowness())
    assert took < limit, f"It took {took:.2f} s of {limit:.2f} s."


def within_cpu(seconds):
    """The same in seconds of the processor, for what waits for nothing."""
    return within(seconds, time.process_time)
