# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import torch

from training.physics.fitting import clip_members


def test_each_members_gradient_is_clipped_by_itself():
    gradients = [
        torch.tensor([[[3.0, 0.0]], [[300.0, 0.0]], [[0.3, 0.0]]]),
        torch.tensor([[4.0], [400.0], [0.4]]),
    ]
    clip_members(gradients, 1.0)
    torch.testing.assert_close(gradients[0][:, 0, 0], torch.tensor([0.6, 0.6, 0.3]))
    torch.testing.assert_close(gradients[1][:, 0], torch.tensor([0.8, 0.8, 0.4]))


def test_what_is_no_number_moves_its_own_member_alone_nowhere():
    gradients = [torch.tensor([[float("nan"), 1.0], [0.6, 0.8], [float("inf"), 1.0]])]
    clip_members(gradients, 1.0)
    torch.testing.assert_close(gradients[0], torch.tensor([[0.0, 0.0], [0.6, 0.8], [0.0, 0.0]]))
