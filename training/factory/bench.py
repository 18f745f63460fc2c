# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Rendering beside MuJoCo's own: the same model in the same states, picture by picture."""

from __future__ import annotations

import statistics
import time
from typing import Any, ClassVar
from unittest.mock import patch

import mujoco
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import ConfigError
from training.factory.request import Request
from training.simulation import filming
from training.simulation.camera import Lens
from training.simulation.draw import start_draw
from training.simulation.looks import Look
from training.simulation.rendering import Studio
from training.simulation.scenarios import SCENARIOS
from training.simulation.world import Scene

PICTURES = 60
"""Rendered by either; the medians are compared, as a shared machine disturbs single ones."""


class TimedStudio(Studio):
    """Times its pictures, and after each one `mujoco.Renderer` on the same model in the same state.

    Attributes:
        ours_s: seconds per picture with depth and masks, sensor noise and lens included.
        bare_s: the same without noise and lens: RGB, depth, segmentation.
    """

    ours_s: ClassVar[list[float]] = []
    bare_s: ClassVar[list[float]] = []

    def __init__(self, scene: Scene, look: Look, lens: Lens, rng: np.random.Generator) -> None:
        super().__init__(scene, look, lens, rng)
        self._renderer = mujoco.Renderer(self.model, lens.height_px, lens.width_px)
        self._gl.make_current()

    def place(self, *where: Any) -> None:
        """As the studio's, timed."""
        begun_s = time.perf_counter()
        super().place(*where)
        self._placing_s = time.perf_counter() - begun_s

    def render(
        self, time_s: float, blurred: NDArray[np.uint8] | None = None
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint16], NDArray[np.uint8]]:
        """As the studio's, timed, with the bare picture after it."""
        begun_s = time.perf_counter()
        shot = super().render(time_s, blurred)
        if len(self.ours_s) < PICTURES:
            self.ours_s.append(self._placing_s + time.perf_counter() - begun_s)
            self.bare_s.append(_bare(self._renderer, self._data, self._camera.fixedcamid))
            self._gl.make_current()
        return shot

    def close(self) -> None:
        """Give the graphics of both back."""
        super().close()
        self._renderer.close()


def vs_bare_render(request: Request) -> float:
    """Pictures per second against MuJoCo's own rate, of the first episode that was asked for.

    Raises:
        ConfigError: a state-only set renders nothing.
    """
    if request.render is None:
        raise ConfigError("--bench compares rendering: ask for it without --state-only")
    scenario = request.scenarios[0]
    draw = start_draw(scenario, 0, request.seed, request.split, request.render, request.ranges_yaml)
    TimedStudio.ours_s.clear()
    TimedStudio.bare_s.clear()
    with patch.object(filming, "Studio", TimedStudio):
        next(iter(SCENARIOS[scenario](draw)))
    return statistics.median(TimedStudio.bare_s) / statistics.median(TimedStudio.ours_s)


def _bare(renderer: mujoco.Renderer, data: mujoco.MjData, camera: int) -> float:
    begun = time.perf_counter()
    renderer.update_scene(data, camera=camera)
    renderer.render()
    renderer.enable_depth_rendering()
    renderer.render()
    renderer.disable_depth_rendering()
    renderer.enable_segmentation_rendering()
    renderer.render()
    renderer.disable_segmentation_rendering()
    return time.perf_counter() - begun
