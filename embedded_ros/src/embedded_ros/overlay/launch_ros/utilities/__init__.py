# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Names, remapping rules and parameters on their way from a launch file to a node."""
