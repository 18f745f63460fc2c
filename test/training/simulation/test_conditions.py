# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Changed worlds: what holds for everything in them, and that the usual world stays what it was."""

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import yaml

import training
from sgw_ros.core.errors import ConfigError
from training.factory.request import Request, make_job
from training.simulation.bodies import FLOOR, Layout, Medium, Part, single
from training.simulation.conditions import Conditions, load_conditions
from training.simulation.materials import Material
from training.simulation.ranges import RANGES_YAML, load_ranges
from training.simulation.recording import record
from training.simulation.world import Scene

CARPET = Path(training.__file__).with_name("configs") / "carpet_ranges.yaml"


def after_a_second(conditions, place, velocity, shape="box"):
    """Where a block of 0.2 m, friction 0.4, is after a second and how fast: [3] m, [3] m/s."""
    block = Part("block", shape, (0.2, 0.2, 0.2), 2.0, Material(friction=0.4, rolling_friction=1e-4))
    scene = Scene(conditions.rule(Layout((FLOOR, single(block, place, linear_velocity=velocity)))))
    run = record(scene, 1.0 + 1 / 30, 30.0)
    return run.position[-1, 1], run.linear_velocity[-1, 1]


def written(tmp_path, world):
    path = tmp_path / "ranges.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(RANGES_YAML.read_text()), "world": world}))
    return path


def test_the_usual_world_is_what_it_was(tmp_path):
    layout = Layout((FLOOR,))
    assert Conditions().rule(layout) is layout
    model = Scene(layout).model
    assert (model.opt.density, model.opt.viscosity) == (0.0, 0.0)
    assert (model.geom_priority.tolist(), model.geom_condim.tolist()) == ([0], [3])
    said = written(tmp_path, {"medium": {"density_kg_m3": 0}, "floor": {}})
    usual = make_job(Request(("collide",)), 0)[0]
    assert make_job(Request(("collide",), ranges=said), 0)[0].sha256 == usual.sha256


def test_on_ice_things_slide_on_whatever_they_are_made_of():
    place, velocity = (0.0, 0.0, 0.1), (2.0, 0.0, 0.0)
    usual, _ = after_a_second(Conditions(), place, velocity)
    icy, pace = after_a_second(Conditions(floor=Material(friction=0.05)), place, velocity)
    assert usual[0] == pytest.approx(2.0**2 / (2 * 0.4 * 9.81), abs=0.02)
    assert icy[0] == pytest.approx(2.0 - 0.5 * 0.05 * 9.81, abs=0.02)
    assert pace[0] == pytest.approx(2.0 - 0.05 * 9.81, abs=0.02)


def test_a_floor_that_decides_resists_rolling_too():
    place, velocity = (0.0, 0.0, 0.1), (1.0, 0.0, 0.0)
    carpet = Conditions(floor=Material(friction=1.0, rolling_friction=0.02, restitution=0.0))
    _, usual = after_a_second(Conditions(), place, velocity, "sphere")
    _, slowed = after_a_second(carpet, place, velocity, "sphere")
    assert usual[0] > 0.5
    assert slowed[0] < 0.1


def test_a_medium_slows_what_flies():
    place, velocity = (0.0, 0.0, 20.0), (3.0, 0.0, 0.0)
    _, free = after_a_second(Conditions(), place, velocity)
    _, slowed = after_a_second(Conditions(medium=Medium(density_kg_m3=50.0)), place, velocity)
    assert free[0] == pytest.approx(3.0, abs=1e-3)
    assert slowed[0] < 0.8 * free[0]
    assert np.abs(slowed[2]) < 0.9 * np.abs(free[2])


def test_the_shipped_carpet_is_a_changed_world_with_the_usual_things():
    assert load_conditions(CARPET).floor.friction == 1.2
    assert load_ranges("train", CARPET) == load_ranges("ood", CARPET) == load_ranges("train")


def test_an_episode_tells_of_its_world(tmp_path):
    path = written(tmp_path, {"medium": {"viscosity_pas": 1}, "floor": {"friction": 0.1}})
    conditions = load_conditions(path)
    assert conditions == Conditions(Medium(viscosity_pas=1.0), Material(0.1, 0.0, 0.0, 1.0))
    assert conditions.rule(Layout((FLOOR,))).meta["world"] == asdict(conditions)


@pytest.mark.parametrize(
    ("world", "words"),
    [
        ({"wind": 3}, "unknown key 'wind'"),
        ({"medium": {"density_kg_m3": -1}}, "medium.density_kg_m3"),
        ({"floor": {"restitution": 1.5}}, "restitution"),
        ("wet", "mapping"),
    ],
)
def test_conditions_that_cannot_be_are_refused_by_name(tmp_path, world, words):
    path = written(tmp_path, world)
    with pytest.raises(ConfigError, match=words) as told:
        Request(("drop",), ranges=path)
    assert str(told.value).count(str(path)) == 1
