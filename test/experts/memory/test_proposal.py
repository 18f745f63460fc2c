# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.memory.expert import MemoryConfig, MemoryExpert
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
