# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a risk model begins with: the reader that taught its encoder, and a tracker of people.

That reader of features and telemetry, the vision projector's beginning, learned on all of the encoder's
drives, the risk model on few that the encoder has not seen. The tracker stays as it is.
"""

from __future__ import annotations

from pathlib import Path

import torch

from sgw_ros.core.errors import ModelError
from sgw_ros.experts.risk.telemetry import LENGTH
from training.risk.encoder.network import TELEMETRY_SCALE
from training.risk.model import SpatialIntentModel
from training.risk.stepwise import read_checkpoint

READER, TRACKER = "moving", "tracker"


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


def begin_tracker(model: SpatialIntentModel, checkpoint: Path) -> None:
    """Give a model the tracker of a checkpoint.

    Raises:
        ModelError: the checkpoint is damaged, or its tracker takes other features.
    """
    try:
        model.tracker.load_state_dict(read_checkpoint(checkpoint)[TRACKER])
    except (KeyError, RuntimeError):
        raise ModelError(
            f"{checkpoint} holds no tracker of people by features of {model.shape.dv} numbers; train one on"
            " features of the encoder in model.vision, or leave model.tracker empty"
        ) from None
