# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What scenes are drawn from: train and ood share nothing, neither in the file nor in what is drawn."""

from dataclasses import fields

import numpy as np
import pytest
import yaml

from sgw_ros.core.errors import ConfigError
from training.simulation.draw import start_draw
from training.simulation.ranges import RANGES_YAML, Interval, Ranges, load_ranges
from training.simulation.scenarios import collide, contain, dominoes, drop, link, roll, support
from training.simulation.shapes import FILL

SCENARIOS = (dominoes, support, collide, contain, drop, link, roll)


@pytest.mark.parametrize("name", [item.name for item in fields(Ranges)])
def test_no_entry_of_ood_meets_that_of_train(name):
    train, ood = getattr(load_ranges("train"), name), getattr(load_ranges("ood"), name)
    if isinstance(train, Interval):
        assert not train.meets(ood)
    else:
        assert not set(train) & set(ood)


def test_val_and_test_draw_from_what_train_draws_from():
    assert load_ranges("val") == load_ranges("test") == load_ranges("train")


def layout(module, split, index):
    return module._arrange(start_draw(module.__name__, index, 3, split))()


@pytest.mark.parametrize("split", ["train", "ood"])
@pytest.mark.parametrize("module", SCENARIOS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_scenes_keep_to_their_split(module, split):
    ranges = load_ranges(split)
    shapes = {"mesh" if family in ("hull", "wedge", "prism") else family for family in ranges.shapes}
    for index in range(4):
        bodies = [body for body in layout(module, split, index).bodies if not body.static]
        things = [body for body in bodies if body.joint is None or not body.joint.parent]
        assert ranges.count.low <= len(things) <= ranges.count.high
        single = [body.parts[0] for body in bodies if len(body.parts) == 1 and body.joint is None]
        loose = [
            part for part in single if not part.name.startswith(("block", "domino")) and part.name != "agent"
        ]
        assert {part.shape for part in loose} <= shapes
        for part in loose:
            assert ranges.size_m.low * 0.99 <= max(part.extent) <= ranges.size_m.high * 1.01
            assert ranges.friction.low <= part.material.friction <= ranges.friction.high
            assert ranges.restitution.low <= part.material.restitution <= ranges.restitution.high
            densities = [part.mass / (fill * np.prod(part.extent)) for fill in FILL.values()]
            assert min(densities) <= ranges.density_kg_m3.high
            assert max(densities) >= ranges.density_kg_m3.low


def test_every_split_seed_index_and_scenario_draws_anew():
    draws = [
        ("a", 0, 0, "train"),
        ("b", 0, 0, "train"),
        ("a", 1, 0, "train"),
        ("a", 0, 1, "train"),
        ("a", 0, 0, "val"),
    ]
    numbers = [start_draw(*draw).rng.random() for draw in draws]
    assert len(set(numbers)) == len(draws)
    assert start_draw("a", 0).rng.random() == numbers[0]


def written(tmp_path, change):
    document = yaml.safe_load(RANGES_YAML.read_text())
    change(document)
    path = tmp_path / "ranges.yaml"
    path.write_text(yaml.safe_dump(document))
    return path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d["train"].update(size_m=[0.3, 0.2]), "size_m.*upside down"),
        (lambda d: d["train"].update(sise_m=[0.2, 0.3]), "unknown key 'sise_m'"),
        (lambda d: d["ood"].pop("friction"), "friction is missing"),
        (lambda d: d["ood"].update(shapes=["cube"]), "cube"),
        (lambda d: d["train"].update(restitution=[0.0, 1.5]), "restitution"),
        (lambda d: d["train"].update(count="many"), "count"),
        (lambda d: d["train"].update(rolling_friction_m=[0.0, 0.1]), "rolling_friction_m.*above 0"),
        (lambda d: d.pop("ood"), "ood"),
    ],
)
def test_ranges_that_cannot_be_are_refused_by_name(tmp_path, change, words):
    path = written(tmp_path, change)
    with pytest.raises(ConfigError, match=words):
        [load_ranges(split, path) for split in ("train", "ood")]
