# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The learned simulator: encode, pass messages, decode, step after step.

One network advances a scene by steps of any length; a forecast is a few steps that grow longer. Every step
looks at the bodies anew where they have come to, so that what meets later is seen to meet. All members of an
ensemble run as one: each tensor's first axis is the member.
Sources: Battaglia et al. 2016, "Interaction Networks for Learning about Objects, Relations and Physics";
Sanchez-Gonzalez et al. 2020, "Learning to Simulate Complex Physics with Graph Networks".
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import silu
from torch_geometric.nn import MessagePassing

from training.physics.features import BODY, MOTION, Setting, body_features, motion_features, setting
from training.physics.integrator import CHANGE, Push, advance, log_deviation, said_upwards
from training.physics.layers import Linear, Norm, perceptron
from training.physics.meetings import EDGE, NO_ROOM, meetings
from training.physics.receivers import Receivers, Scattered
from training.physics.state import Rollout, Scene, State

TOUCH_HIDDEN = 32
RARELY = 2.0
"""Minus the logit of a collision that a new network begins with."""


class Interaction(MessagePassing):  # type: ignore[misc]
    """One round: every row hears from its edges, the sum changes its latent state [M, N, H].

    The perceptrons' first layers are split by what they take, so that what belongs to a row is computed once
    for each row and not for each edge; so are their last ones, behind the sum.
    """

    def __init__(self, members: int, hidden: int) -> None:
        super().__init__(aggr="sum", node_dim=-2)
        self.hears = Linear(members, hidden, hidden)
        self.says = Linear(members, hidden, hidden)
        self.between = Linear(members, hidden, hidden)
        self.keeps = Linear(members, hidden, hidden)
        self.takes = Linear(members, hidden, hidden)
        self.becomes = nn.Sequential(nn.SiLU(), Linear(members, hidden, hidden), Norm(members, hidden))

    def forward(
        self, latent: Tensor, edge: Tensor, near: Tensor, edges: Tensor, receivers: Receivers
    ) -> tuple[Tensor, Tensor]:
        """Latent states after the round and what the edges told [M, E, H].

        Args:
            latent: [M, N, H].
            edge: [M, E, H].
            near: [M, E, 1] the weight of every edge: what is far off says nothing, however many there are.
            edges: [2, E].
            receivers: of the edges.
        """
        told: Tensor = near * self.edge_updater(
            edges, hears=self.hears(latent), says=self.says(latent), edge=self.between(edge), size=None
        )
        rows = latent.size(-2)
        heard: Tensor = self.propagate(edges, told=told, receivers=receivers, size=(rows, rows))
        learned: Tensor = self.becomes(self.keeps(latent) + self.takes(heard))
        return latent + learned, told

    def edge_update(self, hears_i: Tensor, says_j: Tensor, edge: Tensor) -> Tensor:
        """What an edge tells its receiver."""
        return silu(hears_i + says_j + edge)

    def message(self, told: Tensor) -> Tensor:
        """As it is told."""
        return told

    def aggregate(self, inputs: Tensor, receivers: Receivers) -> Tensor:
        """The sum of what is told."""
        return receivers.sum(inputs)


@dataclass(frozen=True, eq=False)
class Course:
    """What one step hands on to the next.

    Attributes:
        latent: [M, N, H] what the network remembers of every row.
        state: where the rows are.
    """

    latent: Tensor
    state: State


class Simulator(nn.Module):
    """M simulators of one make."""

    def __init__(self, hidden: int, rounds: int, members: int) -> None:
        """Make some with latent states of `hidden` numbers and `rounds` of messages in every step."""
        super().__init__()
        self.encode = perceptron(members, BODY, hidden, hidden)
        self.encode_motion = perceptron(members, MOTION, hidden, hidden)
        self.encode_edge = nn.Sequential(Linear(members, EDGE, hidden), nn.SiLU())
        self.rounds = nn.ModuleList(Interaction(members, hidden) for _ in range(rounds))
        decode = perceptron(members, hidden, hidden, CHANGE, normalised=False)
        self.decode: nn.Module = decode  # or an adapter around it
        self.touch = perceptron(members, hidden, TOUCH_HIDDEN, 2, normalised=False)
        with torch.no_grad():  # a new network is nearly the base integrator alone
            for parameter in decode[-1].parameters():
                parameter.mul_(0.1)

    def forward(self, scene: Scene, step_s: Tensor) -> Rollout:
        """Advance `scene` by K steps of `step_s` [K, N] s; rows of one scene share theirs."""
        fixed, course = self.begin(scene)
        states, upwards, contacts, efforts = [], [], [], []
        for step in step_s.unbind(dim=0):
            course, change, contact = self.step(scene, fixed, course, step)
            states.append(course.state)
            upwards.append(said_upwards(change))
            contacts.append(contact)
            efforts.append(change.square().mean())
        return Rollout(
            torch.stack([each.position for each in states]),
            torch.stack([each.rotation for each in states]),
            torch.stack([each.velocity for each in states]),
            log_deviation(torch.stack([each.spread for each in states]), torch.stack(upwards), step_s),
            torch.stack(contacts),
            torch.stack(efforts).mean(),
        )

    def begin(self, scene: Scene, receivers: Receivers | None = None) -> tuple[Setting, Course]:
        """What stays through all steps, and where they begin; without `receivers`, edges are scattered."""
        with _exactly(scene):
            fixed = setting(scene, receivers or Scattered(scene.edges[1], scene.position.shape[0]))
            body = body_features(scene, fixed)[None]
        latent = self.encode(body)
        return fixed, Course(latent, scene.start(len(latent)))

    def step(
        self, scene: Scene, fixed: Setting, course: Course, step_s: Tensor
    ) -> tuple[Course, Tensor, Tensor]:
        """One step of `step_s` [N] s: what is then, what the network says [M, N, CHANGE], and the logits
        [M, E] that the two of an edge touch meanwhile.
        """
        state = course.state
        with _exactly(scene):
            motion = motion_features(scene, state, fixed, step_s)
            met = meetings(scene, state, fixed, step_s)
        latent, edge = course.latent + self.encode_motion(motion), self.encode_edge(met.features)
        for interact in self.rounds:
            latent, told = interact(latent, edge, met.near, scene.edges, fixed.receivers)
        change, touch = self.decode(latent).float(), self.touch(told).float()
        with _exactly(scene):
            struck = torch.sigmoid(touch[..., 1:] - RARELY) * met.push + met.downhill
            heard = fixed.receivers.sum(torch.cat([struck, met.held, met.borne, met.blow], dim=-1))
            room = fixed.receivers.greatest(met.room, NO_ROOM)
            held, borne = heard[..., 3:4].clamp_max(1.0), heard[..., 4:5].clamp_max(1.0)
            push = Push(heard[..., :3], held, borne, heard[..., 5:], room)
            state = advance(state, fixed, change, push, step_s)
        return Course(latent, state), change, touch[..., 0]


def _exactly(scene: Scene) -> torch.autocast:
    """Where metres are reckoned with: half precision does for latent states, and holds no millimetres."""
    return torch.autocast(scene.position.device.type, enabled=False)
