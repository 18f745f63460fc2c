# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Articulated walking people: a body of capsules and a gait that sets its joints."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

JOINTS = ("x", "y", "yaw", "hip_l", "knee_l", "hip_r", "knee_r", "arm_l", "elbow_l", "arm_r", "elbow_r")


@dataclass(frozen=True)
class Person:
    """How one person looks; colours are RGB 0-1, `height` in metres."""

    name: str
    height: float
    shirt: tuple[float, float, float]
    trousers: tuple[float, float, float]
    skin: tuple[float, float, float]
    hair: tuple[float, float, float]


def person_xml(person: Person) -> str:
    """MJCF of one person: planar root joints, two-part legs and arms, no contacts.

    Proportions are fractions of the height. Source: Winter 2009, "Biomechanics and Motor Control of
    Human Movement", figure 4.1.
    """
    h, n = person.height, person.name
    hip, knee, shoulder, neck, head = 0.53 * h, 0.245 * h, 0.81 * h, 0.84 * h, 0.93 * h

    def rgba(colour: tuple[float, float, float]) -> str:
        return " ".join(f"{c:.3f}" for c in colour) + " 1"

    def limb(
        joint: str, origin: tuple[float, float, float], length: float, radius: float, colour: str, inner: str
    ) -> str:
        x, y, z = origin
        return (
            f'<body pos="{x} {y} {z}"><joint name="{n}/{joint}" type="hinge" axis="0 1 0"/>'
            f'<geom type="capsule" fromto="0 0 0 0 0 {-length}" size="{radius}" rgba="{colour}"/>'
            f"{inner}</body>"
        )

    legs = arms = ""
    for side, sign in (("l", 1.0), ("r", -1.0)):
        foot = (
            f'<geom type="capsule" fromto="-0.03 0 {-knee + 0.03} 0.13 0 {-knee + 0.02}" size="0.045" '
            f'rgba="0.12 0.11 0.1 1"/>'
        )
        shin = limb(f"knee_{side}", (0, 0, -(hip - knee)), knee - 0.05, 0.055, rgba(person.trousers), foot)
        legs += limb(
            f"hip_{side}", (0, sign * 0.055 * h, hip), hip - knee, 0.075, rgba(person.trousers), shin
        )
        hand = f'<geom type="sphere" pos="0 0 {-0.155 * h}" size="0.045" rgba="{rgba(person.skin)}"/>'
        forearm = limb(f"elbow_{side}", (0, 0, -0.186 * h), 0.146 * h, 0.036, rgba(person.skin), hand)
        arms += limb(
            f"arm_{side}", (0, sign * 0.125 * h, shoulder), 0.186 * h, 0.045, rgba(person.shirt), forearm
        )
    shirt, trousers, skin, hair = map(rgba, (person.shirt, person.trousers, person.skin, person.hair))
    chest, shoulders, pelvis = 0.68 * h, 0.085 * h, 0.04 * h
    torso = (
        f'<geom type="ellipsoid" pos="0 0 {chest}" size="0.12 {0.105 * h} {0.17 * h}" rgba="{shirt}"/>'
        f'<geom type="capsule" fromto="0 {-shoulders} {shoulder} 0 {shoulders} {shoulder}" size="0.065" '
        f'rgba="{shirt}"/>'
        f'<geom type="capsule" fromto="0 {-pelvis} {hip} 0 {pelvis} {hip}" size="0.1" rgba="{trousers}"/>'
        f'<geom type="cylinder" pos="0 0 {neck + 0.02}" size="0.05 0.06" rgba="{skin}"/>'
        f'<geom type="ellipsoid" pos="0.01 0 {head}" size="0.095 0.08 0.12" rgba="{skin}"/>'
        f'<geom type="ellipsoid" pos="-0.02 0 {head + 0.035}" size="0.095 0.088 0.1" rgba="{hair}"/>'
    )
    root = (
        f'<joint name="{n}/x" type="slide" axis="1 0 0"/><joint name="{n}/y" type="slide" axis="0 1 0"/>'
        f'<joint name="{n}/yaw" type="hinge" axis="0 0 1"/>'
    )
    return f'<body name="{n}">{root}{torso}{legs}{arms}</body>'


def gait(person: Person, x: float, y: float, yaw: float, walked_m: float, speed: float) -> dict[str, float]:
    """Joint positions (metres, radians) of a person at (x, y) who has walked `walked_m`.

    The swing grows with the speed, so that a person who stops stands straight.
    """
    stride_m = 0.8 * person.height
    phase = 2 * math.pi * walked_m / stride_m
    swing = 0.5 * float(np.clip(speed / 1.3, 0.0, 1.0))
    # MuJoCo's +y hinge turns a hanging limb backwards (towards -x) for positive angles.
    left, right = -swing * math.sin(phase), swing * math.sin(phase)
    return {
        "x": x,
        "y": y,
        "yaw": yaw,
        "hip_l": left,
        "hip_r": right,
        "knee_l": 1.1 * swing * max(0.0, math.sin(phase + 1.9)),
        "knee_r": -1.1 * swing * min(0.0, math.sin(phase + 1.9)),
        "arm_l": 0.8 * right,
        "arm_r": 0.8 * left,
        "elbow_l": -0.25 - 0.4 * swing,
        "elbow_r": -0.25 - 0.4 * swing,
    }
