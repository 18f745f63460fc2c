# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Tracks: the memory's objects."""

from __future__ import annotations

import numpy as np

from sgw_msgs.msg import Object, ObjectArray
from sgw_ros.core.errors import FrameError
from sgw_ros.core.types import Estimate, Objects, Track
from sgw_ros.nodes.convert.values import (
    ODOM_FRAME,
    finite,
    float32s,
    header_message,
    nanoseconds,
    number_buffer,
    point_message,
    pose_message,
    pose_of,
    stamp_of,
    time_message,
    triple,
    vector_message,
)


def objects_message(objects: Objects) -> ObjectArray:
    """Every track as of one image."""
    return ObjectArray(
        header=header_message(objects.stamp_ns, ODOM_FRAME),
        camera=pose_message(objects.T_odom_cam),
        objects=[_object(track) for track in objects.tracks],
    )


def objects_of(message: ObjectArray) -> Objects:
    """Tracks from their message.

    Raises:
        FrameError: for a place or size that is no number.
    """
    return Objects(stamp_of(message), tuple(_track(o) for o in message.objects), pose_of(message.camera))


def _object(track: Track) -> Object:
    return Object(
        id=track.id,
        class_name=track.class_name,
        class_confidence=float(track.class_confidence),
        position=point_message(track.position),
        velocity=vector_message(track.velocity),
        covariance=np.ascontiguousarray(track.covariance, dtype=np.float64).ravel(),
        extent=vector_message(track.extent),
        box=float32s(track.box),
        mass_mean=float(track.mass.mean),
        mass_variance=float(track.mass.variance),
        friction_mean=float(track.friction.mean),
        friction_variance=float(track.friction.variance),
        embedding=number_buffer("f", np.asarray(track.embedding, dtype=np.float32)),
        first_seen=time_message(track.first_seen_ns),
        last_seen=time_message(track.last_seen_ns),
        visible=bool(track.visible),
        identity_confidence=float(track.identity_confidence),
        range_source=track.range_source,
    )


def _track(message: Object) -> Track:
    x0, y0, x1, y1 = (float(v) for v in finite(message.box, "box"))
    for confidence in (message.class_confidence, message.identity_confidence):
        if not 0.0 <= confidence <= 1.0:
            raise FrameError(f"confidence: {confidence} is outside 0 to 1")
    return Track(
        id=int(message.id),
        class_name=message.class_name,
        class_confidence=message.class_confidence,
        position=finite(triple(message.position), "position"),
        velocity=finite(triple(message.velocity), "velocity"),
        covariance=finite(message.covariance, "covariance").reshape(6, 6),
        extent=finite(triple(message.extent), "extent"),
        box=(x0, y0, x1, y1),
        mass=Estimate(message.mass_mean, message.mass_variance),
        friction=Estimate(message.friction_mean, message.friction_variance),
        embedding=np.array(message.embedding, dtype=np.float32),
        first_seen_ns=nanoseconds(message.first_seen),
        last_seen_ns=nanoseconds(message.last_seen),
        visible=bool(message.visible),
        identity_confidence=message.identity_confidence,
        range_source=message.range_source,
    )
