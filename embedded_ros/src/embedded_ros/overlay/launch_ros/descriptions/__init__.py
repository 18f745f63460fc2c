# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Descriptions of nodes and parameters."""

from launch_ros.parameter_descriptions import Parameter, ParameterFile, ParameterValue

from .composable_node import ComposableNode

__all__ = ["ComposableNode", "Parameter", "ParameterFile", "ParameterValue"]
