# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Actions that know ROS nodes."""

from .composable_node_container import ComposableNodeContainer
from .lifecycle_node import LifecycleNode
from .load_composable_nodes import LoadComposableNodes
from .node import Node
from .scope import PushROSNamespace, PushRosNamespace, SetParameter, SetRemap

__all__ = [
    "ComposableNodeContainer",
    "LifecycleNode",
    "LoadComposableNodes",
    "Node",
    "PushROSNamespace",
    "PushRosNamespace",
    "SetParameter",
    "SetRemap",
]
