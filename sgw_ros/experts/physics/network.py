# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The trained network: opens the model, sees that it fits, and runs it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import ModelError
from sgw_ros.experts.physics.config import BUILT_IN
from sgw_ros.experts.physics.over_floor import one_box, over_floor
from sgw_ros.experts.physics.scene_graph import HISTORY_S, VERSION, SceneGraph
from sgw_ros.inference.lookup import find_model
from sgw_ros.inference.manifest import Manifest
from sgw_ros.inference.session import Session

STEPS = "step_s"
LONGEST_S = 5.0
"""A forecast must reach this far."""


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What the network says of N rows and E edges at its K knots; means and standard deviations.

    `position_mean`, `position_sd` m and `velocity_mean`, `velocity_sd` m/s are [K, N, 3]; `touch` [K, E] is
    the probability that the two of an edge have touched by then.
    """

    position_mean: NDArray[np.float32]
    position_sd: NDArray[np.float32]
    velocity_mean: NDArray[np.float32]
    velocity_sd: NDArray[np.float32]
    touch: NDArray[np.float32]


SAID = tuple(item.name for item in fields(Outlook))


class Network:
    """A model that takes a `SceneGraph`."""

    def __init__(self, model: str, device: str) -> None:
        """Open a model by path or name.

        Raises:
            ModelError: it is missing, damaged, without a manifest, or made for another scene graph.
        """
        try:
            found = find_model(model, "physics")
        except ModelError as error:
            raise ModelError(f"{error}; 'model' of physics may also be '{BUILT_IN}'") from error
        if found.manifest is None:
            raise ModelError(
                f"model {found.path} has no manifest that names it; give the folder that the export wrote"
            )
        self.knots_s = _knots(found.manifest)
        _check_graph(found.manifest)
        # Thousands of steps too small to share: handing them to a second thread takes longer than they do.
        self._session = Session(found, device, threads=1)
        self._takes = {spec.name for spec in self._session.inputs}
        self._gives = tuple(spec.name for spec in self._session.outputs)
        known = {STEPS, *(item.name for item in fields(SceneGraph))}
        if not self._takes <= known or not set(SAID) <= set(self._gives):
            raise ModelError(
                f"model {found.path} takes {sorted(self._takes)} and gives {sorted(self._gives)}, which is no"
                " physics model of this release; export it again"
            )
        self.run(over_floor(one_box()))  # what it cannot do shows now, and the first frame need not wait

    def run(self, graph: SceneGraph) -> Outlook:
        """The forecast of a graph that has a floor: without any edge the runtime cannot go.

        Raises:
            ModelError: when the model fails or answers in other shapes than it promised.
        """
        steps = np.diff(self.knots_s, prepend=0.0).astype(np.float32)
        feeds = {**graph.arrays(), STEPS: np.repeat(steps[:, None], len(graph.position), axis=1)}
        answers = self._session.run({name: feeds[name] for name in self._takes})
        said = dict(zip(self._gives, answers, strict=True))
        outlook = Outlook(**{name: said[name] for name in SAID})
        knots = len(self.knots_s)
        for name in SAID:
            wanted = (knots, graph.edges.shape[1]) if name == "touch" else (knots, len(graph.position), 3)
            if said[name].shape != wanted:
                raise ModelError(
                    f"model {self._session.path}: '{name}' has shape {list(said[name].shape)}, it must be"
                    f" {list(wanted)}; export the model again"
                )
        return outlook


def _check_graph(manifest: Manifest) -> None:
    made_for = manifest.settings.get("scene_graph")
    if made_for != VERSION:
        raise ModelError(
            f"model '{manifest.name}' is made for scene graphs of version {made_for!r}, this release builds"
            f" version {VERSION}; train and export it again with this release"
        )
    history = manifest.settings.get("history_s", list(HISTORY_S))
    if history != list(HISTORY_S):
        raise ModelError(
            f"model '{manifest.name}' wants velocities of {history} s ago, this release gives those of"
            f" {list(HISTORY_S)}; export it again with this release"
        )


def _knots(manifest: Manifest) -> NDArray[np.float64]:
    given = manifest.settings.get("knots_s")
    numbers = isinstance(given, list) and all(type(value) in (int, float) for value in given)
    knots = np.array(given if numbers else [], float)
    ascending = len(knots) > 0 and np.isfinite(knots).all() and (np.diff(knots, prepend=0.0) > 0).all()
    if not ascending or knots[-1] < LONGEST_S:
        raise ModelError(
            f"model '{manifest.name}': 'knots_s' of its manifest's settings must be ascending times up to"
            f" {LONGEST_S:g} s, not {given!r:.80}; export it again"
        )
    return knots
