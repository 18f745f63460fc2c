# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Several scenes as one: rows and edges one after another, as tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import torch
from torch import Tensor

from sgw_ros.experts.physics.scene_graph import SceneGraph
from training.physics.graphs import Targets
from training.physics.state import Scene


@dataclass(frozen=True, eq=False)
class Batch:
    """B scenes and what follows; N rows and E edges in all, K knots.

    Attributes:
        scene: all of them.
        graph: int64[N] number of every row's scene.
        step_s: [K, N].
        position, rotation, velocity, scored, contact: as in `Targets`; `contact` is float.
        judged: bool[K, E] edges whose contact is known.
        fresh: bool[E].
    """

    scene: Scene
    graph: Tensor
    step_s: Tensor
    position: Tensor
    rotation: Tensor
    velocity: Tensor
    scored: Tensor
    contact: Tensor
    judged: Tensor
    fresh: Tensor

    def until(self, knots: int) -> Batch:
        """The same, asked about the first knots alone."""
        cut = ("step_s", "position", "rotation", "velocity", "scored", "contact", "judged")
        return replace(self, **{name: getattr(self, name)[:knots] for name in cut})

    def to(self, device: torch.device) -> Batch:
        """The same elsewhere."""
        scene = Scene(**{item.name: getattr(self.scene, item.name).to(device) for item in fields(Scene)})
        others = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "scene"}
        return Batch(scene, **{name: value.to(device) for name, value in others.items()})


def collate(samples: Sequence[tuple[SceneGraph, Targets]]) -> Batch:
    """One batch of several samples."""
    graphs, after = zip(*samples, strict=True)
    rows = [len(graph.position) for graph in graphs]
    edges = [graph.edges.shape[1] for graph in graphs]

    def over_rows(name: str) -> Tensor:
        return torch.from_numpy(np.concatenate([getattr(item, name) for item in after], axis=1))

    steps = [np.repeat(item.step_s[:, None], n, axis=1) for item, n in zip(after, rows, strict=True)]
    judged = [np.repeat(item.reached[:, None], n, axis=1) for item, n in zip(after, edges, strict=True)]
    return Batch(
        scene=as_scene(graphs),
        graph=torch.from_numpy(np.repeat(np.arange(len(rows)), rows)),
        step_s=torch.from_numpy(np.concatenate(steps, axis=1)),
        position=over_rows("position"),
        rotation=over_rows("rotation"),
        velocity=over_rows("velocity"),
        scored=over_rows("scored"),
        contact=over_rows("contact").float(),
        judged=torch.from_numpy(np.concatenate(judged, axis=1)),
        fresh=torch.from_numpy(np.concatenate([item.fresh for item in after])),
    )


def as_scene(graphs: Sequence[SceneGraph]) -> Scene:
    """Tensors of several graphs as one."""
    return Scene(**{name: torch.from_numpy(value) for name, value in together(graphs).arrays().items()})


def together(graphs: Sequence[SceneGraph]) -> SceneGraph:
    """Several graphs as one, whose edges point at rows of the whole."""
    first = np.cumsum([0, *(len(graph.position) for graph in graphs)])
    shifted = [graph.edges + offset for graph, offset in zip(graphs, first, strict=False)]
    arrays = {
        item.name: np.concatenate([getattr(graph, item.name) for graph in graphs])
        for item in fields(SceneGraph)
        if item.name != "edges"
    }
    return SceneGraph(edges=np.concatenate(shifted, axis=1), **arrays)
