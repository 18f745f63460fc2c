# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Graph updates and proposals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sgw_msgs.msg import Attribute
from sgw_msgs.msg import EdgeUpdate as EdgeMessage
from sgw_msgs.msg import NodeUpdate as NodeMessage
from sgw_msgs.msg import Proposal as ProposalMessage
from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Proposal, Value
from sgw_ros.nodes.convert.values import nanoseconds, number_buffer, time_message

READ_NOTHING = -1
"""`base_version` of a proposal that read nothing."""


def proposal_message(proposal: Proposal, epoch: str = "") -> ProposalMessage:
    """One expert's transaction; `epoch` is that of the version it read."""
    base = proposal.base_version
    return ProposalMessage(
        expert=proposal.expert,
        stamp=time_message(proposal.stamp_ns),
        epoch=epoch,
        base_version=READ_NOTHING if base is None else base,
        reads=list(proposal.reads),
        nodes=[node_message(n) for n in proposal.nodes],
        edges=[edge_message(e) for e in proposal.edges],
        reason=proposal.reason,
        input_hashes=list(proposal.input_hashes),
    )


def proposal_of(message: ProposalMessage) -> Proposal:
    """One expert's transaction from its message."""
    return Proposal(
        message.expert,
        nanoseconds(message.stamp),
        tuple(node_of(n) for n in message.nodes),
        tuple(edge_of(e) for e in message.edges),
        None if message.base_version == READ_NOTHING else int(message.base_version),
        tuple(message.reads),
        message.reason,
        tuple(message.input_hashes),
    )


def node_message(node: NodeUpdate) -> NodeMessage:
    """One attribute group of a node."""
    return NodeMessage(
        key=node.key,
        group=node.group,
        remove=node.remove,
        attributes=_attributes(node.attributes),
        uncertainty=float(node.uncertainty),
        stamp=time_message(node.stamp_ns),
    )


def node_of(message: NodeMessage) -> NodeUpdate:
    """One attribute group of a node from its message."""
    return NodeUpdate(
        message.key,
        message.group,
        _values(message.attributes),
        message.uncertainty,
        nanoseconds(message.stamp),
        message.remove,
    )


def edge_message(edge: EdgeUpdate) -> EdgeMessage:
    """One edge."""
    return EdgeMessage(
        type=edge.type,
        source=edge.source,
        target=edge.target,
        remove=edge.remove,
        attributes=_attributes(edge.attributes),
        uncertainty=float(edge.uncertainty),
        stamp=time_message(edge.stamp_ns),
    )


def edge_of(message: EdgeMessage) -> EdgeUpdate:
    """One edge from its message."""
    return EdgeUpdate(
        message.type,
        message.source,
        message.target,
        _values(message.attributes),
        message.uncertainty,
        nanoseconds(message.stamp),
        message.remove,
    )


def _attributes(values: Mapping[str, Value]) -> list[Attribute]:
    return [_attribute(name, value) for name, value in values.items()]


def _attribute(name: str, value: Value) -> Attribute:
    if isinstance(value, bool):
        return Attribute(name=name, kind=Attribute.BOOL, integer=int(value))
    if isinstance(value, int):
        return Attribute(name=name, kind=Attribute.INTEGER, integer=value)
    if isinstance(value, float):
        return Attribute(name=name, kind=Attribute.FLOAT, number=float(value))
    if isinstance(value, str):
        return Attribute(name=name, kind=Attribute.TEXT, text=value)
    vector = number_buffer("d", np.asarray(value, dtype=np.float64))
    return Attribute(name=name, kind=Attribute.VECTOR, vector=vector)


def _values(attributes: Any) -> dict[str, Value]:
    return {a.name: _value(a) for a in attributes}


def _value(attribute: Attribute) -> Value:
    if attribute.kind == Attribute.BOOL:
        return bool(attribute.integer)
    if attribute.kind == Attribute.INTEGER:
        return int(attribute.integer)
    if attribute.kind == Attribute.FLOAT:
        return float(attribute.number)
    if attribute.kind == Attribute.TEXT:
        return str(attribute.text)
    return tuple(float(v) for v in attribute.vector)
