# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The frozen decoder-only language model that reads the tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from sgw_ros.core.errors import ModelError
from training.risk.pretrained import fingerprint, freeze, load_pretrained

EXAMPLE_TOKENS = 4


class LanguageModel(nn.Module):
    """Token embeddings [B, S, d] to the last position's hidden state [B, d]; no weight of it ever changes."""

    def __init__(self, name: str) -> None:
        """Load it by name or path.

        Raises:
            ModelError: it cannot be loaded, or is not decoder-only.
        """
        super().__init__()
        self.name = name
        self.network = freeze(load_pretrained(name))
        config: Any = self.network.config
        if getattr(config, "is_encoder_decoder", False) or not hasattr(config, "hidden_size"):
            raise ModelError(f"'{name}' is no decoder-only language model; give one, as gpt2")
        self.width = int(config.hidden_size)
        self._check_causal()

    def train(self, mode: bool = True) -> LanguageModel:
        """Stay as it is: frozen dropout is off in training too."""
        return super().train(False)

    @property
    def sha256(self) -> str:
        """Digest of the weights as they are now."""
        return fingerprint(self.network)

    def hidden(self, embeds: Tensor) -> Tensor:
        """Hidden states [B, S, d] of all positions."""
        batch, length = embeds.shape[:2]
        # The same mask that the model would make for itself, but one that a trace can follow.
        ahead = torch.full((length, length), torch.finfo(embeds.dtype).min, device=embeds.device).triu(1)
        found: Tensor = self.network(
            inputs_embeds=embeds,
            attention_mask=ahead.expand(batch, 1, length, length).to(embeds.dtype),
            use_cache=False,
        ).last_hidden_state
        return found

    def forward(self, embeds: Tensor) -> Tensor:
        """The last position's."""
        return self.hidden(embeds)[:, -1]

    def identity(self) -> dict[str, Any]:
        """Name, digest and size."""
        parameters = sum(value.numel() for value in self.parameters())
        return {
            "name": Path(self.name).name,
            "sha256": self.sha256,
            "d": self.width,
            "parameters": parameters,
        }

    @torch.no_grad()
    def _check_causal(self) -> None:
        """What comes later must not change what was read before."""
        some = torch.linspace(-1.0, 1.0, EXAMPLE_TOKENS * self.width).view(1, EXAMPLE_TOKENS, self.width)
        other = some.clone()
        other[:, -1] = 1.0 - other[:, -1]
        network: Any = self.network
        try:
            # Under its own mask: ours would make anything causal.
            first, second = (
                network(inputs_embeds=embeds, use_cache=False).last_hidden_state for embeds in (some, other)
            )
        except (TypeError, ValueError, RuntimeError, AttributeError) as error:
            raise ModelError(
                f"'{self.name}' takes no embeddings of tokens ({error}); give a decoder-only model"
            ) from None
        if not torch.allclose(first[:, :-1], second[:, :-1], atol=1e-5):
            raise ModelError(
                f"'{self.name}' looks ahead, so it is not decoder-only; give one that is, as gpt2"
            )
