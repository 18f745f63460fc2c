# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the launch process carries while the graph runs, and what is tried before anything starts."""

import subprocess
import sys

import pytest

pytest.importorskip("launch_ros")

from sgw_ros.core.errors import InputError, SgwError
from sgw_ros.experts.physics.config import PhysicsConfig
from sgw_ros.nodes.bringup.trial import apart, build_experts, input_kind

pytestmark = pytest.mark.ros

LOADED = """
import sys
from pathlib import Path
from launch import LaunchContext
from sgw_ros.nodes.bringup import arguments, ends, fleet, loop, parameters, processes, source, topics
context = LaunchContext()
context.launch_configurations["input"] = sys.argv[1]
for argument in arguments.pipeline_arguments():
    argument.execute(context)
chosen = context.launch_configurations
seen = source.look_at_input(chosen)
assert seen.kind == "video"
assert parameters.node_parameters(chosen, seen, Path("out"))["physics"]
print(*(name for name in ("cv2", "scipy", "av", "onnxruntime") if name in sys.modules))
"""


def test_launching_loads_nothing_that_the_nodes_compute_with(video):
    command = [sys.executable, "-c", LOADED, str(video)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_what_is_tried_apart_tells_its_error(tmp_path):
    with pytest.raises(InputError, match=r"none\.mp4: no such file"):
        apart(input_kind, str(tmp_path / "none.mp4"))
    with pytest.raises(SgwError, match=r"none\.onnx"):
        apart(build_experts, (("physics", PhysicsConfig(model=str(tmp_path / "none.onnx"))),))


def test_a_trial_that_dies_is_an_error_too(capfd):
    print_and_die = "import os; os.write(1, b'noise'); os._exit(3)"
    with pytest.raises(SgwError, match="status 3"):
        apart(exec, print_and_die)
    assert "noise" in capfd.readouterr().err


def test_what_a_library_prints_is_no_answer(capfd):
    assert apart(eval, "__import__('os').write(1, b'noise')") == len(b"noise")
    assert "noise" in capfd.readouterr().err
