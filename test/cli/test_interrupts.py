# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import os
import signal

import pytest

from sgw_ros.cli.interrupts import heard_once


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_only_the_first_one_interrupts(number):
    closed = []
    before = signal.getsignal(number)
    with heard_once():
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
        closed.append("file")
    assert closed
    assert signal.getsignal(number) is before


def test_work_that_is_done_is_not_interrupted():
    with heard_once() as work_is_done:
        work_is_done()
        os.kill(os.getpid(), signal.SIGINT)
