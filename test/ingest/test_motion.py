# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np

from sgw_ros.ingest.motion import MotionTest

from ..inputs import moving_square

RNG = np.random.default_rng(5)
SCENE = RNG.integers(40, 200, (48, 64, 3), np.uint8).repeat(10, 0).repeat(10, 1)


def noisy(image, sigma=4.0):
    return np.clip(image + RNG.normal(0, sigma, image.shape), 0, 255).astype(np.uint8)


def test_the_first_picture_is_all_new():
    assert MotionTest()(SCENE) == 1.0


def test_noise_and_light_are_not_motion():
    motion = MotionTest()
    motion(noisy(SCENE))
    assert motion(noisy(SCENE)) < 0.001
    assert motion(noisy(np.clip(SCENE.astype(int) + 12, 0, 255))) < 0.001


def test_something_that_moves_counts_by_its_size():
    motion = MotionTest()
    image = noisy(SCENE)
    motion(image)
    small, large = noisy(SCENE), noisy(SCENE)
    small[100:160, 100:140] = 255
    large[100:400, 100:300] = 255
    first = motion(small)
    motion(image)
    assert 0.003 < first < 0.02
    assert motion(large) > 0.1


def test_a_picture_of_another_size_is_new():
    motion = MotionTest()
    motion(moving_square(0))
    assert motion(moving_square(0)) == 0.0
    assert motion(moving_square(0, 32, 24)) == 1.0


def test_tiny_pictures_are_judged_too():
    motion = MotionTest()
    motion(np.zeros((1, 1, 3), np.uint8))
    assert motion(np.zeros((1, 1, 3), np.uint8)) == 0.0
