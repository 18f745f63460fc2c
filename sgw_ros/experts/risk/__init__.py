# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Risk baseline: how risky the moment is, why, and what to do about it."""
