# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The error type of the C side of the real rclpy, under its import path."""


class RCLError(RuntimeError):
    """An operation failed below rclpy."""
