# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From a run to an episode: what was seen of it, its signals, where it came from."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.episodes.episode import Episode
from training.episodes.trajectory import Trajectory
from training.simulation import viewing
from training.simulation.draw import Draw
from training.simulation.recording import Recording
from training.simulation.world import Scene

APART_S = 1 / 60
"""A pair that is apart for longer meets anew: another contact event."""


def finish(draw: Draw, scene: Scene, recording: Recording, truth: Trajectory, look_seed: int) -> Episode:
    """One episode; twins that must look alike are given the same `look_seed`."""
    views = {}
    if draw.render is None:
        seen = viewing.visible(scene, truth)
    else:
        from training.simulation import filming, looks  # needs a renderer, which state-only sets do without

        rng = np.random.default_rng(look_seed)
        surfaces = [body.parts[0].name for body in scene.layout.bodies if body.static]
        look = looks.draw_look(rng, looks.load_looks(draw.split), surfaces)
        views["main"] = filming.film(scene, truth, look, draw.render, rng)
        seen = filming.visible(views["main"], truth.rows)
    parts = scene.layout.parts
    signals: dict[str, NDArray[Any]] = {
        "contact_events": recording.contacts.events(APART_S),
        "energy": recording.energy,
        "colour": np.array([part.colour for part in parts], np.float32),
    }
    meta = {
        "scenario": draw.scenario,
        "split": draw.split,
        "seed": draw.seed,
        "index": draw.index,
        "names": [part.name for part in parts],
        "viewpoint": asdict(scene.layout.viewpoint),
        **scene.layout.meta,
    }
    return Episode(replace(truth, visible=seen), views, signals, meta)
