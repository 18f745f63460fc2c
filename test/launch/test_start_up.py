# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the launch process carries while the graph runs."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.ros

LOADED = """
import sys
from sgw_ros.nodes.bringup import arguments, ends, fleet, loop, parameters, processes, source, topics
for name in parameters.CONFIGS:
    parameters.check_parameters(name, {"autostart": True})
print(*(name for name in ("cv2", "scipy", "av", "onnxruntime") if name in sys.modules))
"""


def test_launching_loads_nothing_that_the_nodes_compute_with():
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
