# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What workers can be given in place of a scenario; run as a module it fills a folder, slowly."""

import functools
import os
import sys
import time
from pathlib import Path

from sgw_ros.core.errors import SgwError
from test.training.episodes.made import episode
from training.episodes.encoding import encode
from training.factory.engines import local
from training.factory.making import make_set


def make(job):
    """A pair for every third job, a single episode otherwise."""
    if job % 3:
        return [encode(episode(job))]
    return [encode(episode(job, pair="p")), encode(episode(job, pair="p", violation="gravity"))]


def make_after(seconds, job):
    time.sleep(seconds)
    return make(job)


def fail_at_four(job):
    if job == 4:
        raise SgwError("no tower stands")
    return make(job)


def die_at_four(job):
    if job == 4:
        os._exit(9)
    return make(job)


if __name__ == "__main__":
    slow = functools.partial(make_after, 0.05)
    make_set(slow, {}, 200, Path(sys.argv[1]), local, int(sys.argv[2]))
