# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Prefix, share folder and programs of a ROS package."""

from ament_index_python.packages import get_package_prefix, get_package_share_directory
from launch.substitution import SubstitutionFailure, describe_all
from launch.utilities import normalize_to_list_of_substitutions, perform_substitutions

from embedded_ros import packages
from launch import LaunchContext, SomeSubstitutionsType, Substitution


class FindPackagePrefix(Substitution):
    """The prefix a package is installed to."""

    def __init__(self, package: SomeSubstitutionsType) -> None:
        self.package = normalize_to_list_of_substitutions(package)

    def describe(self) -> str:
        """The package in words."""
        return f"{type(self).__name__}(pkg={describe_all(self.package)})"

    def find(self, package_name: str) -> str:
        """The folder, for a package name."""
        return get_package_prefix(package_name)

    def perform(self, context: LaunchContext) -> str:
        """The folder.

        Raises:
            PackageNotFoundError: There is no such package.
        """
        return self.find(perform_substitutions(context, self.package))


class FindPackageShare(FindPackagePrefix):
    """The folder with a package's launch and configuration files."""

    def find(self, package_name: str) -> str:
        """The folder, for a package name."""
        return get_package_share_directory(package_name)


class ExecutableInPackage(FindPackagePrefix):
    """The path of a program of a package."""

    def __init__(self, executable: SomeSubstitutionsType, package: SomeSubstitutionsType) -> None:
        super().__init__(package)
        self.executable = normalize_to_list_of_substitutions(executable)

    def describe(self) -> str:
        """Package and program in words."""
        return f"ExecInPkg(pkg={describe_all(self.package)}, exec={describe_all(self.executable)})"

    def perform(self, context: LaunchContext) -> str:
        """The path.

        Raises:
            PackageNotFoundError: There is no such package.
            SubstitutionFailure: The package has no such program.
        """
        package = perform_substitutions(context, self.package)
        name = perform_substitutions(context, self.executable)
        path = packages.executable(package, name)
        if path is None:
            self.find(package)
            names = ", ".join(packages.executables(package)) or "none"
            raise SubstitutionFailure(f"package '{package}' has no executable '{name}'; it has: {names}")
        return path
