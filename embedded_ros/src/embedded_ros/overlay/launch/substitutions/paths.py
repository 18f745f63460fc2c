# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Paths: joined, of programs, of the launch file itself."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from launch.launch_context import LaunchContext
from launch.substitution import (
    SomeSubstitutionsType,
    Substitution,
    SubstitutionFailure,
    describe_all,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)


class PathJoinSubstitution(Substitution):
    """Several parts joined to a path, each a text or one substitution."""

    def __init__(self, substitutions: Iterable[str | Path | Substitution]) -> None:
        self.substitutions = normalize_to_list_of_substitutions(substitutions)

    def describe(self) -> str:
        """The parts in words."""
        return f"PathJoin({describe_all(self.substitutions)})"

    def perform(self, context: LaunchContext) -> str:
        """The path."""
        return os.path.join(*(part.perform(context) for part in self.substitutions))


class FindExecutable(Substitution):
    """The path of a program that PATH knows."""

    def __init__(self, *, name: SomeSubstitutionsType) -> None:
        self.name = normalize_to_list_of_substitutions(name)

    def describe(self) -> str:
        """The name in words."""
        return f"FindExec({describe_all(self.name)})"

    def perform(self, context: LaunchContext) -> str:
        """The path.

        Raises:
            SubstitutionFailure: PATH has no such program.
        """
        name = perform_substitutions(context, self.name)
        path = shutil.which(name)
        if path is None:
            raise SubstitutionFailure(f"executable '{name}' not found on the PATH")
        return path


class ThisLaunchFile(Substitution):
    """The path of the launch file that is being read."""

    _local = "current_launch_file_path"

    def describe(self) -> str:
        """The name of this substitution."""
        return f"{type(self).__name__}()"

    def perform(self, context: LaunchContext) -> str:
        """The path.

        Raises:
            SubstitutionFailure: The description does not come from a file.
        """
        path: str | None = context.get_locals_as_dict().get(self._local)
        if path is None:
            raise SubstitutionFailure(f"{type(self).__name__} used outside of a launch file (in a script)")
        return path


class ThisLaunchFileDir(ThisLaunchFile):
    """The folder of the launch file that is being read."""

    _local = "current_launch_file_directory"
