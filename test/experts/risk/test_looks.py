# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from sgw_ros.experts.risk.looks import COLUMNS, LENGTH, ROWS, looks, looks_of

PARTS = ROWS * COLUMNS


def room(seed=0):
    """A smooth picture with a little grain."""
    rng = np.random.default_rng(seed)
    slope = np.linspace(60, 180, 128)[None, :, None] + np.linspace(0, 30, 96)[:, None, None]
    return np.clip(slope + rng.normal(0, 2.0, (96, 128, 3)), 0, 255).astype(np.uint8)


def apart(first, second):
    return float(np.sqrt(np.mean((looks(first) - looks(second)) ** 2)))


def test_the_same_scene_with_other_grain_or_in_other_light_looks_the_same():
    assert apart(room(0), room(1)) < 0.1
    assert apart(room(), np.clip(room().astype(int) + 25, 0, 255).astype(np.uint8)) < 0.1


@pytest.mark.parametrize("kind", ["black", "white", "noise"])
def test_what_shows_nothing_looks_like_nothing_else(kind):
    noise = np.random.default_rng(0).integers(0, 256, (96, 128, 3), np.uint8)
    shown = {"black": np.zeros_like(noise), "white": np.full_like(noise, 255), "noise": noise}[kind]
    assert np.isfinite(looks(shown)).all()
    assert apart(shown, room()) > 1.0


def test_parts_are_told_apart():
    half = room()
    half[48:] = 0
    away = np.abs(looks(half) - looks(room())).reshape(-1, ROWS, COLUMNS)
    assert away[0, ROWS - 1].min() > 1.0
    assert away[0, 0].max() < 0.1


def test_several_at_once_are_each_by_itself():
    found = looks_of(np.stack([room(0), room(1)]))
    assert found.shape == (2, LENGTH)
    assert found.dtype == np.float32
    assert np.array_equal(found[1], looks(room(1)))
