# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From a trajectory to what one camera saw of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation, Slerp

from training.episodes.trajectory import Trajectory
from training.episodes.view import View
from training.simulation.bodies import RED, YELLOW
from training.simulation.camera import Lens, look_at
from training.simulation.draw import Draw, RenderSettings
from training.simulation.flow import dense_flow, rigid
from training.simulation.looks import Look, draw_look, load_looks
from training.simulation.rendering import Studio
from training.simulation.world import Scene

Array = NDArray[np.float64]
MAIN = "main"
SEEN_PX = 6
"""Fewer pixels of a thing are not seeing it."""


def filmed(
    draw: Draw,
    scene: Scene,
    trajectory: Trajectory,
    path: Array | None = None,
    alike: Sequence[str] = (),
) -> tuple[Trajectory, dict[str, View]]:
    """The trajectory with `visible` as the main camera had it, and the views that the draw wants.

    Parts in the agent's red and the target's yellow keep their colour, all others get a surface, those named
    in `alike` the same one. The look is drawn here, after the scene, so that a state-only episode has the
    same physics as a rendered one.
    """
    if draw.render is None:
        return trajectory, {}
    surfaced = [part.name for part in scene.layout.parts if part.colour not in (RED, YELLOW)]
    look = draw_look(draw.rng, load_looks(draw.split), surfaced)
    look.surfaces.update(dict.fromkeys(alike, look.surfaces[alike[0]]) if alike else {})
    view = film(scene, trajectory, look, draw.render, draw.rng, path)
    return replace(trajectory, visible=visible(view, trajectory.rows)), {MAIN: view}


def film(
    scene: Scene,
    trajectory: Trajectory,
    look: Look,
    settings: RenderSettings,
    rng: np.random.Generator,
    path: Array | None = None,
) -> View:
    """Render every frame of a trajectory.

    Args:
        scene: the bodies that the trajectory's rows belong to.
        trajectory: what they do; rows that are not present are not shown.
        look: of the scene and the sensor.
        settings: size, and whether dense flow is wanted.
        rng: for the sensor's noise.
        path: poses [T, 4, 4] in odom of the camera; without it the layout's viewpoint stands still.
    """
    viewpoint = scene.layout.viewpoint
    distortion = (look.k1, 0.0, 0.0, 0.0, 0.0)
    lens = Lens(settings.width_px, settings.height_px, viewpoint.fov_y_deg, distortion)
    if path is None:
        path = np.tile(look_at(viewpoint.position, viewpoint.target), (trajectory.frames, 1, 1))
    stamps_s = np.arange(trajectory.frames, dtype=np.float64) * trajectory.dt
    with Studio(scene, look, lens, rng) as studio:
        shots = []
        for t, pose in enumerate(path):
            hidden = [] if trajectory.present is None else np.flatnonzero(~trajectory.present[t]).tolist()
            blurred = _exposure(studio, trajectory, path, t, hidden, look.shutter, settings.subframes)
            studio.place(trajectory.position[t], trajectory.orientation[t], pose, hidden)
            shots.append(studio.render(float(stamps_s[t]), blurred))
    rgb, depth, masks = (np.stack(frames) for frames in zip(*shots, strict=True))
    view = View(rgb, depth, masks, path, lens.K, np.array(distortion), stamps_s)
    return replace(view, flow=_flow(view, trajectory, lens)) if settings.flow else view


def _exposure(
    studio: Studio,
    trajectory: Trajectory,
    path: Array,
    t: int,
    hidden: list[int],
    shutter: float,
    subframes: int,
) -> NDArray[np.uint8] | None:
    """The mean of moments [H, W, 3] from frame `t` until the shutter closes; None for a single moment."""
    after = min(t + 1, trajectory.frames - 1)
    if subframes < 2 or shutter == 0.0:
        return None
    total: NDArray[np.float32] = np.zeros((studio.lens.height_px, studio.lens.width_px, 3), np.float32)
    same = (trajectory.orientation[t] * trajectory.orientation[after]).sum(axis=-1, keepdims=True) >= 0
    nearer = np.where(same, trajectory.orientation[after], -trajectory.orientation[after])
    for share in np.linspace(0.0, shutter, subframes):
        position = (1 - share) * trajectory.position[t] + share * trajectory.position[after]
        # Frames are so near that the mean of two quaternions, made a unit again, is the turn between.
        turn = (1 - share) * trajectory.orientation[t] + share * nearer
        turn = turn / np.linalg.norm(turn, axis=-1, keepdims=True)
        studio.place(position, turn, _between(path[t], path[after], float(share)), hidden)
        total += studio.expose()
    return (total / subframes).astype(np.uint8)


def _between(first: Array, second: Array, share: float) -> Array:
    """A pose [4, 4] on the way between two near ones."""
    turns = Rotation.from_matrix(np.stack((first[:3, :3], second[:3, :3])))
    pose = np.eye(4)
    pose[:3, :3] = Slerp([0.0, 1.0], turns)(share).as_matrix()
    pose[:3, 3] = (1 - share) * first[:3, 3] + share * second[:3, 3]
    return pose


def visible(view: View, rows: int) -> NDArray[np.bool_]:
    """Which rows [T, N] are in the picture, by their masks."""
    counts = np.stack([np.bincount(mask.ravel(), minlength=rows + 1) for mask in view.masks])
    return counts[:, 1:] >= SEEN_PX


def _flow(view: View, trajectory: Trajectory, lens: Lens) -> NDArray[np.float16]:
    flow = np.zeros((*view.depth.shape, 2), np.float16)
    poses = [rigid(trajectory.position[t], trajectory.orientation[t]) for t in range(view.frames)]
    for t in range(view.frames - 1):
        cameras = (view.T_odom_cam[t], view.T_odom_cam[t + 1])
        flow[t] = dense_flow(view.depth[t], view.masks[t], lens, (poses[t], poses[t + 1]), cameras)
    return flow
