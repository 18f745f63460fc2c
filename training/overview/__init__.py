# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of episodes for people to look at: strips of frames, contact sheets, label balance."""
