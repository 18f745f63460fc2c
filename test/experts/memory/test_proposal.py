# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.memory.expert import MemoryConfig, MemoryExpert
from sgw_ros.experts.physics.expert import PhysicsConfig, PhysicsExpert
from sgw_ros.workspace.workspace import Workspace
from test.experts.scenes import box, detections, frame


def run(memory, workspace, index, *boxes):
    result = memory.step(frame(index, 3.0, speed=0.1), Upstream(visual=detections(index, *boxes)))
    return workspace.propose_update(memory.propose(result))


def test_objects_camera_and_robot_are_written_and_gone_objects_leave():
    memory, workspace = MemoryExpert(MemoryConfig()), Workspace()
    for i in range(5):
        assert run(memory, workspace, i, box(160, 120)).status == "committed"
    assert set(workspace.head.nodes) == {"object/1", "camera/main", "robot/self"}
    state = workspace.head.item("object/1", "state").update.attributes
    assert state["range_source"] == "depth"
    assert state["visible"] is True
    assert workspace.head.item("object/1", "identity").update.attributes["class_name"] == "object"
    for i in range(5, 60):
        assert run(memory, workspace, i).status == "committed"
    assert set(workspace.head.nodes) == {"camera/main", "robot/self"}


def test_identities_are_written_when_they_change_only():
    memory = MemoryExpert(MemoryConfig())
    groups = []
    for i in range(6):
        result = memory.step(frame(i), Upstream(visual=detections(i, box(160, 120))))
        groups.append([n.group for n in memory.propose(result).nodes if n.key == "object/1"])
    assert groups[2] == ["state", "identity"]
    assert groups[3:] == [["state"]] * 3


def test_who_still_speaks_of_a_gone_object_for_a_moment_finds_it():
    """A forecast that rests on the objects of the frame before may arrive after those of the next."""
    memory, physics = (
        MemoryExpert(MemoryConfig(left_s=0.1, coast_s=0.1)),
        PhysicsExpert(PhysicsConfig(model="ballistic")),
    )
    workspace, late, statuses = Workspace(), [], []
    for i in range(40):
        shown = detections(i, box(160, 120)) if i < 8 else detections(i)
        result = memory.step(frame(i, 3.0), Upstream(visual=shown))
        workspace.propose_update(memory.propose(result))
        late.append(physics.propose(physics.step(frame(i), Upstream(memory=result))))
        if i >= 5 and late[i - 5] is not None:
            statuses.append(workspace.propose_update(late[i - 5]).status)
    assert len(statuses) > 5
    assert set(statuses) == {"committed"}
    assert "object/1" not in workspace.head.nodes


def test_input_that_starts_again_leaves_nothing_behind():
    memory, workspace = MemoryExpert(MemoryConfig()), Workspace()
    for i in range(100, 105):
        run(memory, workspace, i, box(160, 120))
    memory.reset()
    gone = [n.key for n in memory.propose(memory.step(frame(0), Upstream())).nodes if n.remove]
    assert gone == ["object/1"]
