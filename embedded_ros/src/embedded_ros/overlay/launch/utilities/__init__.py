# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Functions for those who write their own actions and substitutions."""

from launch.substitution import normalize_to_list_of_substitutions, perform_substitutions

__all__ = ["normalize_to_list_of_substitutions", "perform_substitutions"]
