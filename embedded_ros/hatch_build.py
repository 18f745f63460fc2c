# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Build hook: refuses to build, and so to install, where a real ROS 2 is present."""

import os
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

REFUSAL = """
A ROS 2 is present here ({sign}), and embedded-ros is for machines without one.
Use that ROS 2: build the workspace with 'colcon build'. To install embedded-ros into a separate
environment all the same, open a shell in which ROS 2 is not sourced.
"""


def sign_of_ros() -> str | None:
    """What tells that this environment has a real ROS 2, or None."""
    for variable in ("ROS_DISTRO", "AMENT_PREFIX_PATH"):
        if os.environ.get(variable):
            return f"{variable} is {os.environ[variable]}"
    for folder in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        if (Path(folder) / "rclpy").is_dir():
            return f"rclpy is in {folder}"
    return None


class RefuseOverRos(BuildHookInterface):  # type: ignore[type-arg]
    """Checks the environment before anything is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Raise SystemExit with the reason where a ROS 2 is present."""
        sign = sign_of_ros()
        if sign is not None:
            raise SystemExit(REFUSAL.format(sign=sign))
