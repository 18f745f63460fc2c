# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Rover: ten seconds of driving among people, half of the episodes with a moment of high risk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from training.episodes.episode import Episode
from training.simulation.asking import GenerationError
from training.simulation.bodies import FLOOR, Layout, Viewpoint
from training.simulation.draw import Draw
from training.simulation.driven import from_poses
from training.simulation.filming import film, visible
from training.simulation.looks import Light, Look, draw_look, load_looks
from training.simulation.people import draw_person
from training.simulation.recording import trajectory
from training.simulation.rover.foresight import HORIZON_S, moments_of
from training.simulation.rover.labels import RiskLabels, endangered, judge
from training.simulation.rover.motion import Motion, move
from training.simulation.rover.places import Place, draw_place, load_rover_ranges
from training.simulation.rover.telling import RATE_HZ, gather, meta_of, moments, signals_of
from training.simulation.rover.vehicle import FOV_Y_DEG, eye
from training.simulation.world import Scene

SECONDS = 10.0
TICKS = moments(SECONDS)
TRIES = 200
LAMP_HEIGHT_M = 3.2


def make(draw: Draw) -> Iterator[Episode]:
    """One episode; odd ones hold a moment of high risk, even ones none, and what is touched soon was seen.

    Raises:
        GenerationError: no drive of a bounded number was as wanted.
    """
    ranges = load_rover_ranges(draw.split)
    for _ in range(TRIES):
        place = draw_place(draw.rng, ranges)
        motion = move(draw.rng, place, ranges, SECONDS + HORIZON_S + 0.1)
        moments = moments_of(motion, TICKS)
        high = endangered(moments, place.footprints)
        if bool(high.any()) != draw.wanted:
            continue
        if (endangered(moments, place.footprints, unseen=True) == high).all():
            yield _episode(draw, place, motion, judge(motion, place.footprints, TICKS))
            return
    wanted = "a" if draw.wanted else "no"
    raise GenerationError(
        f"rover, split {draw.split}, seed {draw.seed}, episode {draw.index}: none of {TRIES} drives had"
        f" {wanted} moment of high risk; widen the ranges"
    )


def _episode(draw: Draw, place: Place, motion: Motion, labels: RiskLabels) -> Episode:
    crowd = gather([draw_person(draw.rng) for _ in range(motion.people.shape[1])])
    scene = Scene(Layout((FLOOR, *place.bodies, *crowd.bodies), Viewpoint(fov_y_deg=FOV_Y_DEG)))
    position, orientation = (np.repeat(values[None], len(TICKS), axis=0) for values in scene.poses())
    crowd.place(motion, TICKS, position, orientation)
    truth = trajectory(scene, from_poses(scene, position, orientation, 1 / RATE_HZ), draw.scenario)
    first = 1 + len(place.bodies)
    truth = replace(truth, body=np.array([*range(first), *crowd.owners(first)], np.int32))
    classes = [
        "obstacle" if p.name.startswith("obstacle") else "structure" for p in scene.layout.parts[:first]
    ]
    classes += ["person"] * (truth.rows - first)
    signals = signals_of(draw.rng, motion, labels, TICKS, SECONDS)
    meta = {"place": place.kind, **meta_of(motion, place.footprints, labels, TICKS, classes)}
    if draw.render is None:
        return Episode(truth, {}, signals, meta)
    look = _look(draw, place)
    view = film(scene, truth, look, draw.render, draw.rng, eye(motion.pose[TICKS]))
    return Episode(replace(truth, visible=visible(view, truth.rows)), {"main": view}, signals, meta)


def _look(draw: Draw, place: Place) -> Look:
    """A look whose lamps hang over the whole place; pillars keep their paint, people their clothes."""
    patterned = [body.name for body in place.bodies if body.name.startswith(("obstacle", "wall"))]
    look = draw_look(draw.rng, load_looks(draw.split), patterned)
    spots = draw.rng.uniform(-0.6, 0.6, (2, 2)) * place.half
    strength = 0.5 * float(draw.rng.uniform(0.8, 1.1))
    lamps = tuple(Light((x, y, LAMP_HEIGHT_M), (0.0, 0.0, -1.0), strength) for x, y in spots)
    return replace(look, lights=lamps)
