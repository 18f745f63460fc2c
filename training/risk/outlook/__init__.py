# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where a window's motion leads among what its frames show, worked out and not learned."""
