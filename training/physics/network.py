# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The learned simulator: encode, pass messages, decode, step after step.

One network advances a scene by steps of any length; a forecast is a few steps that grow longer. Every step
looks at the bodies anew where they have come to, so that what meets later is seen to meet.
Sources: Battaglia et al. 2016, "Interaction Networks for Learning about Objects, Relations and Physics";
Sanchez-Gonzalez et al. 2020, "Learning to Simulate Complex Physics with Graph Networks".
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch_geometric.nn import MessagePassing

from training.physics.features import BODY, EDGE, MOTION, body_features, edge_features, motion_features
from training.physics.frames import heading
from training.physics.integrator import CHANGE, advance, log_deviation
from training.physics.state import Rollout, Scene


class Interaction(MessagePassing):  # type: ignore[misc]
    """One round: every row hears from its edges, the sum changes its latent state [N, H]."""

    def __init__(self, hidden: int) -> None:
        super().__init__(aggr="sum")
        self.speak = perceptron(3 * hidden, hidden, hidden)
        self.listen = perceptron(2 * hidden, hidden, hidden)

    def forward(self, latent: Tensor, edge: Tensor, edges: Tensor) -> Tensor:
        """Latent states after the round; `edge` [E, H], `edges` [2, E]."""
        heard: Tensor = self.propagate(edges, latent=latent, edge=edge, size=None)
        learned: Tensor = self.listen(torch.cat([latent, heard], dim=-1))
        return latent + learned

    def message(self, latent_i: Tensor, latent_j: Tensor, edge: Tensor) -> Tensor:
        """What an edge tells its receiver."""
        said: Tensor = self.speak(torch.cat([latent_i, latent_j, edge], dim=-1))
        return said


class Simulator(nn.Module):
    """One member of an ensemble."""

    def __init__(self, hidden: int, rounds: int) -> None:
        """Make one with latent states of `hidden` numbers and `rounds` of messages in every step."""
        super().__init__()
        self.encode = perceptron(BODY, hidden, hidden)
        self.encode_motion = perceptron(MOTION, hidden, hidden)
        self.encode_edge = perceptron(EDGE, hidden, hidden)
        self.rounds = nn.ModuleList(Interaction(hidden) for _ in range(rounds))
        self.decode = perceptron(hidden, hidden, CHANGE, normalised=False)
        self.touch = perceptron(3 * hidden, hidden, 1, normalised=False)
        with torch.no_grad():  # a new network is nearly the base integrator alone
            for parameter in self.decode[-1].parameters():
                parameter.mul_(0.1)

    def forward(self, scene: Scene, step_s: Tensor) -> Rollout:
        """Advance `scene` by K steps of `step_s` [K, N] s; rows of one scene share theirs."""
        frame = heading(scene.rotation)
        latent = self.encode(body_features(scene, frame))
        state, elapsed_s = scene.start(), torch.zeros_like(scene.gravity)
        positions, rotations, velocities, deviations, contacts, efforts = [], [], [], [], [], []
        for step in step_s.unbind(dim=0):
            elapsed_s = elapsed_s + step
            motion = self.encode_motion(motion_features(scene, state, frame, step))
            edge = self.encode_edge(edge_features(scene, state, frame, step))
            latent = latent + motion
            for interact in self.rounds:
                latent = interact(latent, edge, scene.edges)
            change = self.decode(latent)
            sender, receiver = scene.edges[0], scene.edges[1]
            told = torch.cat([latent[receiver], latent[sender], edge], dim=-1)
            state = advance(scene, state, frame, change, step)
            positions.append(state.position)
            rotations.append(state.rotation)
            velocities.append(state.velocity)
            deviations.append(log_deviation(change, elapsed_s))
            contacts.append(self.touch(told)[:, 0])
            efforts.append(change.square().mean())
        return Rollout(
            torch.stack(positions),
            torch.stack(rotations),
            torch.stack(velocities),
            torch.stack(deviations),
            torch.stack(contacts),
            torch.stack(efforts).mean(),
        )


def perceptron(inputs: int, hidden: int, outputs: int, normalised: bool = True) -> nn.Sequential:
    """Two layers; normalised ones keep latent states of one size however often they are applied."""
    layers: list[nn.Module] = [nn.Linear(inputs, hidden), nn.SiLU(), nn.Linear(hidden, outputs)]
    return nn.Sequential(*layers, nn.LayerNorm(outputs)) if normalised else nn.Sequential(*layers)
