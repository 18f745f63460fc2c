# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The prefixes that are searched."""

import os

from embedded_ros import packages


def get_search_paths() -> list[str]:
    """Existing prefixes, the first wins: AMENT_PREFIX_PATH, then Python's own."""
    return [prefix for prefix in packages.prefixes() if os.path.isdir(prefix)]
