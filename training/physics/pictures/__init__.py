# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of an evaluation: charts of its figures, and forecasts rendered beside what happened."""
