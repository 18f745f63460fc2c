# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Types, configuration, errors, geometry and scheduling that every other part shares; no ROS, no torch."""
