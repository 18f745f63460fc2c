# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What `sgw bench transport` and `sgw bench graph` measure: nodes and processes made for it alone."""
