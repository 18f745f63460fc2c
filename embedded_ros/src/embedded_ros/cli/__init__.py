# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The `ros2` command: `ros2 launch` and `ros2 run`."""
