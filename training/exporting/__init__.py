# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Episodes as files that others open: ROS 2 bags, videos, interchange files."""
