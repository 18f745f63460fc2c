# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Walking people: bodies of capsules and ellipsoids on joints, varied in build, clothing and gait.

Proportions are fractions of the height. Source: Winter 2009, "Biomechanics and Motor Control of Human
Movement", figure 4.1. Swing grows with speed, so that who stops stands straight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from training.simulation.bodies import Colour, Part, Vector
from training.simulation.driven import about, wxyz

Array = NDArray[np.float64]
STANDARD_HEIGHT_M = 1.75
WALKING_MPS = 1.3
DENSITY_KG_M3 = 1000.0
SHOE: Colour = (0.1, 0.09, 0.09)


@dataclass(frozen=True)
class Person:
    """How one person looks and walks; lengths in m, angles in rad.

    `girth` widens everything, `stride` is a step pair's length as a share of the height, `swing` the hip's
    amplitude at walking speed; `sleeves` cover the forearms, `bag` is on the back.
    """

    height: float
    girth: float
    shirt: Colour
    trousers: Colour
    skin: Colour
    hair: Colour
    stride: float = 0.8
    swing: float = 0.5
    sleeves: bool = False
    bag: bool = False


@dataclass(frozen=True)
class Piece:
    """A part on a joint's frame, centred at `offset`, its z axis along `axis`."""

    part: Part
    joint: str
    offset: Vector
    axis: Vector = (0.0, 0.0, 1.0)


def draw_person(rng: np.random.Generator) -> Person:
    """Somebody, between a child of ten and a tall adult."""
    tone = rng.uniform(0.25, 1.0)
    return Person(
        height=float(rng.uniform(1.4, 1.95)),
        girth=float(rng.uniform(0.85, 1.25)),
        shirt=_colour(rng, 0.08, 0.9),
        trousers=_colour(rng, 0.05, 0.45),
        skin=(0.35 + 0.57 * tone, 0.22 + 0.5 * tone, 0.16 + 0.44 * tone),
        hair=((0.06, 0.05, 0.05), (0.25, 0.14, 0.07), (0.6, 0.45, 0.22), (0.55, 0.55, 0.55))[rng.integers(4)],
        stride=float(rng.uniform(0.7, 0.88)),
        swing=float(rng.uniform(0.4, 0.58)),
        sleeves=bool(rng.random() < 0.5),
        bag=bool(rng.random() < 0.2),
    )


def pieces(person: Person, name: str) -> list[Piece]:
    """The parts of a body; their names begin with `name`."""
    return [*_torso(person, name), *(piece for side in "lr" for piece in _limbs(person, name, side))]


def walk(
    person: Person, body: list[Piece], xy: Array, yaw: Array, walked_m: Array, speed_mps: Array
) -> tuple[Array, Array]:
    """Positions [T, P, 3] m and orientations [T, P, 4] wxyz of the pieces of a person at `xy` [T, 2]."""
    phase = 2 * np.pi * walked_m / (person.stride * person.height)
    swing = person.swing * np.clip(speed_mps / WALKING_MPS, 0.0, 1.0)
    frames = _frames(person, phase, swing)
    root = about("z", yaw)
    ground = np.concatenate((xy, np.zeros((len(xy), 1))), axis=-1)
    positions, orientations = [], []
    for piece in body:
        origin, turn = frames[piece.joint]
        positions.append(ground + root.apply(origin + turn.apply(piece.offset)))
        orientations.append(wxyz(root * turn * _aligned(piece.axis)))
    return np.stack(positions, axis=1), np.stack(orientations, axis=1)


def _frames(person: Person, phase: Array, swing: Array) -> dict[str, tuple[Array, Rotation]]:
    """Origin [T, 3] and turn of every joint's frame in the person's own."""
    h, wide = person.height, person.girth
    bob = 0.02 * h * swing * np.cos(2 * phase)
    still = np.zeros_like(phase)
    made: dict[str, tuple[Array, Rotation]] = {}
    lean = about("y", 0.05 * swing)
    made["root"] = (np.stack((still, still, bob), axis=-1), lean)
    for side, sign in (("l", 1.0), ("r", -1.0)):
        # A turn about +y takes a hanging limb backwards for positive angles.
        hip = -sign * swing * np.sin(phase)
        knee = 1.1 * swing * np.maximum(0.0, sign * np.sin(phase + 1.9))
        arm = -0.8 * hip
        elbow = -0.25 - 0.4 * swing
        thigh, shin = about("y", hip), about("y", hip + knee)
        at_hip = np.stack((still, still + sign * 0.052 * h * wide, bob + 0.53 * h), axis=-1)
        made["hip" + side] = (at_hip, thigh)
        made["knee" + side] = (at_hip + thigh.apply((0, 0, -0.285 * h)), shin)
        upper, fore = about("y", arm), about("y", arm + elbow)
        at_shoulder = np.stack((still, still + sign * 0.118 * h * wide, bob + 0.81 * h), axis=-1)
        made["arm" + side] = (at_shoulder, upper)
        made["elbow" + side] = (at_shoulder + upper.apply((0, 0, -0.186 * h)), fore)
    return made


def _torso(person: Person, name: str) -> list[Piece]:
    h, g = person.height, person.girth
    s = h / STANDARD_HEIGHT_M
    made = [
        _ellipsoid(name, "chest", person.shirt, (0.24 * g * s, 0.2 * h * g, 0.32 * h), (0, 0, 0.69 * h)),
        _capsule(name, "shoulders", person.shirt, 0.062 * s, 0.155 * h * g, (0, 0, 0.805 * h), (0, 1, 0)),
        _capsule(name, "pelvis", person.trousers, 0.1 * g * s, 0.07 * h * g, (0, 0, 0.53 * h), (0, 1, 0)),
        _capsule(name, "neck", person.skin, 0.05 * s, 0.06 * h, (0, 0, 0.85 * h)),
        _ellipsoid(name, "head", person.skin, (0.19 * s, 0.155 * s, 0.235 * s), (0.01, 0, 0.928 * h)),
        _ellipsoid(name, "hair", person.hair, (0.19 * s, 0.172 * s, 0.19 * s), (-0.022, 0, 0.947 * h)),
    ]
    if person.bag:
        size = (0.16 * s, 0.28 * s, 0.42 * s)
        part = Part(f"{name}/bag", "box", size, 4.0, colour=tuple(1 - c for c in person.shirt))  # type: ignore[arg-type]
        made.append(Piece(part, "root", (-0.2 * g * s, 0, 0.7 * h)))
    return made


def _limbs(person: Person, name: str, side: str) -> list[Piece]:
    h, g = person.height, person.girth
    s = h / STANDARD_HEIGHT_M
    forearm = person.shirt if person.sleeves else person.skin
    thigh, shin, upper, fore = 0.285 * h, 0.2 * h, 0.186 * h, 0.14 * h
    made = [
        _capsule(name, "thigh" + side, person.trousers, 0.074 * g * s, thigh, (0, 0, -thigh / 2)),
        _capsule(name, "shin" + side, person.trousers, 0.054 * g * s, shin, (0, 0, -shin / 2)),
        _capsule(name, "shoe" + side, SHOE, 0.042 * s, 0.15 * s, (0.045, 0, -0.219 * h), (1, 0, 0)),
        _capsule(name, "upper" + side, person.shirt, 0.044 * g * s, upper, (0, 0, -upper / 2)),
        _capsule(name, "fore" + side, forearm, 0.035 * g * s, fore, (0, 0, -fore / 2)),
        _ellipsoid(name, "hand" + side, person.skin, (0.09 * s, 0.05 * s, 0.13 * s), (0, 0, -0.165 * h)),
    ]
    joints = ("hip", "knee", "knee", "arm", "elbow", "elbow")
    return [Piece(p.part, joint + side, p.offset, p.axis) for p, joint in zip(made, joints, strict=True)]


def _capsule(
    name: str, what: str, colour: Colour, radius: float, length: float, at: Vector, axis: Vector = (0, 0, 1)
) -> Piece:
    extent = (2 * radius, 2 * radius, length + 2 * radius)
    mass = DENSITY_KG_M3 * np.pi * radius**2 * (length + 4 / 3 * radius)
    return Piece(Part(f"{name}/{what}", "capsule", extent, float(mass), colour=colour), "root", at, axis)


def _ellipsoid(name: str, what: str, colour: Colour, extent: Vector, at: Vector) -> Piece:
    mass = DENSITY_KG_M3 * np.pi / 6 * float(np.prod(extent))
    return Piece(Part(f"{name}/{what}", "ellipsoid", extent, mass, colour=colour), "root", at)


def _aligned(axis: Vector) -> Rotation:
    """Turns z to x or y, or leaves it."""
    return Rotation.from_rotvec(0.5 * np.pi * np.array((axis[1], axis[0], 0.0)))


def _colour(rng: np.random.Generator, low: float, high: float) -> Colour:
    red, green, blue = (float(c) for c in rng.uniform(low, high, 3))
    return red, green, blue
