# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import pytest

from sgw_ros.workspace.errors import SchemaError
from sgw_ros.workspace.mirror import Keyframe, Mirror, keyframe_of

from .small import gone, identity, near, proposal, state, workspace_with


def source_and_mirror():
    workspace = workspace_with(state(1), identity(1), state(2), near(1, 2))
    mirror = Mirror()
    mirror.apply_keyframe(keyframe_of(workspace.head))
    return workspace, mirror


def test_a_late_joiner_catches_up_and_follows():
    workspace, mirror = source_and_mirror()
    assert mirror.head.state_hash() == workspace.head.state_hash()
    workspace.add_listener(lambda record: mirror.apply_delta(workspace.epoch, record))
    workspace.propose_update(proposal(gone(2, stamp=2), state(3)))
    workspace.propose_update(proposal(near(1, 3)))
    assert mirror.head.state_hash() == workspace.head.state_hash()
    assert mirror.head.version == 3


def test_a_gap_is_noticed_and_healed_by_a_keyframe():
    workspace, mirror = source_and_mirror()
    for number in range(3, 7):
        workspace.propose_update(proposal(state(number)))
    lost, *records = workspace.records(1)
    assert [mirror.apply_delta(workspace.epoch, record) for record in records] == [False] * 3
    assert mirror.needs_keyframe
    assert mirror.gaps == 1
    mirror.apply_keyframe(keyframe_of(workspace.snapshot(3)))
    assert mirror.head.state_hash() == workspace.head.state_hash()
    assert not mirror.needs_keyframe
    assert not mirror.apply_delta(workspace.epoch, lost)


def test_old_keyframes_and_deltas_are_ignored():
    workspace, mirror = source_and_mirror()
    old = keyframe_of(workspace.head)
    workspace.propose_update(proposal(state(3)))
    assert mirror.apply_delta(workspace.epoch, workspace.records()[-1])
    assert not mirror.apply_keyframe(old)
    assert not mirror.apply_delta(workspace.epoch, workspace.records()[0])
    assert mirror.head.version == 2


def test_a_mirror_with_a_gap_does_not_go_back_in_time():
    workspace, mirror = source_and_mirror()
    old = keyframe_of(workspace.head)
    for number in range(3, 6):
        workspace.propose_update(proposal(state(number)))
    first, _, third = workspace.records(1)
    assert mirror.apply_delta(workspace.epoch, first)
    assert not mirror.apply_delta(workspace.epoch, third)
    assert not mirror.apply_keyframe(old)
    assert (mirror.head.version, mirror.needs_keyframe) == (2, True)
    assert mirror.apply_keyframe(keyframe_of(workspace.snapshot(3)))
    assert mirror.head.state_hash() == workspace.head.state_hash()


def test_a_keyframe_of_another_schema_version_is_a_named_error():
    workspace, mirror = source_and_mirror()
    foreign = replace(keyframe_of(workspace.head), version=9, schema_version="0")
    with pytest.raises(SchemaError, match="run the same release"):
        mirror.apply_keyframe(foreign)
    assert mirror.head.version == 1


def test_another_epoch_asks_for_a_keyframe():
    _, mirror = source_and_mirror()
    reborn = workspace_with(state(9))
    assert not mirror.apply_delta(reborn.epoch, reborn.records()[0])
    assert mirror.needs_keyframe
    assert mirror.apply_keyframe(keyframe_of(reborn.head))
    assert (mirror.epoch, list(mirror.head.nodes)) == (reborn.epoch, ["object/9"])


def test_a_keyframe_that_does_not_fit_is_a_named_error():
    mirror = Mirror()
    with pytest.raises(SchemaError):
        mirror.apply_keyframe(Keyframe("e", 1, "1", (), (near(1, 2),)))
    assert mirror.needs_keyframe


def test_a_keyframe_of_an_epoch_that_was_left_is_old_unless_it_brings_something_new():
    one, other, mirror = workspace_with(state(1)), workspace_with(state(2)), Mirror()
    old = keyframe_of(one.head)
    assert mirror.apply_keyframe(old)
    assert mirror.apply_keyframe(keyframe_of(other.head))
    assert not mirror.apply_keyframe(old)
    assert mirror.epoch == other.epoch
    one.propose_update(proposal(state(3)))
    assert mirror.apply_keyframe(keyframe_of(one.head))
    assert mirror.epoch == one.epoch
