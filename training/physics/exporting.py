# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From a checkpoint to what robots load: ONNX, manifest and model card, checked against the original."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

from sgw_ros.core.errors import ModelError
from sgw_ros.experts.physics.scene_graph import HISTORY_S, VERSION, SceneGraph
from sgw_ros.inference.lookup import ModelFile, find_model
from sgw_ros.inference.manifest import MANIFEST_NAME, Manifest, digest, write_manifest
from sgw_ros.inference.session import Session
from training.physics.card import evaluations_beside, model_card
from training.physics.checkpoints import Checkpoint, load_checkpoint
from training.physics.ensemble import Ensemble
from training.physics.graphs import KNOTS_S
from training.physics.learned import Outputs, Run, in_torch
from training.physics.looped import in_loop
from training.physics.made_up import made_up_scene

FILE = "physics.onnx"
STEP_TOLERANCE, TOLERANCE = 1e-4, 2e-2
"""Between the two runtimes, of any output: after one step, and after all; collisions multiply rounding."""
CHECKED_ROWS = (2, 3, 9, 24, 64)
"""A scene has a floor, so that a body is never without an edge."""


def export(checkpoint: Path, out: Path, command: str) -> dict[str, Any]:
    """Write the model to `out`; returns what COMMANDS promises.

    Raises:
        ModelError: the checkpoint is damaged, or the exported model says something else.
    """
    found = load_checkpoint(checkpoint)
    out.mkdir(parents=True, exist_ok=True)
    onnx.save(in_loop(found.network), out / FILE)
    write_manifest(_manifest(found, out / FILE, command), out / MANIFEST_NAME)
    first, every = parity(found.network, in_onnx(find_model(str(out.resolve()), "physics")))
    if not (first <= STEP_TOLERANCE and every <= TOLERANCE):
        raise ModelError(f"{out / FILE} differs from {checkpoint} by {every:.2g}; it must not be used")
    card = out / "README.md"
    card.write_text(model_card(found, command, every, evaluations_beside(checkpoint)), encoding="utf-8")
    return {
        "files": sorted(path.name for path in out.iterdir()),
        "parity_max_abs": every,
        "parity_first_step": first,
        "int8_delta": None,
    }


def in_onnx(model: ModelFile) -> Run:
    """Runs an exported model."""
    session = Session(model, "cpu")
    names = [spec.name for spec in session.outputs]
    taken = {spec.name for spec in session.inputs}

    def run(graph: SceneGraph, step_s: NDArray[np.float32]) -> Outputs:
        feeds = {**graph.arrays(), "step_s": step_s}
        said = session.run({name: value for name, value in feeds.items() if name in taken})
        return dict(zip(names, said, strict=True))

    return run


def parity(network: Ensemble, run: Run, rows: Sequence[int] = CHECKED_ROWS) -> tuple[float, float]:
    """The greatest difference of any output in scenes of so many rows: after one step, and after all."""
    torch_run = in_torch(network)
    greatest = np.zeros(2)
    for seed, count in enumerate(rows):
        graph, step_s = made_up_scene(count, seed)
        first, second = torch_run(graph, step_s), run(graph, step_s)
        for name in first:
            off = np.abs(first[name] - second[name])
            greatest = np.maximum(greatest, [off[0].max(initial=0.0), off.max(initial=0.0)])
    return float(greatest[0]), float(greatest[1])


def _manifest(found: Checkpoint, path: Path, command: str) -> Manifest:
    session = Session(ModelFile(path), "cpu")
    return Manifest(
        name="physics",
        version="1",
        expert="physics",
        file=path.name,
        inputs=session.inputs,
        outputs=session.outputs,
        licence="Apache-2.0",
        description="Learned simulator: a scene graph in, positions and velocities with their spread at"
        " fixed times out, and the probability that neighbours touch by then.",
        command=command,
        sha256=digest(path),
        settings={
            "scene_graph": VERSION,
            "knots_s": list(KNOTS_S),
            "history_s": list(HISTORY_S),
            "network": asdict(found.settings.network),
            "validation": found.best,
            "data": json.loads(json.dumps(found.data)),
        },
    )
