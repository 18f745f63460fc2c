# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Stereo sets for the discovery of the law of gravity: balls in flight and bouncing, one g per set.

An episode holds three views: "left" and "right", a known baseline apart, and "moved", from elsewhere.
Pictures are 512x512 whatever size other scenarios are asked for, and without lens distortion. What a sample
is (two pictures of each eye, five parameter vectors, a target) `training.episodes.stereo` says.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from training.episodes.episode import Episode
from training.episodes.trajectory import Trajectory
from training.episodes.view import View
from training.simulation.bodies import FLOOR, Body, Layout, Viewpoint, single
from training.simulation.camera import look_at
from training.simulation.draw import Draw, RenderSettings
from training.simulation.filming import film
from training.simulation.looks import draw_look, load_looks
from training.simulation.materials import Material
from training.simulation.recording import record, trajectory
from training.simulation.shapes import make_part
from training.simulation.world import Scene

SIZE_PX = 512
RATE_HZ = 20
DURATION_S = 1.5
BASELINE_M = 0.3
FOV_Y_DEG = 50.0
TARGET = (0.0, 0.0, 1.0)
EYE = np.array((0.0, -4.2, 1.3))
MOST_BALLS = 3
RADIUS_M, HEIGHT_M = (0.1, 0.2), (0.5, 1.6)
RESTITUTION = (0.5, 0.85)
EARTH_MPS2 = 9.81
GRAVITY_MPS2 = (1.6, 25.0)


def set_gravity(seed: int) -> float:
    """The g of a set, m/s^2: the Earth's for seed 0, otherwise one from the Moon's to Jupiter's."""
    if seed == 0:
        return EARTH_MPS2
    rng = np.random.default_rng(np.random.SeedSequence([seed, zlib.crc32(b"gravity")]))
    return float(np.exp(rng.uniform(*np.log(GRAVITY_MPS2))))


def make(draw: Draw) -> Iterator[Episode]:
    """One episode: up to three balls thrown about above the floor."""
    gravity = set_gravity(draw.seed)
    balls = [_ball(draw, number, gravity) for number in range(1 + draw.index % MOST_BALLS)]
    scene = Scene(Layout((FLOOR, *balls), Viewpoint(tuple(EYE), TARGET, FOV_Y_DEG), (0.0, 0.0, -gravity)))
    recording = record(scene, DURATION_S, RATE_HZ)
    truth = trajectory(scene, recording, draw.scenario)
    views = {} if draw.render is None else _views(draw, scene, truth)
    meta = {"gravity_mps2": gravity, "baseline_m": BASELINE_M}
    yield Episode(truth, views, {"energy": recording.energy}, meta)


def _ball(draw: Draw, number: int, gravity: float) -> Body:
    """Thrown so that it stays in the picture: it rises half a metre at most, and drifts to the middle."""
    rng = draw.rng
    size = 2 * rng.uniform(*RADIUS_M)
    material = Material(friction=0.4, restitution=rng.uniform(*RESTITUTION))
    part = make_part(draw, f"ball{number}", "sphere", (size, size, size), material=material)
    lane = (number - 0.5 * (MOST_BALLS - 1)) * 0.7  # apart in depth: they never meet
    rise_mps = np.sqrt(2 * gravity * 0.5) * rng.uniform(0.0, 1.0)
    place = (float(rng.uniform(-0.8, 0.8)), lane, float(rng.uniform(*HEIGHT_M)))
    drift_mps = -np.sign(place[0]) * rng.uniform(0.2, 1.0)
    return single(part, place, linear_velocity=(drift_mps, 0.0, rise_mps))


def _views(draw: Draw, scene: Scene, truth: Trajectory) -> dict[str, View]:
    """Three cameras over one world: the same look, each its own sensor."""
    parts = [part.name for part in scene.layout.parts[1:]]
    look = replace(draw_look(draw.rng, load_looks(draw.split), parts), k1=0.0)
    aside = np.array((0.5 * BASELINE_M, 0.0, 0.0))
    turn, tilt = draw.rng.uniform((-0.5, -0.1), (0.5, 0.25))
    moved = (4.2 * np.sin(turn), -4.2 * np.cos(turn), 1.3 + 4.0 * tilt)
    poses = {
        "left": look_at(tuple(EYE - aside), tuple(TARGET - aside)),
        "right": look_at(tuple(EYE + aside), tuple(TARGET + aside)),
        "moved": look_at(moved, TARGET),
    }
    settings = RenderSettings(SIZE_PX, SIZE_PX)
    frames = truth.frames
    return {
        name: film(scene, truth, look, settings, draw.rng, np.tile(pose, (frames, 1, 1)))
        for name, pose in poses.items()
    }
