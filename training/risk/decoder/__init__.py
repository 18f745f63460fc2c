# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The compact language model: taught the narrations of the scenes, then frozen."""
