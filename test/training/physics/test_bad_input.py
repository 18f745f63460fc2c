# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What may turn up in a set must neither stop a training nor make it learn nonsense."""

import numpy as np
import torch

from test.training.physics.scenes import sliding
from training.physics.batching import collate
from training.physics.ensemble import Ensemble
from training.physics.losses import Weights, losses
from training.physics.observing import with_floor
from training.physics.samples import FixedSamples, Moments, Noise, TrainingSamples

NOBODY = np.zeros((0, 3))


def many(rows):
    place = np.stack(np.meshgrid(*[np.arange(5)] * 3), axis=-1).reshape(-1, 3)[:rows]
    return sliding(0.3 * place + [0, 0, 1], np.ones((rows, 3)))


def scenes():
    vanishing = np.ones((60, 2), bool)
    vanishing[20:, 1] = False
    return {
        "nobody": sliding(NOBODY, NOBODY),
        "nothing that moves": sliding([[0, 0, 5]], [[0, 0, 0]], is_static=np.array([True])),
        "one": sliding([[0, 0, 5]], [[1, 0, 0]]),
        "massless": sliding([[0, 0, 5]], [[1, 0, 0]], mass=np.zeros(1, np.float32)),
        "weightless": sliding([[0, 0, 5]], [[1, 0, 0]], gravity=np.zeros(3, np.float32)),
        "leaving": sliding([[0, 0, 5], [2, 0, 5]], [[1, 0, 0], [0, 0, 0]], present=vanishing),
        "in the same place": sliding([[0, 0, 5], [0, 0, 5]], [[0, 0, 0], [0, 0, 0]]),
        "hundred": many(100),
        "slowly filmed": sliding([[0, 0, 5]], [[1, 0, 0]], dt=0.37),
        "cut short": sliding([[0, 0, 5]], [[1, 0, 0]], frames=7),
    }


def test_a_step_of_training_on_any_of_them_and_on_all_is_finite():
    torch.manual_seed(0)
    net = Ensemble(8, 1, 2)
    everything = scenes()
    for named in *({name: scene} for name, scene in everything.items()), everything:
        moments = Moments([with_floor(scene) for scene in named.values()], {})
        for samples in (TrainingSamples(moments, 1, Noise(doubted=1.0), 0), FixedSamples(moments)):
            batch = collate([samples[item] for item in range(len(samples))])
            net.zero_grad()
            parts = losses(net.rollout(batch.scene, batch.step_s), batch, Weights())
            parts["total"].backward()
            assert all(value.isfinite() for value in parts.values()), (list(named), parts)
            gradients = [p.grad for p in net.parameters() if p.grad is not None]
            assert all(gradient.isfinite().all() for gradient in gradients), list(named)
