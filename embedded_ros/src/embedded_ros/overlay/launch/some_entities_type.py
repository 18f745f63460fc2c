# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The type of arguments that take actions or descriptions."""

from collections.abc import Iterable
from typing import TypeAlias

from .launch_description_entity import LaunchDescriptionEntity

SomeEntitiesType: TypeAlias = LaunchDescriptionEntity | Iterable[LaunchDescriptionEntity]


def as_entities(entities: SomeEntitiesType | None) -> list[LaunchDescriptionEntity]:
    """None, one or several entities as a list.

    Raises:
        TypeError: Something else is among them.
    """
    if entities is None:
        return []
    listed = [entities] if isinstance(entities, LaunchDescriptionEntity) else list(entities)
    for entity in listed:
        if not isinstance(entity, LaunchDescriptionEntity):
            raise TypeError(
                f"expected an action or a launch description, got '{entity}' of type {type(entity)}"
            )
    return listed
