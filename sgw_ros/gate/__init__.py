# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Safety at the edge: what a velocity command may become under the advice, and when everything must stop."""
