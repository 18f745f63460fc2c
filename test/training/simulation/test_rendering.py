# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What cameras see: depth, masks, flow and distortion against geometry that is known."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from training.simulation.bodies import FLOOR, Layout, Part, single
from training.simulation.camera import Lens, look_at
from training.simulation.flow import dense_flow, rigid
from training.simulation.looks import Surface, draw_look, load_looks
from training.simulation.noise import SensorNoise
from training.simulation.patterns import PATTERNS
from training.simulation.rendering import Studio
from training.simulation.world import Scene

BENT = (-0.08, 0.0, 0.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def scene():
    return Scene(Layout((FLOOR, single(Part("cube", "box", (0.6, 0.6, 0.6)), (0.0, 0.0, 0.3)))))


def studio(scene, lens):
    rng = np.random.default_rng(0)
    look = draw_look(rng, load_looks("train"), ["cube"])
    rough = Surface(PATTERNS["speckled"](rng, np.array(((0.1, 0.1, 0.1), (0.9, 0.9, 0.9)))), 1.0)
    quiet = replace(
        look, floor=rough, surfaces={"cube": rough}, exposure_drift=0.0, electrons=1e9, read_noise=0.0
    )
    return Studio(scene, quiet, lens, rng)


# Bending takes the nearest pixel's depth, so it is up to half a pixel off.
@pytest.mark.parametrize(("distortion", "tolerance_m"), [((0.0,) * 5, 0.002), (BENT, 0.06)])
def test_depth_is_along_the_optical_axis_and_lies_on_the_floor(scene, distortion, tolerance_m):
    lens = Lens(128, 96, 50.0, distortion)
    T_odom_cam = look_at((0.3, -3.0, 1.5), (0.0, 0.0, 0.2))
    with studio(scene, lens) as shot:
        shot.place(*scene.poses(), T_odom_cam)
        _, depth, masks = shot.render(0.0)
    floor = (masks == 1) & (depth < 6000)
    points = lens.rays[floor] * (depth[floor][:, None] / 1000.0)
    height = points @ T_odom_cam[2, :3] + T_odom_cam[2, 3]
    assert floor.sum() > 2000
    assert np.abs(np.percentile(height, (0.5, 99.5))).max() < tolerance_m
    assert set(np.unique(masks)) <= {0, 1, 2}


def test_a_hidden_row_is_not_in_the_picture(scene):
    with studio(scene, Lens(64, 64, 50.0)) as shot:
        shot.place(*scene.poses(), look_at((0.0, -3.0, 1.0), (0.0, 0.0, 0.3)), hidden=[1])
        assert 2 not in shot.render(0.0)[2]
        shot.place(*scene.poses(), look_at((0.0, -3.0, 1.0), (0.0, 0.0, 0.3)))
        assert 2 in shot.render(0.0)[2]


def test_flow_leads_to_the_same_surface_in_the_next_picture(scene):
    lens = Lens(192, 192, 45.0, BENT)
    cameras = (look_at((0.0, -4.0, 2.0), (0.0, 0.0, 0.2)), look_at((0.08, -3.96, 2.0), (0.04, 0.0, 0.2)))
    position, orientation = scene.poses()
    moved, turned = position.copy(), orientation.copy()
    moved[1] += (0.1, 0.05, 0.02)
    turned[1] = (np.cos(0.05), 0.0, 0.0, np.sin(0.05))
    with studio(scene, lens) as shot:
        shot.place(position, orientation, cameras[0])
        before, depth, masks = shot.render(0.0)
        shot.place(moved, turned, cameras[1])
        after, *_ = shot.render(0.0)
    rows = (rigid(position, orientation), rigid(moved, turned))
    flow = dense_flow(depth, masks, lens, rows, cameras).astype(np.float32)
    v, u = np.mgrid[:192, :192].astype(np.float32)
    warped = cv2.remap(after, u + flow[..., 0], v + flow[..., 1], cv2.INTER_LINEAR)
    error = np.abs(warped.astype(float) - before).mean(axis=-1)
    unmoved = np.abs(after.astype(float) - before).mean(axis=-1)
    for row in (1, 2):
        assert np.median(error[masks == row]) < 0.6 * np.median(unmoved[masks == row])
    assert np.linalg.norm(flow[masks == 2], axis=-1).mean() > 2.0


def test_a_lens_bends_and_projects_alike():
    lens = Lens(160, 120, 60.0, BENT)
    points = lens.rays.reshape(-1, 3) * 3.0
    v, u = np.mgrid[:120, :160]
    assert np.abs(lens.project(points) - np.stack((u, v), axis=-1).reshape(-1, 2)).max() < 0.01
    assert lens.straight_fov_y_deg > lens.fov_y_deg


def test_look_at_is_upright_with_x_right_and_y_down():
    pose = look_at((1.0, 0.0, 1.0), (5.0, 0.0, 1.0))
    assert pose[:3, :3].T.tolist() == [[0.0, -1.0, 0.0], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0]]


def test_noise_has_the_size_that_was_asked_for():
    noise = SensorNoise(np.random.default_rng(0), (64, 64), electrons=500.0, read_noise=1.0)
    grey = np.full((64, 64, 3), 128, np.uint8)
    shots = np.stack([noise.apply(grey) for _ in range(30)]).astype(float)
    assert shots.mean() == pytest.approx(128.0, abs=0.2)
    assert shots.std() == pytest.approx(np.sqrt(128 * 255 / 500 + 1.0), rel=0.05)
    assert np.abs(shots[0] - shots[1]).max() > 0


def test_the_looks_of_ood_share_nothing_with_train():
    train, ood = load_looks("train"), load_looks("ood")
    assert not {*train.patterns, *train.floors} & {*ood.patterns, *ood.floors}
    for name, interval in vars(train).items():
        if hasattr(interval, "meets"):
            assert not interval.meets(getattr(ood, name)), name
