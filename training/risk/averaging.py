# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The mean of the last epochs' weights in the best one's place.

Which of the late epochs is the best one is much chance; their mean is less so.
"""

from __future__ import annotations

import lightning
import torch

from training.means import mean_of
from training.risk.checkpoints import KEY, read_document
from training.risk.fitting import RiskFit
from training.risk.folder import RunFolder


def keep_mean(fit: RiskFit, trainer: lightning.Trainer, folder: RunFolder) -> None:
    """Make the best checkpoint the mean of the last `fit.averaged` epochs of a run that has ended.

    Its figures are its own, and it counts as one epoch more; all else is the last epoch's.

    Raises:
        ModelError: an epoch's checkpoint is missing or damaged.
    """
    chosen = fit.settings.fit
    paths = [folder.epoch(number) for number in range(chosen.epochs - chosen.averaged, chosen.epochs)]
    documents = [read_document(path) for path in paths]
    mean = mean_of(document["state_dict"] for document in documents)
    fit.load_state_dict(mean, strict=False)
    fit.best = {}
    trainer.validate(fit, verbose=False)
    about = {**documents[-1][KEY], "best": fit.best, "metrics": fit.figures}
    torch.save({**documents[-1], "state_dict": mean, KEY: about}, folder.best)
