# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Draws what the workspace holds over a picture: identities, futures, violations, risk and advice."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.geometry import apply, invert, project
from sgw_ros.core.types import (
    FLOOR_ID,
    Action,
    Camera,
    Objects,
    PhysicsResult,
    Pose,
    Prediction,
    Reason,
    Risk,
    RiskResult,
    Track,
    Violation,
)
from sgw_ros.report.tags import Colour, Tags

Image = NDArray[np.uint8]

IDENTITY_COLOURS: tuple[Colour, ...] = (
    (214, 134, 46),
    (75, 166, 55),
    (190, 90, 190),
    (60, 160, 230),
    (180, 170, 40),
    (110, 110, 235),
    (150, 190, 90),
    (220, 120, 120),
)
"""BGR, told apart by hue; red is kept for violations."""

RISK_COLOURS: dict[Risk, Colour] = {
    Risk.NONE: (110, 150, 70),
    Risk.LOW: (60, 180, 210),
    Risk.MEDIUM: (40, 130, 240),
    Risk.HIGH: (60, 50, 220),
}
VIOLATION_COLOUR: Colour = (40, 30, 230)
CONTACT_WORTH_DRAWING = 0.5
BANNER_PX = 18
"""Height of the strip that tells the risk, in a picture 480 wide; tags stay below it."""


def draw_overlay(
    image: Image,
    camera: Camera,
    objects: Objects | None,
    physics: PhysicsResult | None,
    risk: RiskResult | None,
) -> Image:
    """Return a copy of `image` [H, W, 3] BGR with everything that is known drawn on it.

    A box's line is as strong as the identity is sure; hidden objects are dashed; dots and circles show
    where an object will be, with the circle as wide as one standard deviation.
    """
    canvas: Image = image.copy()
    scale = max(1.0, image.shape[1] / 480)
    tags = Tags(canvas, scale, round(BANNER_PX * scale))
    tracks = {track.id: track for track in objects.tracks} if objects else {}
    if physics and objects:
        for prediction in physics.predictions:
            if prediction.object_id in tracks:
                _draw_prediction(
                    canvas, camera, objects.T_odom_cam, tracks[prediction.object_id], prediction, scale
                )
    for track in tracks.values():
        _draw_track(canvas, tags, track, scale)
    if physics:
        for contact in physics.contacts:
            if contact.probability >= CONTACT_WORTH_DRAWING and FLOOR_ID not in (
                contact.first_id,
                contact.second_id,
            ):
                _draw_contact(canvas, tracks, contact.first_id, contact.second_id, scale)
        for violation in physics.violations:
            track_of = tracks.get(violation.object_id)
            _draw_violation(canvas, tags, camera, objects, track_of, violation, scale)
    tags.draw()
    if risk:
        _draw_banner(canvas, risk, scale)
    return canvas


def identity_colour(track_id: int) -> Colour:
    """The colour (BGR) that an identity keeps."""
    return IDENTITY_COLOURS[track_id % len(IDENTITY_COLOURS)]


def _draw_track(canvas: Image, tags: Tags, track: Track, scale: float) -> None:
    x0, y0, x1, y1 = _near(canvas, track.box)
    colour = identity_colour(track.id)
    if track.visible:
        thickness = max(1, round(scale * (1 + 1.5 * track.identity_confidence)))
        cv2.rectangle(canvas, (x0, y0), (x1, y1), colour, thickness, cv2.LINE_AA)
    else:
        _dashed_rectangle(canvas, (x0, y0, x1, y1), colour, max(1, round(scale)))
    name = f"{track.id} {track.class_name}".strip() + ("" if track.visible else " hidden")
    tags.add(name, (x0, y0), colour)


def _draw_prediction(
    canvas: Image, camera: Camera, T_odom_cam: Pose, track: Track, prediction: Prediction, scale: float
) -> None:
    """A line from the object's centre through its means, one circle per horizon."""
    points = np.vstack([track.position, prediction.position_mean])
    p_cam = apply(invert(T_odom_cam), points)
    pixels = project(camera, p_cam)
    limit = 4 * max(camera.width, camera.height)
    if not (np.abs(pixels[0]) <= limit).all():
        return
    colour = identity_colour(track.id)
    for k in range(1, len(pixels)):
        if not (np.abs(pixels[k]) <= limit).all():
            return
        start, end = (tuple(int(v) for v in np.round(pixels[i])) for i in (k - 1, k))
        cv2.line(canvas, start, end, colour, max(1, round(scale)), cv2.LINE_AA)
        deviation_m = float(np.sqrt(max(0.0, prediction.position_variance[k - 1].mean())))
        radius = round(float(np.clip(camera.fx * deviation_m / p_cam[k, 2], 2 * scale, 40 * scale)))
        cv2.circle(canvas, end, radius, colour, 1, cv2.LINE_AA)
        cv2.circle(canvas, end, max(1, round(1.5 * scale)), colour, -1, cv2.LINE_AA)


def _draw_contact(canvas: Image, tracks: dict[int, Track], first: int, second: int, scale: float) -> None:
    """A line between two bodies that will touch; the robot sits below the picture."""
    height, width = canvas.shape[:2]
    ends = [_centre(canvas, tracks[i]) if i in tracks else (width // 2, height - 1) for i in (first, second)]
    cv2.line(canvas, ends[0], ends[1], RISK_COLOURS[Risk.MEDIUM], max(1, round(scale)), cv2.LINE_AA)


def _draw_violation(
    canvas: Image,
    tags: Tags,
    camera: Camera,
    objects: Objects | None,
    track: Track | None,
    violation: Violation,
    scale: float,
) -> None:
    if track is not None:
        x0, y0, x1, y1 = _near(canvas, track.box)
    elif objects is not None:
        pixel = project(camera, apply(invert(objects.T_odom_cam), violation.expected[:3]))
        if not np.isfinite(pixel).all():
            return
        u, v, size = float(pixel[0]), float(pixel[1]), 0.06 * camera.width
        x0, y0, x1, y1 = _near(canvas, (u - size, v - size, u + size, v + size))
    else:
        return
    margin = round(4 * scale)
    corner, opposite = (x0 - margin, y0 - margin), (x1 + margin, y1 + margin)
    cv2.rectangle(canvas, corner, opposite, VIOLATION_COLOUR, max(2, round(2 * scale)), cv2.LINE_AA)
    label = f"{violation.kind} {violation.score:.2f}"
    tags.add(label, (corner[0], opposite[1] + round(15 * scale)), VIOLATION_COLOUR)


def _draw_banner(canvas: Image, risk: RiskResult, scale: float) -> None:
    level, reason, action = risk.assessment.risk, risk.assessment.reason, risk.advice.action
    text = "no risk" if level is Risk.NONE else f"{_words(level)} risk"
    if level is not Risk.NONE and reason is not Reason.UNKNOWN:
        text += f": {_words(reason)}"
    if action is not Action.CONTINUE:
        text += f"  >  {_words(action)}"
    height = round(BANNER_PX * scale)
    strip = canvas[:height]
    strip[:] = (0.1 * strip + 0.9 * np.array(RISK_COLOURS[level])).astype(np.uint8)
    cv2.putText(
        canvas,
        text,
        (round(5 * scale), round(13 * scale)),
        cv2.FONT_HERSHEY_SIMPLEX,
        0.42 * scale,
        (255, 255, 255),
        max(1, round(scale)),
        cv2.LINE_AA,
    )


def _words(value: Risk | Reason | Action) -> str:
    return value.name.lower().replace("_", " ")


def _near(canvas: Image, box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    """The box in whole pixels, no farther out than one picture; a predicted one may lie anywhere."""
    height, width = canvas.shape[:2]
    x0, x1 = (int(v) for v in np.clip((box[0], box[2]), -width, 2 * width))
    y0, y1 = (int(v) for v in np.clip((box[1], box[3]), -height, 2 * height))
    return x0, y0, x1, y1


def _centre(canvas: Image, track: Track) -> tuple[int, int]:
    x0, y0, x1, y1 = _near(canvas, track.box)
    return (x0 + x1) // 2, (y0 + y1) // 2


def _dashed_rectangle(canvas: Image, box: tuple[int, int, int, int], colour: Colour, thickness: int) -> None:
    x0, y0, x1, y1 = box
    dash = 6 * thickness
    for x in range(x0, x1, 2 * dash):
        for y in (y0, y1):
            cv2.line(canvas, (x, y), (min(x + dash, x1), y), colour, thickness, cv2.LINE_AA)
    for y in range(y0, y1, 2 * dash):
        for x in (x0, x1):
            cv2.line(canvas, (x, y), (x, min(y + dash, y1)), colour, thickness, cv2.LINE_AA)
