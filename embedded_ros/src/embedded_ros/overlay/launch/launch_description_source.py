# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""LaunchDescriptionSource: where an included launch description comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .launch_context import LaunchContext
from .substitution import (
    SomeSubstitutionsType,
    describe_all,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)

if TYPE_CHECKING:
    from .launch_description import LaunchDescription


class LaunchDescriptionSource:
    """A description given at once, or, in subclasses, loaded from a location."""

    def __init__(
        self,
        launch_description: LaunchDescription | None = None,
        location: SomeSubstitutionsType = "<string>",
        method: str = "unspecified mechanism from a script",
    ) -> None:
        self.__launch_description = launch_description
        self.__location = normalize_to_list_of_substitutions(location)
        self.__expanded_location: str | None = None
        self.__method = method

    @property
    def location(self) -> str:
        """Where it comes from: expanded once loaded, before that in words."""
        return self.__expanded_location or describe_all(self.__location)

    @property
    def method(self) -> str:
        """How it is made."""
        return self.__method

    def get_launch_description(self, context: LaunchContext) -> LaunchDescription:
        """The description; loaded on the first call."""
        if self.__expanded_location is None:
            self.__expanded_location = perform_substitutions(context, self.__location)
        if self.__launch_description is None:
            self.__launch_description = self._get_launch_description(self.__expanded_location)
        return self.__launch_description

    def try_get_launch_description_without_context(self) -> LaunchDescription | None:
        """The description if it can be had before launching, or None."""
        if self.__launch_description is not None:
            return self.__launch_description
        # Whatever a launch file may raise is reported when it is really launched, not when it is looked at.
        try:
            return self._get_launch_description(perform_substitutions(LaunchContext(), self.__location))
        except Exception:
            return None

    def _get_launch_description(self, location: str) -> LaunchDescription:
        raise RuntimeError(f"a launch description cannot be loaded from '{location}'")
