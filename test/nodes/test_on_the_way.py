# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Frames without an answer: how many there are decides whether the next one is played."""

from sgw_ros.nodes.on_the_way import OnTheWay


def test_an_answer_stands_for_those_before_it():
    frames = OnTheWay(3)
    for stamp_ns in (10, 20, 30):
        frames.add(stamp_ns)
    frames.answer(20)
    assert len(frames) == 1
    frames.answer(30)
    assert len(frames) == 0


def test_an_answer_for_another_frame_changes_nothing():
    frames = OnTheWay(3)
    frames.add(10)
    frames.answer(5)
    assert len(frames) == 1


def test_what_nobody_answers_is_given_up():
    frames = OnTheWay(2)
    for stamp_ns in (10, 20, 30):
        frames.add(stamp_ns)
    assert len(frames) == 2
    frames.answer(10)
    assert len(frames) == 2


def test_a_stamp_played_again_is_another_frame():
    frames = OnTheWay(2)
    frames.add(10)
    frames.add(10)
    frames.answer(10)
    assert len(frames) == 0
