# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Pairs of one scene, possible and impossible: the stages, what is done to them, how a pair is made."""
