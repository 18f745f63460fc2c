# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Object memory: tracks that keep their identity through occlusion, in metres."""
