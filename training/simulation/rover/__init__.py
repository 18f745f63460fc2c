# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A rover among people: the places it drives through, how all of them move, what is risky and why."""
