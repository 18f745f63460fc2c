# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Models of `transformers` by name or path: loaded, frozen, and known by their weights."""

from __future__ import annotations

import hashlib
import warnings
from typing import Any

import torch
from torch import nn

from sgw_ros.core.errors import ModelError


def load_pretrained(name: str) -> nn.Module:
    """A model without its task head, from a folder or from what this machine can reach.

    Raises:
        ModelError: it is not there or damaged.
    """
    import transformers

    quiet: Any = transformers.utils.logging
    quiet.set_verbosity_error()
    quiet.disable_progress_bar()
    try:
        # Where a file lacks weights (an unused pooler) they are random, but the same ones each time.
        with warnings.catch_warnings(), torch.random.fork_rng(devices=[]):
            warnings.simplefilter("ignore")
            torch.manual_seed(0)
            # Eager: the fused kernels choose by batch and do not export.
            made: Any = transformers.AutoModel.from_pretrained(name, attn_implementation="eager")
    except Exception as error:  # hubs, parsers and readers of weights share no base
        raise ModelError(
            f"model '{name}' cannot be loaded ({_short(error)}); give the folder of a transformers model, or"
            " a name that can be downloaded from here"
        ) from None
    module: nn.Module = made
    return module


def freeze(module: nn.Module) -> nn.Module:
    """Nothing of it is trained, and dropout is off."""
    return module.requires_grad_(False).eval()


def fingerprint(module: nn.Module) -> str:
    """SHA-256 over names and bytes of all weights."""
    found = hashlib.sha256()
    for name, value in sorted(module.state_dict().items()):
        found.update(name.encode())
        found.update(value.detach().cpu().contiguous().view(torch.uint8).numpy().data)
    return found.hexdigest()


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
