# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes the overlay importable; `embedded_ros.pth` calls it at every start of Python: keep it tiny."""

import os
import sys

OVERLAY = os.path.join(os.path.dirname(__file__), "overlay")


def activate() -> None:
    """Append the overlay and the interface hook to `sys.path`.

    Both go last, so that whatever else provides `rclpy` or a message package comes first, and nothing
    happens in a shell that has sourced a ROS 2. Calling it again changes nothing.
    """
    if "ROS_DISTRO" in os.environ:
        return
    if OVERLAY not in sys.path:
        sys.path.append(OVERLAY)
    from embedded_ros.interfaces import install

    install()
