# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Dataclasses to messages and back, one file per family; nothing here holds state or a node."""
