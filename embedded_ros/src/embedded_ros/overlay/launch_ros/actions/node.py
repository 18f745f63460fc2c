# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Node: a process that runs a ROS node."""

import atexit
import logging
import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from launch.actions import ExecuteProcess
from launch.utilities import normalize_to_list_of_substitutions, perform_substitutions

from launch import LaunchContext, LaunchDescriptionEntity, SomeSubstitutionsType
from launch_ros.substitutions import ExecutableInPackage
from launch_ros.utilities.names import check_node_name, count_node_name, join_namespace
from launch_ros.utilities.parameter_values import Value, yaml_text
from launch_ros.utilities.parameters import evaluate_parameters, normalize_parameters
from launch_ros.utilities.remap_rules import SomeRemapRules, normalize_remap_rules, perform_remap_rules


class Node(ExecuteProcess):
    """Starts a program and passes name, namespace, parameters and remapping rules as `--ros-args`."""

    UNSPECIFIED_NODE_NAME = "<node_name_unspecified>"
    UNSPECIFIED_NODE_NAMESPACE = "<node_namespace_unspecified>"

    def __init__(
        self,
        *,
        executable: SomeSubstitutionsType,
        package: SomeSubstitutionsType | None = None,
        name: SomeSubstitutionsType | None = None,
        namespace: SomeSubstitutionsType | None = None,
        exec_name: SomeSubstitutionsType | None = None,
        parameters: Iterable[Any] | None = None,
        remappings: SomeRemapRules | None = None,
        ros_arguments: Iterable[SomeSubstitutionsType] | None = None,
        arguments: Iterable[SomeSubstitutionsType] | None = None,
        **kwargs: Any,
    ) -> None:
        """Describe the node.

        Args:
            executable: Name of the program in `package`, or without a package its path.
            package: ROS package of the program.
            name: Name of the node; without it, the program's own.
            namespace: Absolute, or relative to that of the scope.
            exec_name: Label of the process; by default the program's name.
            parameters: Dicts, paths of YAML files and descriptions; the last one that sets a name wins.
            remappings: Pairs of from and to.
            ros_arguments: More `--ros-args`.
            arguments: Arguments before `--ros-args`.
            kwargs: As for `ExecuteProcess`, `cmd` and `name` excepted.
        """
        cmd: list[SomeSubstitutionsType] = [
            executable if package is None else ExecutableInPackage(executable=executable, package=package)
        ]
        cmd += arguments or []
        if ros_arguments is not None:
            cmd += ["--ros-args", *ros_arguments]
        super().__init__(cmd=[*cmd, "--ros-args"], name=exec_name, **kwargs)
        self.__package = package
        self.__executable = executable
        self.__name = None if name is None else normalize_to_list_of_substitutions(name)
        self.__namespace = None if namespace is None else normalize_to_list_of_substitutions(namespace)
        self.__parameters = normalize_parameters(parameters or [])
        self.__remappings = normalize_remap_rules(remappings or [])
        self.__full_name: str | None = None

    @property
    def node_package(self) -> SomeSubstitutionsType | None:
        """The package as given."""
        return self.__package

    @property
    def node_executable(self) -> SomeSubstitutionsType:
        """The program as given."""
        return self.__executable

    @property
    def node_name(self) -> str:
        """Full name, with placeholders for what the program decides.

        Raises:
            RuntimeError: Before the action is executed.
        """
        if self.__full_name is None:
            raise RuntimeError("cannot access 'node_name' before executing action")
        return self.__full_name

    def is_node_name_fully_specified(self) -> bool:
        """Whether name and namespace are known."""
        return "unspecified>" not in self.node_name

    def execute(self, context: LaunchContext) -> Sequence[LaunchDescriptionEntity] | None:
        """Start the process.

        Raises:
            SubstitutionFailure: The program is missing, or a name is not valid.
            PackageNotFoundError: The package is missing.
        """
        self._perform_substitutions(context)
        started = super().execute(context)
        full_name = self.node_name
        if self.is_node_name_fully_specified() and (count := count_node_name(context, full_name)) > 1:
            logging.getLogger(self.name).warning(
                f"there are now at least {count} nodes with the name {full_name} created within this launch"
            )
        return started

    def _perform_substitutions(self, context: LaunchContext) -> None:
        """Turn everything ROS into arguments of the command; calling it again does nothing."""
        if self.__full_name is not None:
            return
        name = None if self.__name is None else perform_substitutions(context, self.__name)
        own = None if self.__namespace is None else perform_substitutions(context, self.__namespace)
        namespace = join_namespace(context.launch_configurations.get("ros_namespace"), own)
        arguments = []
        if name is not None:
            check_node_name(name)
            arguments += ["-r", f"__node:={name}"]
        if namespace is not None:
            arguments += ["-r", f"__ns:={namespace}"]
        prefix = self.UNSPECIFIED_NODE_NAMESPACE if namespace is None else namespace
        self.__full_name = f"{prefix.rstrip('/')}/{name or self.UNSPECIFIED_NODE_NAME}"
        for key, value in context.launch_configurations.get("global_params", []):
            arguments += ["-p", f"{key}:={yaml_text(value)}"]
        arguments += self._parameter_arguments(context)
        for rule in perform_remap_rules(context, self.__remappings):
            arguments += ["-r", rule]
        self.cmd.extend(normalize_to_list_of_substitutions(argument) for argument in arguments)

    def _parameter_arguments(self, context: LaunchContext) -> list[str]:
        arguments = []
        node = self.node_name if self.is_node_name_fully_specified() else "/**"
        for entry in evaluate_parameters(context, self.__parameters):
            if isinstance(entry, Path):
                if not entry.is_file():
                    logging.getLogger("launch").warning(f"Parameter file path is not a file: {entry}")
                    continue
                arguments += ["--params-file", str(entry)]
            elif entry:
                arguments += ["--params-file", _parameter_file(node, entry)]
        return arguments


def _parameter_file(node: str, parameters: dict[str, Value]) -> str:
    """A temporary YAML file of parameters; it stays until the launch ends, for nodes that are respawned."""
    handle, path = tempfile.mkstemp(prefix="launch_params_", dir=_parameter_folder())
    with os.fdopen(handle, "w") as file:
        file.write(yaml_text({node: {"ros__parameters": parameters}}))
    return path


@cache
def _parameter_folder() -> str:
    folder = tempfile.mkdtemp(prefix="launch_params_")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
