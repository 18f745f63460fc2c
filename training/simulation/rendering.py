# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Cameras over a recorded trajectory: RGB, depth and instance masks, two rendering passes a frame.

Poses are written into the model where the renderer reads them, so that anything can be shown that a
trajectory can say, also what physics forbids.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

import mujoco
import numpy as np
from numpy.typing import NDArray

from training.simulation.camera import Lens
from training.simulation.dressing import CAMERA, dress
from training.simulation.looks import Look
from training.simulation.noise import SensorNoise
from training.simulation.world import Scene

Array = NDArray[np.float64]
MM = 1000.0
"""Depth is in whole millimetres."""
GL_FROM_OPTICAL = np.diag((1.0, -1.0, -1.0))


class Studio:
    """One dressed scene in one renderer; a context manager, because it holds the machine's graphics.

    Args:
        scene: the bodies; its state is not touched.
        look: surfaces, lights and sensor.
        lens: size, field of view and distortion.
        rng: for the sensor's noise.
    """

    def __init__(self, scene: Scene, look: Look, lens: Lens, rng: np.random.Generator) -> None:
        self.lens, self._look = lens, look
        size = (lens.width_px, lens.height_px)
        self.model = dress(scene, look, size, lens.straight_fov_y_deg)
        self._data = mujoco.MjData(self.model)
        mujoco.mj_forward(self.model, self._data)
        self._geoms = scene.geom_ids
        self._row_of_id = np.zeros(self.model.ngeom + 1, np.uint8)
        self._row_of_id[1:] = scene.row_of_geom + 1
        self._below = np.array([p.shape == "plane" for p in scene.layout.parts])
        self._noise = SensorNoise(rng, size[::-1], look.electrons, look.read_noise)
        self._gl = mujoco.GLContext(*size)
        self._gl.make_current()
        self._context = mujoco.MjrContext(self.model, mujoco.mjtFontScale.mjFONTSCALE_100)
        mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN, self._context)
        self._scene = mujoco.MjvScene(self.model, maxgeom=self.model.ngeom + 10)
        self._options = mujoco.MjvOption()
        self._camera = mujoco.MjvCamera()
        self._camera.type = mujoco.mjtCamera.mjCAMERA_FIXED
        self._camera.fixedcamid = self.model.camera(CAMERA).id
        self._rect = mujoco.MjrRect(0, 0, *size)

    def __enter__(self) -> Studio:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the graphics back."""
        self._context.free()
        self._gl.free()

    def place(
        self, position: Array, orientation: Array, T_odom_cam: Array, hidden: Sequence[int] = ()
    ) -> None:
        """Put every row (position [N, 3] m, orientation [N, 4] wxyz) and the camera [4, 4] where they are."""
        rotation = np.empty((len(orientation), 9))
        for row, quaternion in enumerate(orientation):
            mujoco.mju_quat2Mat(rotation[row], quaternion)
        moved = ~self._below  # an endless floor stays where it was built
        self._data.geom_xpos[self._geoms[moved]] = position[moved]
        self._data.geom_xmat[self._geoms[moved]] = rotation[moved]
        self.model.geom_rgba[:, 3] = 1.0
        self.model.geom_rgba[self._geoms[list(hidden)], 3] = 0.0
        camera = self._camera.fixedcamid
        self._data.cam_xpos[camera] = T_odom_cam[:3, 3]
        self._data.cam_xmat[camera] = (T_odom_cam[:3, :3] @ GL_FROM_OPTICAL).ravel()
        mujoco.mjv_updateScene(
            self.model,
            self._data,
            self._options,
            None,
            self._camera,
            mujoco.mjtCatBit.mjCAT_ALL,
            self._scene,
        )

    def expose(self) -> NDArray[np.uint8]:
        """The colours [H, W, 3] of what was placed, before lens and sensor."""
        return self._shoot(ids=False)[0]

    def render(
        self, time_s: float, blurred: NDArray[np.uint8] | None = None
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint16], NDArray[np.uint8]]:
        """The picture [H, W, 3], depth [H, W] mm (0: none) and masks [H, W] (row + 1) of what was placed.

        `blurred` are the colours of the whole exposure, where that is more than a moment.
        """
        rgb = self.expose() if blurred is None else blurred
        ids, buffer = self._shoot(ids=True)
        bend = self.lens.bend
        picture = self._noise.apply(bend(rgb, smooth=True), self._look.exposure(time_s))
        return picture, bend(self._millimetres(buffer), smooth=False), bend(self._rows(ids), smooth=False)

    def _shoot(self, ids: bool) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """One pass: colours, or segment ids as colours and depth.

        Only where ids are drawn is each pixel looked at in its centre; in the smoothed picture depth is
        that of a sample aside.
        """
        flags = self._scene.flags
        flags[mujoco.mjtRndFlag.mjRND_SEGMENT] = flags[mujoco.mjtRndFlag.mjRND_IDCOLOR] = ids
        shape = (self.lens.height_px, self.lens.width_px)
        rgb, buffer = np.empty((*shape, 3), np.uint8), np.empty(shape, np.float32)
        mujoco.mjr_render(self._rect, self._scene, self._context)
        mujoco.mjr_readPixels(rgb, buffer if ids else None, self._rect, self._context)
        return rgb[::-1], buffer[::-1]

    def _millimetres(self, buffer: NDArray[np.float32]) -> NDArray[np.uint16]:
        """Distance along the optical axis from OpenGL's depth, which is 1 / z between the two planes."""
        near, far = self.model.vis.map.znear, self.model.vis.map.zfar
        nearness = np.float32(1 / near) - buffer * np.float32(1 / near - 1 / far)
        depth_mm = np.float32(MM) / nearness
        depth_mm[buffer >= 1.0] = 0.0
        return depth_mm.astype(np.uint16)

    def _rows(self, ids: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Rows + 1 from segment colours, whose number is the place of the geom in the scene's list + 1."""
        number = ids[..., 0] | ids[..., 1].astype(np.uint16) << 8
        table = np.zeros(self._scene.ngeom + 1, np.uint8)
        for place in range(self._scene.ngeom):
            drawn = self._scene.geoms[place]
            if drawn.objtype == mujoco.mjtObj.mjOBJ_GEOM and drawn.segid >= 0:
                table[drawn.segid + 1] = self._row_of_id[drawn.objid + 1]
        rows: NDArray[np.uint8] = table[number]
        return rows
