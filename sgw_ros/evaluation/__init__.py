# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Scores of what was said against what was true: standard definitions, numpy only."""
