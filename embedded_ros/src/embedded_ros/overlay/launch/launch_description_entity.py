# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""LaunchDescriptionEntity: what a launch description consists of."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .launch_context import LaunchContext


class LaunchDescriptionEntity:
    """Base of actions and descriptions: it can be visited, and says what lies below it."""

    def visit(self, context: LaunchContext) -> Sequence[LaunchDescriptionEntity] | None:
        """Do the work; the entities that are given back are visited next."""
        return None

    def get_asyncio_future(self) -> asyncio.Future[None] | None:
        """Done when the entity is; None for an entity that is done once visited."""
        return None

    def describe(self) -> str:
        """The entity in words."""
        return repr(self)

    def describe_sub_entities(self) -> Sequence[LaunchDescriptionEntity]:
        """What will be visited below this."""
        return []

    def describe_conditional_sub_entities(self) -> Sequence[tuple[str, Iterable[LaunchDescriptionEntity]]]:
        """What may be visited below this, and the condition in words."""
        return []
