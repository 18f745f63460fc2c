# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Small networks beside the layers of a trained one, for a world that differs from the one it was trained in.

The base stays as it is. Its layers, from what rows and edges tell to what a step changes, have something
added that begins as nothing: a changed world shows in what bodies tell one another, not only at the end.
Source: Houlsby et al. 2019, "Parameter-Efficient Transfer Learning for NLP" (adapters that begin as nothing).
"""

from __future__ import annotations

import copy
import hashlib
from pathlib import Path

import torch
from torch import Tensor, nn

from sgw_ros.core.errors import ModelError
from training.physics.ensemble import Ensemble
from training.physics.layers import Linear

LAYERS = ("encode", "encode_motion", "encode_edge", "decode", "touch")
OF_A_ROUND = ("between", "becomes")
BASE, MORE = ".base.", ".more."


class Adapted(nn.Module):
    """A trained layer and what is added to it; to begin with, nothing."""

    def __init__(self, base: nn.Module, hidden: int) -> None:
        super().__init__()
        self.base = base
        maps = [part.weight for part in base.modules() if isinstance(part, Linear)]
        (members, inputs, _), outputs = maps[0].shape, maps[-1].shape[2]
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
    """Freeze all weights and put adapters of `hidden` numbers beside what tells, hears and decides in it."""
    network.requires_grad_(False)
    for part, names in ((network.members, LAYERS), *((each, OF_A_ROUND) for each in network.members.rounds)):
        for name in names:
            setattr(part, name, Adapted(part.get_submodule(name), hidden))


def is_adapted(network: Ensemble) -> bool:
    """Whether it has adapters."""
    return any(isinstance(module, Adapted) for module in network.modules())


def base_of(network: Ensemble) -> Ensemble:
    """A copy without adapters: what the base forecasts, its doubts calibrated as the adapted one's."""
    bare = copy.deepcopy(network)
    for part in list(bare.modules()):
        for name, layer in list(part.named_children()):
            if isinstance(layer, Adapted):
                setattr(part, name, layer.base)
    return bare


def base_digest(network: Ensemble) -> str:
    """SHA-256 of all weights but an adapter's, whether there is one or not."""
    weights = {_in_base(name): value for name, value in network.named_parameters() if MORE not in name}
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
    if is_adapted(base):
        raise ModelError(f"checkpoint {path} is an adapter already; name the one that it was made from")
    place = {_in_base(name): name for name in network.state_dict() if MORE not in name}
    weights = base.state_dict()
    if set(weights) != set(place):
        raise ModelError(f"checkpoint {path} does not fit this release; train it again")
    network.load_state_dict({place[name]: value for name, value in weights.items()}, strict=False)
    return base_digest(base)


def check_base(network: Ensemble, digest: str, path: Path) -> None:
    """Raises ModelError: training has changed the base's weights."""
    if base_digest(network) != digest:
        raise ModelError(f"checkpoint {path}: the weights of the base are not what they were; train it again")


def _in_base(name: str) -> str:
    """What a weight of an adapted network is called in its base."""
    return name.replace(BASE, ".")
