# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Tests on real clips are collected only where the clips are: nothing is skipped in silence elsewhere."""

from test.experts.clips import CARS, ONE_BY_ONE

NEED = {"test_one_by_one.py": ONE_BY_ONE, "visual/test_clip.py": ONE_BY_ONE, "test_cars.py": CARS}

collect_ignore = [name for name, clip in NEED.items() if not clip.is_file()]
