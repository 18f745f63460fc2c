# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The vision projector begins with what the encoder was taught by: a reader of its features and telemetry.

That one learned on all of the encoder's drives, the risk model on few that the encoder has not seen.
"""

from __future__ import annotations

from pathlib import Path

import torch

from sgw_ros.core.errors import ModelError
from sgw_ros.experts.risk.telemetry import LENGTH
from training.risk.encoder.network import TELEMETRY_SCALE
from training.risk.encoder.running import read_checkpoint
from training.risk.model import SpatialIntentModel

READER = "moving"


@torch.no_grad()
def begin_projector(model: SpatialIntentModel, checkpoint: Path) -> None:
    """Give a model, whose spreads are known, the weights of the reader in an encoder's checkpoint.

    Raises:
        ModelError: the checkpoint is damaged, or its reader has other sizes.
    """
    held = read_checkpoint(checkpoint)["steady"]["teachers"]
    first, second = ((held[f"{READER}.{k}.weight"], held[f"{READER}.{k}.bias"]) for k in (0, 3))
    dv, projector = model.shape.dv, model.vision
    sizes = first[0].shape[1] - LENGTH, len(first[1]), len(second[1])
    if sizes != (dv, projector.seen.out_features, projector.token.out_features):
        raise ModelError(
            f"{checkpoint} was taught by a reader of {sizes[2]} numbers, a reader of {sizes[0]} features; the"
            f" projector has others, or takes {dv}: set model.hidden and a language model of that width, take"
            " that encoder's features, or leave model.begin empty"
        )
    features, telemetry = first[0].split((dv, LENGTH), dim=1)
    telemetry = telemetry / torch.tensor(TELEMETRY_SCALE)
    projector.seen.weight.copy_(features * model.seen.scale)
    projector.seen.bias.copy_(first[1] + features @ model.seen.mean + telemetry @ model.felt.mean)
    projector.felt.weight.zero_()[:, :LENGTH].copy_(telemetry * model.felt.scale)
    projector.token.weight.copy_(second[0])
    projector.token.bias.copy_(second[1])
