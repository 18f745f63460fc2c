# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How impossible an episode is: what was seen against forecasts, mechanics, and what ought to show."""
