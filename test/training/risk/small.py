# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Small frozen models and clips, made in a moment."""

import numpy as np
import torch
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel, ViTConfig, ViTModel

from training.risk.clips import Clip
from training.risk.deployed import trace_onnx

DV = 6


def language(folder, seed=0, width=16):
    """A random decoder-only language model, as its own folder."""
    torch.manual_seed(seed)
    config = GPT2Config(
        vocab_size=11, n_embd=width, n_layer=1, n_head=2, n_positions=16, bos_token_id=0, eos_token_id=0
    )
    GPT2LMHeadModel(config).save_pretrained(folder)
    return folder


def vision_transformer(folder):
    """A random vision model of transformers."""
    torch.manual_seed(0)
    config = ViTConfig(
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        image_size=16,
        patch_size=8,
    )
    ViTModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


class Colours(nn.Module):
    """Mean colours now and how they changed."""

    def forward(self, picture, before):
        now, then = picture.mean(dim=(2, 3)), before.mean(dim=(2, 3))
        return torch.cat((now, now - then), dim=1)


class Brighter(Colours):
    """Another encoder of the same size."""

    def forward(self, picture, before):
        return 2.0 * super().forward(picture, before)


class Ranges(nn.Module):
    """Mean redness and mean depths, m."""

    def forward(self, picture, depth, depth_before):
        means = [value[:, :1].mean(dim=(2, 3)) for value in (picture, depth, depth_before)]
        return torch.cat(means, dim=1)


def measuring_encoder(folder):
    """An encoder that takes depth."""
    folder.mkdir(parents=True, exist_ok=True)
    depth = torch.rand(2, 1, 96, 128)
    names = ("picture", "depth", "depth_before")
    seen = (torch.rand(2, 3, 96, 128), depth, depth)
    trace_onnx(Ranges(), seen, folder / "encoder.onnx", names, ("features",))
    return folder


def encoder(folder, made=Colours):
    """An encoder as this project's own are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = torch.rand(2, 3, 96, 128)
    path = folder / "encoder.onnx"
    trace_onnx(made(), (pictures, pictures), path, ("picture", "before"), ("features",))
    return folder


def clip(name="clip", frames=12, seed=0, pictures=False):
    """A clip whose risk can be told from its first feature, or from its redness."""
    rng = np.random.default_rng(seed)
    risk = np.sort(rng.integers(0, 4, frames))
    features = rng.normal(scale=0.2, size=(frames, DV)).astype(np.float32)
    features[:, 0] += risk
    rgb = np.zeros((frames, 96, 128, 3), np.uint8)
    rgb[..., 0] = 80 * risk[:, None, None]
    rgb[:, :, :64, 1] = 50
    return Clip(
        name=name,
        stamps_ns=100_000_000 * np.arange(frames, dtype=np.int64),
        telemetry=rng.normal(size=(frames, 8)).astype(np.float32),
        risk=risk,
        reason=np.where(risk > 0, 1, 3),
        action=np.array([0, 4, 5, 2])[risk],
        pictures=rgb if pictures else None,
        features=None if pictures else features,
    )
