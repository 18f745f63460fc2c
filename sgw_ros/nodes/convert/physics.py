# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Forecasts, contacts and violations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sgw_msgs.msg import Contact as ContactMessage
from sgw_msgs.msg import ContactArray, PredictionArray
from sgw_msgs.msg import Prediction as PredictionMessage
from sgw_msgs.msg import Violation as ViolationMessage
from sgw_ros.core.errors import FrameError
from sgw_ros.core.types import Contact, PhysicsResult, Prediction, Violation
from sgw_ros.nodes.convert.values import (
    ODOM_FRAME,
    finite,
    header_message,
    number_buffer,
    point_message,
    stamp_of,
    triple,
    vector_message,
    vectors,
)


def predictions_message(result: PhysicsResult) -> PredictionArray:
    """Every forecast, each with the contacts it takes part in."""
    return PredictionArray(
        header=header_message(result.stamp_ns, ODOM_FRAME),
        predictions=[_prediction(p, result.contacts) for p in result.predictions],
    )


def contacts_message(result: PhysicsResult) -> ContactArray:
    """Every contact, also those that no forecast object takes part in."""
    return ContactArray(
        header=header_message(result.stamp_ns, ODOM_FRAME), contacts=[_contact(c) for c in result.contacts]
    )


def violation_messages(result: PhysicsResult) -> list[ViolationMessage]:
    """One message per violation."""
    return [
        ViolationMessage(
            header=header_message(result.stamp_ns, ODOM_FRAME),
            object_id=v.object_id,
            kind=v.kind,
            score=float(v.score),
            expected_position=point_message(v.expected[:3]),
            expected_velocity=vector_message(v.expected[3:]),
            observed_position=point_message(v.observed[:3]),
            observed_velocity=vector_message(v.observed[3:]),
        )
        for v in result.violations
    ]


def physics_of(
    predictions: PredictionArray, contacts: ContactArray, violations: Sequence[ViolationMessage]
) -> PhysicsResult:
    """The physics expert's result from the messages it travelled as.

    Raises:
        FrameError: for a forecast that is no number, or of another length than its horizons.
    """
    return PhysicsResult(
        stamp_of(predictions),
        tuple(_prediction_of(p) for p in predictions.predictions),
        tuple(_contact_of(c) for c in contacts.contacts),
        tuple(violation_of(v) for v in violations),
    )


def violation_of(message: ViolationMessage) -> Violation:
    """A violation from its message."""
    m = message
    return Violation(
        int(m.object_id),
        m.kind,
        m.score,
        expected=np.array([*triple(m.expected_position), *triple(m.expected_velocity)]),
        observed=np.array([*triple(m.observed_position), *triple(m.observed_velocity)]),
    )


def _prediction(p: Prediction, contacts: Sequence[Contact]) -> PredictionMessage:
    own = [c for c in contacts if p.object_id in (c.first_id, c.second_id)]
    return PredictionMessage(
        object_id=p.object_id,
        horizons=number_buffer("f", np.array(p.horizons_s, dtype=np.float32)),
        position_mean=[point_message(v) for v in p.position_mean],
        position_variance=[vector_message(v) for v in p.position_variance],
        velocity_mean=[vector_message(v) for v in p.velocity_mean],
        velocity_variance=[vector_message(v) for v in p.velocity_variance],
        contacts=[_contact(c) for c in own],
    )


def _prediction_of(message: PredictionMessage) -> Prediction:
    names = ("position_mean", "position_variance", "velocity_mean", "velocity_variance")
    horizons_s = tuple(float(h) for h in message.horizons)
    moments = [finite(vectors(getattr(message, name)), name) for name in names]
    for name, moment in zip(names, moments, strict=True):
        if len(moment) != len(horizons_s):
            raise FrameError(f"{name}: {len(moment)} vectors for {len(horizons_s)} horizons")
    return Prediction(int(message.object_id), horizons_s, *moments)


def _contact(contact: Contact) -> ContactMessage:
    return ContactMessage(
        first_id=contact.first_id,
        second_id=contact.second_id,
        probability=float(contact.probability),
        time_to_contact=float(contact.time_to_contact_s),
    )


def _contact_of(message: ContactMessage) -> Contact:
    return Contact(
        int(message.first_id), int(message.second_id), message.probability, message.time_to_contact
    )
