# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from test.training.physics.scenes import sliding
from training.physics.baselines import ConstantVelocity
from training.physics.surprise import VANISHED, surprise


def passing(**more):
    return sliding([[0, 0, 5]], [[1, 0, 0]], **more)


def jumping(shift, **more):
    position = passing().position.copy()
    position[30:, 0] += shift
    return passing(position=position, **more)


def test_what_goes_as_foretold_surprises_nobody():
    assert surprise(passing(), ConstantVelocity()) == pytest.approx(0, abs=1e-3)


def test_a_jump_surprises_by_its_length():
    small, large = (surprise(jumping([0, s, 0]), ConstantVelocity()) for s in (0.1, 0.3))
    assert large == pytest.approx(3 * small, rel=1e-3)
    assert small == pytest.approx(5.0, rel=1e-3)


def test_a_jump_behind_a_screen_is_judged_when_it_is_seen_again():
    visible = np.ones((60, 1), bool)
    visible[25:35] = False
    hidden = surprise(jumping([0, 0.3, 0], visible=visible), ConstantVelocity())
    assert 0.1 < hidden < 15.0


def test_what_is_never_seen_again_is_not_judged_by_where_it_is():
    visible = np.ones((60, 1), bool)
    visible[25:] = False
    assert surprise(jumping([0, 0.3, 0], visible=visible), ConstantVelocity()) == pytest.approx(0, abs=1e-3)


def test_what_vanishes_in_plain_view_surprises():
    present = np.ones((60, 1), bool)
    present[30:] = False
    assert surprise(passing(present=present), ConstantVelocity()) == VANISHED
