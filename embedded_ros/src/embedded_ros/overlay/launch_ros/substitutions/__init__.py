# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Substitutions that know ROS packages."""

from .packages import ExecutableInPackage, FindPackagePrefix, FindPackageShare

__all__ = ["ExecutableInPackage", "FindPackagePrefix", "FindPackageShare"]
