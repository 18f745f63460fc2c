# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

from training import simulate
from training.factory.request import Request, make_job
from training.simulation.draw import RenderSettings


def files(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_an_episode_is_the_same_whenever_it_is_made():
    request = Request(("collide",), seed=5)
    assert make_job(request, 0) == make_job(request, 0)
    assert make_job(request, 0)[0].sha256 != make_job(Request(("collide",), seed=6), 0)[0].sha256


@pytest.mark.slow
def test_pictures_too_are_the_same_whatever_the_number_of_workers(tmp_path):
    command = ["drop,crossings", "--episodes", "4", "--size", "64x64", "--flow"]
    for workers in ("1", "3"):
        assert simulate.main([*command, "--workers", workers, "--out", str(tmp_path / workers)]) == 0
    assert files(tmp_path / "1") == files(tmp_path / "3")


@pytest.mark.slow
def test_rendering_is_compared_with_mujocos_own():
    from training.factory.bench import vs_bare_render

    assert vs_bare_render(Request(("drop",), render=RenderSettings(64, 64))) > 0
