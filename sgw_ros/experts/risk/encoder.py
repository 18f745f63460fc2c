# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Turns each frame's picture into features, once; what moved since the picture before is among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import ModelError
from sgw_ros.core.types import Frame
from sgw_ros.experts.risk.depth import Depth, canonical_depth_of
from sgw_ros.experts.risk.picture import SIZE, Picture, canonical, optics_of, tensor
from sgw_ros.experts.risk.settings import EncoderFile, read_settings
from sgw_ros.experts.risk.window import INTERVAL_NS, NEAR_NS, Window
from sgw_ros.inference.lookup import find_model
from sgw_ros.inference.manifest import TensorSpec
from sgw_ros.inference.session import Session

Features = NDArray[np.float32]
PICTURE, BEFORE = "picture", "before"
DEPTH, DEPTH_BEFORE = "depth", "depth_before"
CHANNELS = {PICTURE: 3, BEFORE: 3, DEPTH: 1, DEPTH_BEFORE: 1}
"""What a network may take, and of how many channels."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What the canonical camera saw: RGB, and depth, of which nothing may be known."""

    picture: Picture
    depth: Depth


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A view and the one before it; `apart` says that they are one interval apart."""

    now: View
    before: View
    apart: bool

    def feed(self, name: str) -> NDArray[np.float32]:
        """[1, channels, H, W] as a network takes it under a name of `CHANNELS`."""
        view = self.before if name in (BEFORE, DEPTH_BEFORE) else self.now
        return tensor(view.picture)[None] if CHANNELS[name] == 3 else view.depth[None, None]


class FrameEncoder:
    """A network for pictures; remembers the last ones, because it compares each with that before it."""

    def __init__(self, file: EncoderFile, device: str) -> None:
        """Open the network.

        Raises:
            ModelError: for a damaged file, or one that takes or gives something else.
        """
        self.identity = file.identity
        self._session = Session(file.model, device)
        self._dv = file.dv
        self._size = self._checked()
        self.reset()

    def reset(self) -> None:
        """Forget the pictures."""
        self._seen: Window[tuple[int, View]] = Window()

    def look(self, frame: Frame) -> Look:
        """Note a frame's picture; to be called for every frame, in their order.

        Raises:
            FrameError: for intrinsics that no camera has.
        """
        now = view_of(frame, self._size)
        self._seen.add(frame.stamp_ns, (frame.stamp_ns, now))
        # Where there is none before, the picture itself stands in: nothing seems to move.
        earlier_ns, before = self._seen.before(frame.stamp_ns) or (frame.stamp_ns, now)
        late_ns = abs(frame.stamp_ns - INTERVAL_NS - earlier_ns)
        return Look(now, before, apart=late_ns <= NEAR_NS)

    def encode(self, look: Look) -> Features:
        """Features [dv] of a picture.

        Raises:
            ModelError: when the network fails or answers with something that is no row of numbers.
        """
        feeds = {spec.name: look.feed(spec.name) for spec in self._session.inputs}
        features = np.asarray(self._session.run(feeds)[0], np.float32)
        if features.shape != (1, self._dv) or not np.isfinite(features).all():
            raise ModelError(f"encoder {self._session.path} did not answer with {self._dv} numbers")
        return np.asarray(features[0])

    def _checked(self) -> tuple[int, int]:
        """Height and width of the pictures that the network takes."""
        inputs, path = self._session.inputs, self._session.path
        fits = any(spec.name == PICTURE for spec in inputs) and all(_takes(spec) for spec in inputs)
        given = self._session.outputs[0].shape
        if not fits or len(given) != 2 or (isinstance(given[1], int) and given[1] != self._dv):
            shapes = {spec.name: list(spec.shape) for spec in inputs}
            raise ModelError(
                f"encoder {path} takes {shapes} and gives {list(given)}; it must take float32 'picture', and "
                f"may take 'before', [1, 3, height, width] each, 'depth' and 'depth_before', "
                f"[1, 1, height, width] each, and give [1, {self._dv}]: export it again"
            )
        height, width = inputs[0].shape[2:]
        return (height, width) if isinstance(height, int) and isinstance(width, int) else SIZE


def open_encoder(model: str, device: str) -> FrameEncoder:
    """The encoder that comes with a risk model, by the model's path or name.

    Raises:
        ModelError: when it is not there or cannot be used.
    """
    return FrameEncoder(read_settings(find_model(model, "risk")).encoder, device)


@lru_cache(maxsize=2)
def view_of(frame: Frame, size: tuple[int, int]) -> View:
    """What the canonical camera saw of a frame; whoever looks at the same frame shares it.

    Raises:
        FrameError: for intrinsics that no camera has.
    """
    view = View(canonical_view(frame, size), canonical_depth_of(frame, size))
    view.picture.flags.writeable = view.depth.flags.writeable = False
    return view


def canonical_view(frame: Frame, size: tuple[int, int] = SIZE) -> Picture:
    """What the canonical camera would have seen of a frame, RGB [H, W, 3] uint8."""
    K, distortion = optics_of(frame.camera)
    return canonical(frame.image, K, size, distortion)[..., ::-1]


def _takes(spec: TensorSpec) -> bool:
    """Whether an input is one of `CHANNELS`, in rows of images of numbers."""
    channels = CHANNELS.get(spec.name)
    return len(spec.shape) == 4 and spec.shape[1] == channels and spec.dtype == "float32"
