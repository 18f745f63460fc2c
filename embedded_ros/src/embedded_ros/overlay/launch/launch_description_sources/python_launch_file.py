# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Python launch files: modules with a function `generate_launch_description`."""

import importlib.machinery
import importlib.util
import os

from launch.launch_description import LaunchDescription
from launch.launch_description_source import LaunchDescriptionSource
from launch.substitution import SomeSubstitutionsType


class InvalidLaunchFileError(Exception):
    """The file is no launch file."""


class InvalidPythonLaunchFileError(InvalidLaunchFileError):
    """The Python file gives no launch description."""


def get_launch_description_from_python_launch_file(python_launch_file_path: str) -> LaunchDescription:
    """Load the file as a module and call its `generate_launch_description`; what it raises comes out.

    Raises:
        InvalidPythonLaunchFileError: It has no such function, or gives something else.
        FileNotFoundError: There is no such file.
    """
    loader = importlib.machinery.SourceFileLoader("python_launch_file", python_launch_file_path)
    spec = importlib.util.spec_from_loader(loader.name, loader)
    if spec is None:
        raise InvalidPythonLaunchFileError(f"'{python_launch_file_path}' cannot be loaded as a Python module")
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    generate = getattr(module, "generate_launch_description", None)
    if generate is None:
        raise InvalidPythonLaunchFileError(
            f"launch file '{python_launch_file_path}' has no function generate_launch_description()"
        )
    description = generate()
    if not isinstance(description, LaunchDescription):
        raise InvalidPythonLaunchFileError(
            f"generate_launch_description() of '{python_launch_file_path}' gave {type(description)},"
            " not a LaunchDescription"
        )
    return description


def get_launch_description_from_any_launch_file(launch_file_path: str) -> LaunchDescription:
    """As for Python files; XML and YAML launch files need ROS 2.

    Raises:
        InvalidLaunchFileError: Another kind of file.
    """
    if os.path.splitext(launch_file_path)[1] in (".xml", ".yaml", ".yml"):
        raise InvalidLaunchFileError(
            f"'{launch_file_path}': XML and YAML launch files need a ROS 2 installation"
        )
    return get_launch_description_from_python_launch_file(launch_file_path)


class PythonLaunchDescriptionSource(LaunchDescriptionSource):
    """A Python launch file."""

    def __init__(self, launch_file_path: SomeSubstitutionsType) -> None:
        super().__init__(None, launch_file_path, "interpreted python launch file")

    def _get_launch_description(self, location: str) -> LaunchDescription:
        return get_launch_description_from_python_launch_file(location)


class AnyLaunchDescriptionSource(LaunchDescriptionSource):
    """A launch file of any kind that can be read here."""

    def __init__(self, launch_file_path: SomeSubstitutionsType) -> None:
        super().__init__(None, launch_file_path, "interpreted launch file")

    def _get_launch_description(self, location: str) -> LaunchDescription:
        return get_launch_description_from_any_launch_file(location)
