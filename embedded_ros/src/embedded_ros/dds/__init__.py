# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Cyclone DDS as ROS 2 uses it: participants, opaque endpoints, wait sets, service framing, discovery."""
