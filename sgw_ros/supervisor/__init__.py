# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Decides what is committed, which expert runs when, and leaves a trace of why."""
