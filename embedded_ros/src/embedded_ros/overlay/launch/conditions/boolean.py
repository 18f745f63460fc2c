# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Conditions from text that says true or false."""

from collections.abc import Sequence

from launch.condition import Condition
from launch.launch_context import LaunchContext
from launch.substitution import (
    SomeSubstitutionsType,
    Substitution,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)


class InvalidConditionExpressionError(Exception):
    """The text of a condition is neither true nor false."""


def evaluate_condition_expression(context: LaunchContext, expression: Sequence[Substitution]) -> bool:
    """True for 'true' or '1', False for 'false' or '0', in any case.

    Raises:
        InvalidConditionExpressionError: Other text.
    """
    text = perform_substitutions(context, expression).strip().lower()
    if text in ("true", "1"):
        return True
    if text in ("false", "0"):
        return False
    words = "".join(sub.describe() for sub in expression)
    raise InvalidConditionExpressionError(f"condition {words} is '{text}', expected true, false, 1 or 0")


class IfCondition(Condition):
    """Holds when the text says true."""

    def __init__(self, predicate_expression: SomeSubstitutionsType) -> None:
        expression = normalize_to_list_of_substitutions(predicate_expression)
        super().__init__(predicate=lambda context: evaluate_condition_expression(context, expression))


class UnlessCondition(Condition):
    """Holds when the text says false."""

    def __init__(self, predicate_expression: SomeSubstitutionsType) -> None:
        expression = normalize_to_list_of_substitutions(predicate_expression)
        super().__init__(predicate=lambda context: not evaluate_condition_expression(context, expression))
