# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Remapping rules."""

from collections.abc import Iterable
from typing import TypeAlias

from launch.utilities import normalize_to_list_of_substitutions, perform_substitutions

from launch import LaunchContext, SomeSubstitutionsType, Substitution

SomeRemapRules: TypeAlias = Iterable[tuple[SomeSubstitutionsType, SomeSubstitutionsType]]
RemapRules: TypeAlias = list[tuple[list[Substitution], list[Substitution]]]


def normalize_remap_rules(rules: SomeRemapRules) -> RemapRules:
    """Pairs of from and to as substitutions.

    Raises:
        TypeError: A rule is not a tuple of two.
    """
    normalized = []
    for rule in rules:
        if not isinstance(rule, tuple) or len(rule) != 2:
            raise TypeError(f"a remapping rule must be a tuple of two, from and to, got {rule!r}")
        normalized.append(
            (normalize_to_list_of_substitutions(rule[0]), normalize_to_list_of_substitutions(rule[1]))
        )
    return normalized


def perform_remap_rules(context: LaunchContext, rules: RemapRules) -> list[str]:
    """All rules for a node, as `from:=to`: those that SetRemap set for the scope, then its own."""
    texts = [f"{source}:={target}" for source, target in context.launch_configurations.get("ros_remaps", [])]
    for source, target in rules:
        texts.append(f"{perform_substitutions(context, source)}:={perform_substitutions(context, target)}")
    return texts
