# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What `ros2 param describe` tells about the parameters of every node."""

import pytest

from sgw_ros.nodes import components

pytestmark = pytest.mark.ros

RCLPY_OWN = {"use_sim_time", "start_type_description_service"}


@pytest.mark.parametrize(
    "name",
    ["ingest", "workspace", "flow", "visual", "memory", "physics", "risk", "supervisor", "view", "gate"],
)
def test_every_parameter_says_what_it_is_and_numbers_say_their_range(world, name):
    node = world.add(getattr(components, name))
    own = [n for n in node.get_parameters_by_prefix("") if n not in RCLPY_OWN]
    assert "autostart" in own
    for descriptor in node.describe_parameters(own):
        assert len(descriptor.description) > 8, descriptor.name
        value = node.get_parameter(descriptor.name).value
        if isinstance(value, float):
            assert descriptor.floating_point_range, descriptor.name
        elif isinstance(value, int) and not isinstance(value, bool):
            assert descriptor.integer_range, descriptor.name
