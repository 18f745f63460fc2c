# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""LogInfo: a message for the one who launches."""

from launch import logging
from launch.action import Action
from launch.condition import Condition
from launch.launch_context import LaunchContext
from launch.substitution import (
    SomeSubstitutionsType,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)


class LogInfo(Action):
    """Logs a message."""

    def __init__(self, *, msg: SomeSubstitutionsType, condition: Condition | None = None) -> None:
        super().__init__(condition=condition)
        self.msg = normalize_to_list_of_substitutions(msg)

    def execute(self, context: LaunchContext) -> None:
        """Log it."""
        logging.get_logger("launch.user").info(perform_substitutions(context, self.msg))
