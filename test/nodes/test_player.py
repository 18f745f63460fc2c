# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Frames come when they are due, or as fast as they are taken, and the end is always told."""

import threading
import time

import pytest

from sgw_ros.core.errors import InputError
from sgw_ros.nodes.player import Player
from test.nodes.fakes import PERIOD_NS, START_NS, FakeSource


class Listener:
    def __init__(self, room=lambda: True, is_ready=lambda: True):
        self.frames, self.times, self.clocks = [], [], []
        self.ended = threading.Event()
        self.error = None
        self.has_room, self.ready = room, is_ready

    def gone(self):
        return False

    def show_clock(self, now_ns):
        self.clocks.append(now_ns)

    def show_frame(self, frame):
        self.frames.append(frame.stamp_ns)
        self.times.append(time.monotonic())

    def show_end(self, error):
        self.error = error
        self.ended.set()


def play(source, listener, rate):
    player = Player(source, listener, rate, start_timeout_s=0.05)
    player.start()
    assert listener.ended.wait(5.0)
    return player


def test_real_time():
    source, listener = FakeSource(6), Listener()
    player = play(source, listener, 1.0)
    player.stop()
    assert listener.frames == [START_NS + i * PERIOD_NS for i in range(6)]
    assert listener.times[-1] - listener.times[0] >= 5 * PERIOD_NS / 1e9 - 1e-3
    assert listener.clocks[0] == pytest.approx(START_NS, abs=PERIOD_NS)
    assert all(a <= b for a, b in zip(listener.clocks, listener.clocks[1:], strict=False))
    assert source.closed


def test_unthrottled_waits_for_room():
    room = threading.Event()
    listener = Listener(room=room.is_set)
    player = Player(FakeSource(50), listener, 0.0, start_timeout_s=0.05)
    player.start()
    room.set()
    player.notice()
    assert listener.ended.wait(5.0)
    player.stop()
    assert len(listener.frames) == 50
    assert listener.clocks == listener.frames


def test_a_damaged_rest_is_told():
    listener = Listener()
    play(FakeSource(6, fail_at=3), listener, 0.0).stop()
    assert len(listener.frames) == 3
    assert listener.error == "the rest is damaged"


def test_stopping_in_the_middle_says_no_end():
    listener = Listener()
    player = Player(FakeSource(1000), listener, 0.01, start_timeout_s=0.05)
    player.start()
    player.stop()
    assert not listener.ended.is_set()


def test_a_graph_that_never_gets_ready_is_played_to_all_the_same():
    listener = Listener(is_ready=lambda: False)
    play(FakeSource(2), listener, 0.0).stop()
    assert len(listener.frames) == 2


def test_who_cannot_be_played_to_ends_it_with_the_reason():
    def refuse():
        raise InputError("nobody can listen")

    listener = Listener(is_ready=refuse)
    player = play(FakeSource(6), listener, 0.0)
    player.stop()
    assert listener.frames == []
    assert listener.error == "nobody can listen"
