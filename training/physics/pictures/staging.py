# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Puts the bodies of any trajectory on a stage, whoever made it, and looks at them from one place."""

from __future__ import annotations

from types import TracebackType

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from sgw_ros.core.errors import ConfigError
from training.episodes.trajectory import Trajectory
from training.overview.colours import row_colours
from training.physics.observing import floor_row
from training.physics.pictures.viewing import look_upon
from training.simulation.bodies import FLOOR, Body, Layout, Part
from training.simulation.camera import Lens
from training.simulation.looks import Light, Look, Surface
from training.simulation.rendering import Studio
from training.simulation.world import Scene

Floats = NDArray[np.float64]
Image = NDArray[np.uint8]
FOV_Y_DEG = 40.0
LEAST_SIDE_M = 1e-3
SHADE = 0.72
"""Of the darker squares: turning shows on what is round too."""
PATTERN_PX = 64
LAMP = (0.3, 0.25, -1.0)
"""Where its light goes."""
FLOOR_COLOUR, FLOOR_SHADE = (0.78, 0.80, 0.83), 0.88
SKY = ((0.88, 0.91, 0.95), (0.97, 0.98, 1.0))


class Stage:
    """The bodies of a trajectory in one renderer; a context manager, because it holds the machine's graphics.

    Args:
        trajectory: whose rows are shown; the camera is chosen so that all its movement is in view.
        width_px, height_px: of the pictures.
    """

    def __init__(self, trajectory: Trajectory, width_px: int, height_px: int) -> None:
        scene = _scene(trajectory)
        self._turn, self._shift = _mesh_frames(scene)
        viewpoint = look_upon(trajectory, FOV_Y_DEG, width_px / height_px)
        self._camera = viewpoint.pose
        lens = Lens(width_px, height_px, FOV_Y_DEG)
        look = _look(trajectory, viewpoint.target, viewpoint.distance_m)
        self._studio = Studio(scene, look, lens, np.random.default_rng(0))

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._studio.close()

    def shoot(self, position: Floats, orientation: Floats, present: NDArray[np.bool_]) -> Image:
        """The picture [H, W, 3] of rows at `position` [N, 3] m, `orientation` [N, 4] wxyz."""
        turn = Rotation.from_quat(np.roll(orientation, -1, axis=1))
        # The renderer knows a mesh by its main axes, the trajectory by its own.
        place, shown = position + turn.apply(self._shift), (turn * self._turn).as_quat()
        place = np.vstack([place, np.zeros(3)])  # the endless floor, which stays where it is
        shown = np.vstack([np.roll(shown, 1, axis=1), [1.0, 0.0, 0.0, 0.0]])
        count = len(self._studio.model.geom_rgba)
        hidden = np.flatnonzero(~present).tolist()
        self._studio.place(place[:count], shown[:count], self._camera, hidden)
        return self._studio.expose().copy()


def _scene(trajectory: Trajectory) -> Scene:
    """The rows as bodies that nothing moves; meshes that are none are drawn as their boxes."""
    rows = [_part(trajectory, row, meshes=True) for row in range(trajectory.rows)]
    floor = (FLOOR,) if floor_row(trajectory) is None else ()
    try:
        return Scene(Layout((*map(_fixed, rows), *floor)))
    except ConfigError:
        rows = [_part(trajectory, row, meshes=False) for row in range(trajectory.rows)]
        return Scene(Layout((*map(_fixed, rows), *floor)))


def _fixed(part: Part) -> Body:
    return Body(part.name, (part,), static=True)


def _part(trajectory: Trajectory, row: int, meshes: bool) -> Part:
    x, y, z = (max(float(side), LEAST_SIDE_M) for side in trajectory.extent[row])
    shape = trajectory.shape[row]
    vertices = trajectory.vertices.get(row)
    if shape == "mesh" and (vertices is None or not meshes):
        shape = "box"
    red, green, blue = (float(value) / 255 for value in row_colours(trajectory)[row])
    return Part(
        _name(row),
        shape,
        (x, y, max(z, x + LEAST_SIDE_M) if shape == "capsule" else z),
        colour=(red, green, blue),
        vertices=None if vertices is None else vertices.astype(np.float64),
    )


def _mesh_frames(scene: Scene) -> tuple[Rotation, Floats]:
    """How the renderer's frames of the rows are turned, and shifted [N, 3] m, against the trajectory's."""
    count = sum(part.shape != "plane" for part in scene.layout.parts)
    turn, shift = np.tile([1.0, 0.0, 0.0, 0.0], (count, 1)), np.zeros((count, 3))
    model = scene.model
    for row, mesh in enumerate(model.geom_dataid[scene.geom_ids[:count]]):
        if mesh >= 0:
            turn[row], shift[row] = model.mesh_quat[mesh], model.mesh_pos[mesh]
    return Rotation.from_quat(np.roll(turn, -1, axis=1)), shift


def _look(trajectory: Trajectory, target: Floats, distance_m: float) -> Look:
    colours = row_colours(trajectory) / 255
    floor = Surface(_chequers(np.array(FLOOR_COLOUR), FLOOR_SHADE), 1.0)
    surfaces = {
        _name(row): Surface(_chequers(colours[row], SHADE), 1.0)
        for row in range(trajectory.rows)
        if not trajectory.is_static[row]
    }
    listed = floor_row(trajectory)
    if listed is not None:
        surfaces[_name(listed)] = floor
    x, y, z = (float(value) for value in target - 2 * distance_m * np.array(LAMP))
    lamp = Light((x, y, z), LAMP, 0.5)
    return Look(floor, surfaces, _sky(), (lamp,), 0.5, 0.0, np.inf, 0.0, 0.0, 0.0)


def _name(row: int) -> str:
    return f"row{row}"


def _chequers(colour: Floats, shade: float) -> Image:
    dark = (np.indices((PATTERN_PX, PATTERN_PX)) // (PATTERN_PX // 2)).sum(axis=0) % 2
    picture = np.where(dark[..., None], np.minimum(shade * colour, 1.0), colour)
    return np.ascontiguousarray(255 * picture, np.uint8)


def _sky() -> Image:
    share = np.linspace(0.0, 1.0, PATTERN_PX)[:, None, None]
    picture = (1 - share) * np.array(SKY[1]) + share * np.array(SKY[0])
    return np.ascontiguousarray(np.broadcast_to(255 * picture, (PATTERN_PX, PATTERN_PX, 3)), np.uint8)
