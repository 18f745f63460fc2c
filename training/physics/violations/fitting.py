# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Weighs an exported model's evidence on violation pairs and writes the result into its manifest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import ModelError
from sgw_ros.inference.lookup import find_model
from sgw_ros.inference.manifest import MANIFEST_NAME, write_manifest
from training.episodes.errors import DatasetError
from training.physics.models import load_model
from training.physics.verdicts import Verdicts
from training.physics.violations.evidence import Evidence
from training.physics.violations.weighing import fit_weights
from training.readers.opening import open_dataset

NOISES_M = (0.0, 0.01)
"""Of tracking, under which every episode is watched."""
MODEL = "model"


def weigh(model: str, data: Path) -> dict[str, Any]:
    """Fit the weights of a model and put them into `violation` of its manifest's settings.

    Raises:
        DatasetError: there are no pairs of both kinds to learn from.
        ModelError: the model is no exported folder.
    """
    file = find_model(model, "physics")
    if file.manifest is None:
        raise ModelError(f"model {file.path}: has no manifest to write to; export it by training.export")
    forecasters = {MODEL: load_model(model)[0]}
    source = open_dataset(data)
    evidence: list[Evidence] = []
    broken: list[bool] = []
    for noise_m in NOISES_M:
        verdicts = Verdicts(noise_m=noise_m)
        for number in range(len(source.names)):
            episode = source.read(number)
            if verdicts.judge(episode):
                verdicts.add(episode, forecasters)
        for (_, _, impossible), found in verdicts.evidence[MODEL].items():
            evidence += found
            broken += [impossible] * len(found)
    if len(set(broken)) != 2:
        raise DatasetError(f"{data}: holds no violation pairs; make some by training.simulate violations")
    violation = fit_weights(evidence, broken).record()
    settings = {**file.manifest.settings, "violation": violation}
    write_manifest(replace(file.manifest, settings=settings), file.path.with_name(MANIFEST_NAME))
    return {"episodes": len(evidence), "violation": violation}
