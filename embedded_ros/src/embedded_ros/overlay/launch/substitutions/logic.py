# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Comparisons and boolean operations; the results are the texts 'true' and 'false'."""

import math
from typing import Any

from launch.launch_context import LaunchContext
from launch.substitution import (
    SomeSubstitutionsType,
    Substitution,
    SubstitutionFailure,
    describe_all,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)
from launch.utilities.type_utils import coerce_to_type, is_substitution


def _as_text(value: bool) -> str:
    return str(value).lower()


class EqualsSubstitution(Substitution):
    """Whether two values are equal: as booleans or numbers if both are such, otherwise as text."""

    def __init__(self, left: Any, right: Any) -> None:
        self.left, self.right = _operand(left), _operand(right)

    def describe(self) -> str:
        """The operands in words."""
        return f"{type(self).__name__}({describe_all(self.left)} {describe_all(self.right)})"

    def perform(self, context: LaunchContext) -> str:
        """'true' or 'false'."""
        left = perform_substitutions(context, self.left)
        right = perform_substitutions(context, self.right)
        booleans = ("true", "false", "1", "0")
        if left.lower() in booleans and right.lower() in booleans:
            return _as_text((left.lower() in ("true", "1")) == (right.lower() in ("true", "1")))
        try:
            return _as_text(math.isclose(float(left), float(right)))
        except ValueError:
            return _as_text(left == right)


class NotEqualsSubstitution(EqualsSubstitution):
    """Whether two values differ."""

    def perform(self, context: LaunchContext) -> str:
        """'true' or 'false'."""
        return _as_text(super().perform(context) == "false")


class NotSubstitution(Substitution):
    """The opposite of a boolean."""

    def __init__(self, value: SomeSubstitutionsType) -> None:
        self.value = normalize_to_list_of_substitutions(value)

    def describe(self) -> str:
        """The operand in words."""
        return f"NotSubstitution({describe_all(self.value)})"

    def perform(self, context: LaunchContext) -> str:
        """'true' or 'false'."""
        return _as_text(not _boolean(context, self.value))


class AndSubstitution(Substitution):
    """Whether both booleans are true."""

    def __init__(self, left: SomeSubstitutionsType, right: SomeSubstitutionsType) -> None:
        self.left = normalize_to_list_of_substitutions(left)
        self.right = normalize_to_list_of_substitutions(right)

    def describe(self) -> str:
        """The operands in words."""
        return f"{type(self).__name__}({describe_all(self.left)} {describe_all(self.right)})"

    def perform(self, context: LaunchContext) -> str:
        """'true' or 'false'."""
        left, right = _boolean(context, self.left), _boolean(context, self.right)
        return _as_text(left and right)


class OrSubstitution(AndSubstitution):
    """Whether at least one of two booleans is true."""

    def perform(self, context: LaunchContext) -> str:
        """'true' or 'false'."""
        left, right = _boolean(context, self.left), _boolean(context, self.right)
        return _as_text(left or right)


def _operand(value: Any) -> list[Substitution]:
    if is_substitution(value):
        return normalize_to_list_of_substitutions(value)
    if value is None:
        return normalize_to_list_of_substitutions("")
    return normalize_to_list_of_substitutions(_as_text(value) if isinstance(value, bool) else str(value))


def _boolean(context: LaunchContext, subs: list[Substitution]) -> bool:
    try:
        return bool(coerce_to_type(perform_substitutions(context, subs), bool))
    except ValueError as error:
        raise SubstitutionFailure(str(error)) from error
