# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Proposals that wait for the supervisor."""

from __future__ import annotations

import numpy as np

from sgw_msgs.msg import PendingProposal
from sgw_ros.nodes.convert.graph import proposal_message, proposal_of
from sgw_ros.nodes.convert.values import nanoseconds, number_buffer, time_message
from sgw_ros.workspace.commit import Pending


def pending_message(pending: Pending) -> PendingProposal:
    """A waiting proposal as a message."""
    versions = np.array([version for _, version in pending.conflicts], dtype=np.int64)
    return PendingProposal(
        handle=pending.handle,
        proposal=proposal_message(pending.proposal),
        contested=[address for address, _ in pending.conflicts],
        contested_versions=number_buffer("q", versions),
        held=list(pending.held),
        expires=time_message(pending.expires_ns),
    )


def pending_of(message: PendingProposal) -> Pending:
    """A waiting proposal from its message."""
    versions = (int(version) for version in message.contested_versions)
    return Pending(
        message.handle,
        proposal_of(message.proposal),
        tuple(zip(message.contested, versions, strict=False)),
        tuple(message.held),
        nanoseconds(message.expires),
    )
