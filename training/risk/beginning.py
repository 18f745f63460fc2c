# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The vision projector begins with what the encoder was taught by: a reader of its features and telemetry.

That one learned on all of the encoder's drives, the risk model on few that the encoder has not seen.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from sgw_ros.core.errors import ModelError
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
    features, telemetry = first[0].split((dv, first[0].shape[1] - dv), dim=1)
    telemetry = telemetry / torch.tensor(TELEMETRY_SCALE)
    bias = first[1] + features @ model.seen.mean + telemetry @ model.felt.mean
    try:
        _copy(projector.seen.weight, features * model.seen.scale)
        _copy(projector.seen.bias, bias)
        _copy(projector.felt.weight, telemetry * model.felt.scale)
        _copy(projector.token.weight, second[0])
        _copy(projector.token.bias, second[1])
    except RuntimeError:
        raise ModelError(
            f"{checkpoint} was taught by a reader of {len(second[1])} numbers, the projector has others; set "
            "model.hidden and a language model of that width, or leave model.begin empty"
        ) from None


def _copy(parameter: Tensor, value: Tensor) -> None:
    if parameter.shape != value.shape:
        raise RuntimeError
    parameter.copy_(value)
