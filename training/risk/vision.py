# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Frozen vision encoders: this project's own, exported to ONNX, or any of `transformers` by name or path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from sgw_ros.core.errors import ModelError
from sgw_ros.inference.lookup import ModelFile
from sgw_ros.inference.manifest import digest
from sgw_ros.inference.session import Session
from training.risk.measuring import Depths, in_metres
from training.risk.pretrained import fingerprint, freeze, load_pretrained

FILE = "encoder.onnx"
PICTURES, DEPTHS = ("picture", "before"), ("depth", "depth_before")
Pictures = NDArray[np.uint8]


class VisionEncoder(Protocol):
    """Pictures to features; never trained here. `measures` says whether depth is looked at."""

    dv: int
    measures: bool

    def encode(
        self,
        pictures: Pictures,
        before: Pictures,
        depths: Depths | None = None,
        depths_before: Depths | None = None,
    ) -> NDArray[np.float32]:
        """Features [N, dv] of pictures [N, 3, H, W] uint8 RGB; `before` are those of 0.1 s earlier.

        Depths [N, H, W] uint16 mm are beside both, 0 where unknown; None where there is no depth camera.
        """
        ...

    def identity(self) -> dict[str, Any]:
        """Name, version, sha256 and dv: whose features these are."""
        ...


def load_vision(name: str) -> VisionEncoder:
    """An encoder: an ONNX file, a folder with `encoder.onnx`, or a `transformers` model by name or path.

    Raises:
        ModelError: there is none, or it is damaged.
    """
    path = Path(name)
    if path.suffix == ".onnx":
        return OnnxVision(path)
    if (path / FILE).is_file():
        return OnnxVision(path / FILE)
    return PretrainedVision(name)


class OnnxVision:
    """Takes `picture`, and maybe `before`, [N, 3, H, W] from 0 to 1; gives features [N, dv].

    It may take `depth`, and `depth_before`, [N, 1, H, W] m, too, 0 where unknown.
    """

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            ModelError: it is missing, damaged, or takes and gives something else.
        """
        if not path.is_file():
            raise ModelError(f"encoder {path} does not exist; give an .onnx file, or a model of transformers")
        self.path, self._session = path, Session(ModelFile(path), "cpu")
        self._taken = {spec.name for spec in self._session.inputs}
        output = self._session.outputs[0]
        known = "picture" in self._taken and self._taken <= {*PICTURES, *DEPTHS}
        if not known or len(output.shape) != 2 or not isinstance(output.shape[1], int):
            raise ModelError(
                f"encoder {path} must take 'picture', maybe {', '.join((*PICTURES[1:], *DEPTHS))}, and give"
                f" features [N, dv]; it takes {', '.join(sorted(self._taken))} and gives {list(output.shape)}"
            )
        self.dv, self.measures = output.shape[1], DEPTHS[0] in self._taken

    def encode(
        self,
        pictures: Pictures,
        before: Pictures,
        depths: Depths | None = None,
        depths_before: Depths | None = None,
    ) -> NDArray[np.float32]:
        """See `VisionEncoder`."""
        feeds = {
            name: seen.astype(np.float32) / np.float32(255)
            for name, seen in zip(PICTURES, (pictures, before), strict=True)
        }
        for name, known in zip(DEPTHS, (depths, depths_before), strict=True):
            unknown = np.zeros((len(pictures), *pictures.shape[2:]), np.uint16)
            feeds[name] = in_metres(unknown if known is None else known)
        return self._session.run({name: feeds[name] for name in self._taken})[0]

    def identity(self) -> dict[str, Any]:
        """See `VisionEncoder`."""
        metadata, sha256 = self._session.metadata, digest(self.path)
        return {
            "name": metadata.get("name", self.path.stem),
            "version": metadata.get("version", sha256[:12]),
            "sha256": sha256,
            "dv": self.dv,
        }


class PatchMean(nn.Module):
    """Pictures [N, 3, H, W] from 0 to 1 to the mean [N, dv] over what a model gives for each patch."""

    mean: Tensor
    std: Tensor

    def __init__(self, name: str) -> None:
        super().__init__()
        self.model = freeze(load_pretrained(name))
        config: Any = self.model.config
        if not hasattr(config, "image_size") and not hasattr(config, "num_channels"):
            raise ModelError(f"'{name}' is no vision model; give one, as google/vit-base-patch16-224")
        size = getattr(config, "image_size", 224)
        self._size = (size, size) if isinstance(size, int) else tuple(size)
        mean, std = _normalisation(Path(name))
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)

    def forward(self, picture: Tensor) -> Tensor:
        """See the class."""
        resized = nn.functional.interpolate(picture, size=self._size, mode="bilinear")
        hidden: Tensor = self.model(pixel_values=(resized - self.mean) / self.std).last_hidden_state
        return hidden.mean(dim=1) if hidden.ndim == 3 else hidden.flatten(2).mean(dim=2)


class PretrainedVision:
    """A vision model of `transformers`; neither `before` nor depth is looked at."""

    def __init__(self, name: str) -> None:
        """Load it.

        Raises:
            ModelError: it cannot be loaded, or is no vision model.
        """
        self._name, self.network, self.measures = name, PatchMean(name), False
        black = np.zeros((1, 3, 8, 8), np.uint8)
        self.dv = self.encode(black, black).shape[1]

    @torch.no_grad()
    def encode(
        self,
        pictures: Pictures,
        before: Pictures,
        depths: Depths | None = None,
        depths_before: Depths | None = None,
    ) -> NDArray[np.float32]:
        """See `VisionEncoder`."""
        scaled = torch.from_numpy(np.ascontiguousarray(pictures)).float() / 255.0
        features: NDArray[np.float32] = self.network(scaled).numpy()
        return features

    def identity(self) -> dict[str, Any]:
        """See `VisionEncoder`."""
        sha256 = fingerprint(self.network)
        return {"name": Path(self._name).name, "version": sha256[:12], "sha256": sha256, "dv": self.dv}


def _normalisation(folder: Path) -> tuple[Tensor, Tensor]:
    """Mean and deviation [3, 1, 1] of the colours, as the model's own file says; halves without one."""
    try:
        held = json.loads((folder / "preprocessor_config.json").read_text(encoding="utf-8"))
        mean, std = held["image_mean"], held["image_std"]
    except (OSError, ValueError, KeyError):
        mean, std = [0.5] * 3, [0.5] * 3
    return torch.tensor(mean).view(3, 1, 1), torch.tensor(std).view(3, 1, 1)
