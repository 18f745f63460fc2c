# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which proposals commit by themselves: a rule per expert and attribute group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sgw_ros.core.errors import WorkspaceError
from sgw_ros.core.graph import Proposal

Rule = Literal["auto", "hold"]
ANY = "*"

DEFAULT_RULES: Mapping[tuple[str, str], Rule] = {(ANY, "correction"): "hold"}
"""A correction contradicts another expert, so the supervisor always looks at it."""


class PolicyTable:
    """Rules by (expert, group), `*` for any; the most specific one counts, otherwise `auto`.

    Edges go by their type in place of the group. The table is replaced whole on a change, so that
    readers need no lock.
    """

    def __init__(self, rules: Mapping[tuple[str, str], Rule] = DEFAULT_RULES) -> None:
        self._rules = dict(rules)
        self._may_hold = _held_groups(rules)

    def set(self, expert: str, group: str, rule: Rule) -> None:
        """Set one rule from now on.

        Raises:
            WorkspaceError: for a rule that is neither `auto` nor `hold`.
        """
        if rule not in ("auto", "hold"):
            raise WorkspaceError(f"a policy is 'auto' or 'hold', not {rule!r}")
        self._rules = {**self._rules, (expert, group): rule}
        self._may_hold = _held_groups(self._rules)

    def rule(self, expert: str, group: str) -> Rule:
        """The rule that holds for this expert and group."""
        rules = self._rules
        for key in ((expert, group), (expert, ANY), (ANY, group), (ANY, ANY)):
            if key in rules:
                return rules[key]
        return "auto"

    def held(self, proposal: Proposal) -> tuple[str, ...]:
        """The groups and edge types of a proposal that wait for the supervisor."""
        groups = {u.group for u in proposal.nodes}
        groups.update([u.type for u in proposal.edges])
        if ANY not in self._may_hold and groups.isdisjoint(self._may_hold):
            return ()
        return tuple(sorted(g for g in groups if self.rule(proposal.expert, g) == "hold"))


def _held_groups(rules: Mapping[tuple[str, str], Rule]) -> frozenset[str]:
    """Groups that some rule holds back, of whatever expert."""
    return frozenset(group for (_, group), rule in rules.items() if rule == "hold")
