# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Charts for reports, drawn with what pictures are drawn with: lines, bars, axes, a legend."""
