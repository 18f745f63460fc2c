# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Command: the program of a process with its arguments, folder and environment, before substitutions."""

import itertools
import os
import shlex
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from launch.launch_context import LaunchContext
from launch.substitution import (
    SomeSubstitutionsType,
    Substitution,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)
from launch.substitutions import LaunchConfiguration

SomeEnvironment: TypeAlias = Mapping[SomeSubstitutionsType, SomeSubstitutionsType]

_numbers = itertools.count(1)


class Command:
    """What `ExecuteProcess` runs; `expand` performs the substitutions."""

    def __init__(
        self,
        *,
        cmd: Iterable[SomeSubstitutionsType],
        prefix: SomeSubstitutionsType | None,
        name: SomeSubstitutionsType | None,
        cwd: SomeSubstitutionsType | None,
        env: SomeEnvironment | None,
        additional_env: SomeEnvironment | None,
    ) -> None:
        self.parts = [normalize_to_list_of_substitutions(part) for part in cmd]
        self._prefix = normalize_to_list_of_substitutions(
            LaunchConfiguration("launch-prefix", default="") if prefix is None else prefix
        )
        self.label = None if name is None else normalize_to_list_of_substitutions(name)
        self._cwd = None if cwd is None else normalize_to_list_of_substitutions(cwd)
        self._env = None if env is None else _pairs(env)
        self._additional_env = _pairs(additional_env or {})

    def expand(self, context: LaunchContext) -> dict[str, Any]:
        """Name with a number of its own, cmd, cwd and env, as events of the process carry them."""
        cmd = shlex.split(perform_substitutions(context, self._prefix))
        cmd += [perform_substitutions(context, part) for part in self.parts]
        label = os.path.basename(cmd[0])
        if self.label is not None:
            label = perform_substitutions(context, self.label)
        env = dict(context.environment) if self._env is None else _performed(context, self._env)
        return {
            "name": f"{label}-{next(_numbers)}",
            "cmd": cmd,
            "cwd": None if self._cwd is None else perform_substitutions(context, self._cwd),
            "env": env | _performed(context, self._additional_env),
        }


def _pairs(env: SomeEnvironment) -> list[tuple[list[Substitution], list[Substitution]]]:
    return [
        (normalize_to_list_of_substitutions(key), normalize_to_list_of_substitutions(value))
        for key, value in env.items()
    ]


def _performed(
    context: LaunchContext, pairs: list[tuple[list[Substitution], list[Substitution]]]
) -> dict[str, str]:
    return {
        perform_substitutions(context, key): perform_substitutions(context, value) for key, value in pairs
    }
