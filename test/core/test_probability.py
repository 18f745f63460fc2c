# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import chdtr, ndtr

from sgw_ros.core.probability import chi2_cdf, normal_cdf


@given(st.lists(st.floats(-40.0, 40.0), max_size=5))
def test_the_normal_distribution(z):
    assert normal_cdf(np.array(z)) == pytest.approx(ndtr(np.array(z)), rel=1e-12, abs=1e-300)


def test_shapes_are_kept_and_infinity_is_certain():
    assert normal_cdf(np.zeros((2, 0, 3))).shape == (2, 0, 3)
    assert normal_cdf(np.array([[-np.inf, 0.0, np.inf]])).tolist() == [[0.0, 0.5, 1.0]]


@given(st.integers(1, 6), st.floats(0.0, 1e300))
def test_the_chi_squared_distribution(freedom, x):
    assert chi2_cdf(freedom, x) == pytest.approx(chdtr(freedom, x), abs=1e-14)
