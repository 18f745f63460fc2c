# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What one camera saw of an episode, and where it stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.episodes.arrays import Spec, checked, refuse
from training.episodes.errors import EpisodeError

SPECS: Mapping[str, Spec] = {
    "rgb": Spec("u1", "T H W 3", exact=True),
    "depth": Spec("u2", "T H W", exact=True),
    "masks": Spec("u1", "T H W", exact=True),
    "T_odom_cam": Spec("f8", "T 4 4"),
    "K": Spec("f8", "3 3"),
    "distortion": Spec("f8", "5"),
    "stamps_s": Spec("f8", "T"),
}
FLOW_SPEC = Spec("f2", "T H W 2", exact=True)


@dataclass(frozen=True, eq=False)
class View:
    """One camera over T frames of H by W pixels.

    Attributes:
        rgb: [T, H, W, 3] uint8.
        depth: [T, H, W] uint16 mm along the optical axis; 0 where there is none.
        masks: [T, H, W] uint8: row of the trajectory + 1, 0 for background.
        T_odom_cam: [T, 4, 4] pose of the optical frame (x right, y down, z forward) in odom.
        K: [3, 3] px pinhole intrinsics.
        distortion: [5] plumb_bob (k1, k2, p1, p2, k3).
        stamps_s: [T] s, increasing.
        flow: [T, H, W, 2] float16 px to the next frame (x, y); the last frame's is zero.
    """

    rgb: NDArray[np.uint8]
    depth: NDArray[np.uint16]
    masks: NDArray[np.uint8]
    T_odom_cam: NDArray[np.float64]
    K: NDArray[np.float64]
    distortion: NDArray[np.float64]
    stamps_s: NDArray[np.float64]
    flow: NDArray[np.float16] | None = None

    def __post_init__(self) -> None:
        sizes: dict[str, int] = {}
        for name, spec in SPECS.items():
            object.__setattr__(self, name, checked(name, getattr(self, name), spec, sizes))
        if self.flow is not None:
            object.__setattr__(self, "flow", checked("flow", self.flow, FLOW_SPEC, sizes))
        refuse("stamps_s", np.diff(self.stamps_s, prepend=-np.inf) <= 0, "does not follow the one before it")
        if not (self.K[0, 0] > 0 and self.K[1, 1] > 0):
            raise EpisodeError(f"K: focal lengths must be above 0 px, found {self.K[0, 0]}, {self.K[1, 1]}")
        R = self.T_odom_cam[:, :3, :3]
        unequal = np.abs(R @ R.transpose(0, 2, 1) - np.eye(3)).max(axis=(1, 2)) > 1e-3
        refuse("T_odom_cam", unequal | (np.linalg.det(R) < 0), "is no rigid transform")

    @property
    def frames(self) -> int:
        """T."""
        return len(self.rgb)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, px."""
        return self.rgb.shape[2], self.rgb.shape[1]
