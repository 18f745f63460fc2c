# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A subset of the ROS 2 Python API on Cyclone DDS, for machines without ROS 2."""
