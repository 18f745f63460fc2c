# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Events of lifecycle nodes."""

from .change_state import ChangeState, matches_node_name
from .state_transition import StateTransition

__all__ = ["ChangeState", "StateTransition", "matches_node_name"]
