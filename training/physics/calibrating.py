# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""After training: what the ensemble's doubts are worth, found on validation and kept in the checkpoint.

A spread is scaled so that the intervals hold what they should; probabilities of touch by a line through their
logits. Neither changes what is foretold.
Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", sec. 4 (temperature and Platt scaling).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import torch
from scipy.special import ndtri
from torch import Tensor
from torch.nn.functional import binary_cross_entropy

from training.physics.batching import Batch
from training.physics.checkpoints import load_checkpoint, write_weights
from training.physics.ensemble import LEAST_ELAPSED_S, Calibration, Ensemble, outlook
from training.physics.losses import touch_logit

LEVEL, HELD = 0.9, 0.945
"""The interval of `LEVEL` is made to hold this share of validation's errors: what is unlike it is foretold a
little worse, and is to be held, too."""
LEAST_COUNT = 20
FIT_STEPS, TINY = 50, 1e-6


def calibrate_checkpoint(path: Path, batches: Iterable[Batch]) -> None:
    """Calibrate a checkpoint on `batches` and write it back.

    Raises:
        ModelError: it cannot be read.
    """
    network = load_checkpoint(path).network
    calibrate(network, batches)
    write_weights(path, network)


def calibrate(network: Ensemble, batches: Iterable[Batch]) -> None:
    """Set `network.calibration` by what `batches` show."""
    network.eval()
    plain, seen, logits, touched = Calibration(), [], [], []
    with torch.inference_mode():
        for batch in batches:
            rollout = network.rollout(batch.scene, batch.step_s)
            said = outlook(rollout, batch.step_s, plain)
            off = (said.position_mean - batch.position).abs() / said.position_sd
            off_pace = (said.velocity_mean - batch.velocity).abs() / said.velocity_sd
            elapsed = batch.step_s.cumsum(dim=0)[..., None]
            scored = batch.scored.float()[..., None]
            seen.append(torch.cat([off, off_pace, elapsed, scored], dim=-1))
            logits.append(touch_logit(rollout.contact)[-1][:, batch.fresh])
            touched.append((batch.contact * batch.judged).amax(dim=0)[batch.fresh])
        network.calibration.spread.copy_(fit_spread(torch.cat(seen, dim=1)))
    network.calibration.touch.copy_(fit_touch(torch.cat(logits, dim=1), torch.cat(touched)))


def fit_spread(seen: Tensor) -> Tensor:
    """`Calibration.spread` from [K, N, 8]: six deviations, time since the present, whether it counts.

    At every knot the deviation that `HELD` of all stay within, over a normal one's; a line through the
    logarithms of these over that of time.
    """
    usual = float(ndtri(0.5 + LEVEL / 2))
    rows = []
    for knot in seen:
        knot = knot[knot[:, 7] > 0]
        if len(knot) >= LEAST_COUNT:
            reach = [knot[:, channel].flatten().quantile(HELD) for channel in ([0, 1], [2], [3, 4], [5])]
            logs = (torch.stack(reach) / usual).clamp_min(TINY).log()
            rows.append((knot[:, 6].mean().clamp_min(LEAST_ELAPSED_S).log(), logs))
    if len(rows) < 2:
        return torch.zeros(2, 4)
    time, logs = torch.stack([row[0] for row in rows]), torch.stack([row[1] for row in rows])
    line = torch.stack([torch.ones_like(time), time], dim=1)
    found: Tensor = torch.linalg.lstsq(line, logs).solution
    return found


def fit_touch(logit: Tensor, touched: Tensor) -> Tensor:
    """`Calibration.touch` from logits [M, E] and what happened [E]: least cross-entropy."""
    fitted = Calibration()
    if not 0 < touched.sum() < len(touched):
        return fitted.touch
    fitted.touch.requires_grad_()
    optimiser = torch.optim.LBFGS([fitted.touch], max_iter=FIT_STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        likely = fitted.likely(logit).mean(dim=0).clamp(TINY, 1 - TINY)
        loss = binary_cross_entropy(likely, touched)
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return fitted.touch.detach()
