# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A small network on top of a trained one, for a world that differs from the one it was trained in.

The base stays as it is; what it says about a step is corrected from the latent state that it says it from.
Source: Houlsby et al. 2019, "Parameter-Efficient Transfer Learning for NLP" (adapters that begin as nothing).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from sgw_ros.core.errors import ModelError
from training.physics.layers import Linear

if TYPE_CHECKING:
    from training.physics.ensemble import Ensemble

BASE, MORE = ".base.", ".more."


class Adapted(nn.Module):
    """A trained layer and what is added to it; to begin with, nothing."""

    def __init__(self, base: nn.Module, members: int, inputs: int, hidden: int, outputs: int) -> None:
        super().__init__()
        self.base = base
        self.more = nn.Sequential(
            Linear(members, inputs, hidden), nn.SiLU(), Linear(members, hidden, outputs)
        )
        with torch.no_grad():
            for parameter in self.more[-1].parameters():
                parameter.zero_()

    def forward(self, value: Tensor) -> Tensor:
        """As the base, and more."""
        summed: Tensor = self.base(value) + self.more(value)
        return summed


def adapt(network: Ensemble, hidden: int) -> None:
    """Put an adapter of `hidden` numbers behind the decoder of every member and freeze everything else."""
    network.requires_grad_(False)
    shapes = [value.shape for name, value in network.members.decode.named_parameters() if "weight" in name]
    members, inputs, outputs = shapes[0][0], shapes[0][1], shapes[-1][2]
    network.members.decode = Adapted(network.members.decode, members, inputs, hidden, outputs)


def base_digest(network: Ensemble) -> str:
    """SHA-256 of all weights but an adapter's, whether there is one or not."""
    weights = {n.replace(BASE, "."): v for n, v in network.named_parameters() if MORE not in n}
    total = hashlib.sha256()
    for name in sorted(weights):
        total.update(name.encode())
        total.update(weights[name].detach().cpu().contiguous().numpy().tobytes())
    return total.hexdigest()


def load_base(network: Ensemble, base: Ensemble, path: Path) -> str:
    """Give an adapted network the weights of its base; returns their digest.

    Raises:
        ModelError: the base is adapted itself, or of another size.
    """
    if isinstance(base.members.decode, Adapted):
        raise ModelError(f"checkpoint {path} is an adapter already; name the one that it was made from")
    weights = {name.replace(".decode.", ".decode.base."): value for name, value in base.state_dict().items()}
    missing, unknown = network.load_state_dict(weights, strict=False)
    if unknown or any(MORE not in name for name in missing):
        raise ModelError(f"checkpoint {path} does not fit this release; train it again")
    return base_digest(base)


def check_base(network: Ensemble, digest: str, path: Path) -> None:
    """Raises ModelError: training has changed the base's weights."""
    if base_digest(network) != digest:
        raise ModelError(f"checkpoint {path}: the weights of the base are not what they were; train it again")
