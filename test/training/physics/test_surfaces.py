# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import math
from dataclasses import replace

import pytest
import torch

from sgw_ros.experts.physics.scene_graph import CORNERS
from training.episodes.trajectory import SHAPES
from training.physics.surfaces import Poses, Shapes, gap


def body(kind, half, position, rotation=None):
    one_hot = torch.eye(len(SHAPES))[SHAPES.index(kind)][None]
    turned = torch.eye(3) if rotation is None else rotation
    return Poses(torch.tensor([position]), turned[None]), Shapes(
        torch.tensor([half]), one_hot, torch.zeros(1, CORNERS, 3)
    )


def about_z(angle):
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def about_x(angle):
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def about_y(angle):
    c, s = math.cos(angle), math.sin(angle)
    return torch.tensor([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


BALL = ("sphere", [0.1, 0.1, 0.1])
FLOOR = body("box", [20.0, 20.0, 0.5], [0.0, 0.0, -0.5])


def test_spheres_are_exact():
    found = gap(*body(*BALL, [0.0, 0.0, 0.0]), *body(*BALL, [0.3, 0.4, 0.0]))
    assert found.distance.item() == pytest.approx(0.3, abs=1e-5)
    torch.testing.assert_close(found.normal[0], torch.tensor([0.6, 0.8, 0.0]), atol=1e-4, rtol=0)


def test_a_sphere_off_a_corner_of_a_box_is_exact():
    box = body("box", [0.1, 0.1, 0.1], [0.0, 0.0, 0.0])
    found = gap(*box, *body(*BALL, [0.4, 0.5, 0.1]))
    assert found.distance.item() == pytest.approx(0.5 - 0.1, abs=1e-5)


@pytest.mark.parametrize(
    ("kind", "half", "rotation", "lowest"),
    [
        ("sphere", [0.1, 0.1, 0.1], None, 0.1),
        ("box", [0.1, 0.2, 0.3], about_x(math.pi / 2), 0.2),
        ("box", [0.1, 0.1, 0.1], about_x(math.pi / 4), 0.1 * math.sqrt(2)),
        ("cylinder", [0.1, 0.1, 0.3], about_x(math.pi / 2), 0.1),
        ("cylinder", [0.1, 0.1, 0.3], about_x(math.pi / 4), 0.4 / math.sqrt(2)),
        ("capsule", [0.1, 0.1, 0.3], about_x(math.pi / 4), 0.1 + 0.2 / math.sqrt(2)),
        ("ellipsoid", [0.1, 0.2, 0.3], about_x(math.pi / 2), 0.2),
    ],
)
def test_every_shape_stands_on_the_floor_at_its_lowest_point(kind, half, rotation, lowest):
    found = gap(*body(kind, half, [3.0, -2.0, 0.5], rotation), *FLOOR)
    assert found.distance.item() == pytest.approx(0.5 - lowest, abs=1e-4)
    torch.testing.assert_close(found.normal[0], torch.tensor([0.0, 0.0, -1.0]), atol=1e-4, rtol=0)


def test_a_mesh_is_the_hull_of_its_corners():
    wedge = torch.zeros(CORNERS, 3)
    ends = [[x, y, -0.1] for x in (-0.3, 0.3) for y in (-0.2, 0.2)] + [[x, 0.0, 0.2] for x in (-0.3, 0.3)]
    wedge[: len(ends)], wedge[len(ends) :] = torch.tensor(ends), torch.tensor(ends[0])
    pose, shape = body("mesh", [0.3, 0.2, 0.15], [0.0, 0.0, 0.5])
    standing = gap(pose, replace(shape, corners=wedge[None]), *FLOOR)
    assert standing.distance.item() == pytest.approx(0.4, abs=1e-4)
    assert standing.first_point[0, 2].item() == pytest.approx(0.4, abs=1e-4)
    pose, _ = body("mesh", [0.3, 0.2, 0.15], [0.0, 0.0, 0.5], about_x(math.pi))
    assert gap(pose, replace(shape, corners=wedge[None]), *FLOOR).distance.item() == pytest.approx(
        0.3, abs=1e-4
    )
    assert gap(*FLOOR, pose, replace(shape, corners=wedge[None])).distance.item() == pytest.approx(
        0.3, abs=1e-4
    )


@pytest.mark.parametrize("turn", [0.0, 0.4, 1.1])
@pytest.mark.parametrize("kind", ["sphere", "cylinder", "capsule", "ellipsoid"])
def test_what_rolls_touches_a_slope_with_the_point_below_it_however_it_is_turned(kind, turn):
    lean = about_y(0.4)
    half = [0.1, 0.1, 0.1] if kind in ("sphere", "ellipsoid") else [0.1, 0.1, 0.2]
    centre, lying = lean @ torch.tensor([0.7, 0.0, 0.2]), lean @ about_y(turn) @ about_x(math.pi / 2)
    slope = body("box", [2.0, 2.0, 0.1], [0.0, 0.0, 0.0], lean)
    found = gap(*body(kind, half, centre.tolist(), lying), *slope)
    assert found.distance.item() == pytest.approx(0.0, abs=1e-4)
    below = centre - 0.1 * lean[:, 2]
    torch.testing.assert_close(found.first_point[0], below, atol=2e-3, rtol=0)
    torch.testing.assert_close(found.second_point[0], below, atol=2e-3, rtol=0)


def test_a_cylinder_that_stands_touches_the_floor_in_the_middle_of_its_end():
    found = gap(*body("cylinder", [0.1, 0.1, 0.3], [0.0, 0.0, 0.3], about_x(1e-4)), *FLOOR)
    torch.testing.assert_close(found.first_point[0], torch.zeros(3), atol=2e-3, rtol=0)


def test_ellipsoids_are_about_as_far_apart_as_along_the_best_of_many_directions():
    torch.manual_seed(0)
    ways = torch.nn.functional.normalize(torch.randn(20_000, 3), dim=-1)
    for _ in range(20):
        turns, halves = torch.linalg.qr(torch.randn(2, 3, 3))[0], 0.05 + 0.1 * torch.rand(2, 3)
        place = torch.nn.functional.normalize(torch.randn(3), dim=0) * 0.3
        reach = [((ways @ turn) * half).norm(dim=-1) for turn, half in zip(turns, halves, strict=True)]
        best, at = (ways @ place - reach[0] - reach[1]).max(dim=0)
        first = body("ellipsoid", halves[0].tolist(), [0.0, 0.0, 0.0], turns[0])
        found = gap(*first, *body("ellipsoid", halves[1].tolist(), place.tolist(), turns[1]))
        assert best.item() - 0.006 < found.distance.item() < best.item() + 1e-3
        assert found.normal[0] @ ways[at] > 0.97


@pytest.mark.parametrize(("from_x", "to_x"), [(-1.0, 0.0), (1.0, 0.3)])
def test_the_nearest_point_of_what_is_not_in_the_middle_of_its_box(from_x, to_x):
    corners = torch.tensor([[x, y, z] for x in (0.0, 0.3) for y in (-0.1, 0.1) for z in (-0.1, 0.1)])
    pose, shape = body("mesh", [0.15, 0.1, 0.1], [0.0, 0.0, 0.0])
    shape = replace(shape, corners=corners[torch.arange(CORNERS) % 8][None])
    seen = gap(*body(*BALL, [from_x, 0.0, 0.0]), pose, shape)
    assert seen.distance.item() == pytest.approx(abs(from_x - to_x) - 0.1, abs=1e-4)
    assert seen.second_point[0, 0].item() == pytest.approx(to_x, abs=1e-4)


def test_a_centre_inside_the_other_is_as_deep_as_the_nearest_face():
    box = body("box", [0.2, 0.3, 0.4], [0.0, 0.0, 0.0])
    found = gap(*box, *body(*BALL, [0.15, 0.0, 0.0]))
    assert found.distance.item() == pytest.approx(0.15 - 0.3, abs=1e-5)
    same = gap(*box, *body(*BALL, [0.0, 0.0, 0.0]))
    assert same.distance.item() == pytest.approx(-0.3, abs=1e-5)


def test_inside_one_another_is_negative_and_turning_the_world_changes_nothing():
    first, second = ("box", [0.1, 0.2, 0.1]), ("cylinder", [0.1, 0.1, 0.2])
    turn = about_z(0.7)
    before = gap(*body(*first, [0.0, 0.0, 0.0]), *body(*second, [0.15, 0.0, 0.0]))
    place = (turn @ torch.tensor([0.15, 0.0, 0.0])).tolist()
    after = gap(*body(*first, [0.0, 0.0, 0.0], turn), *body(*second, place, turn))
    assert before.distance.item() == pytest.approx(-0.05, abs=1e-5)
    assert after.distance.item() == pytest.approx(before.distance.item(), abs=1e-5)
    torch.testing.assert_close(after.normal[0], turn @ before.normal[0], atol=1e-4, rtol=0)
