# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Physics baseline: what happens next under gravity and friction, and what cannot happen."""
