# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A component container for Python nodes, anybody's: load, unload and list over composition_interfaces."""
