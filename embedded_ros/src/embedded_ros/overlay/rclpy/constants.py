# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Factors between units of time."""

S_TO_NS = 1_000_000_000
