# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from sgw_ros.core.types import Risk
from sgw_ros.experts.risk.alarm import Thresholds
from training.risk.timeline import LEFT, RISK_COLOURS, UNKNOWN, WIDTH, timeline_picture
from training.risk.watching import Watched


def watched(p_model: np.ndarray | None = None) -> Watched:
    """Ten seconds: no risk in the first half, a high one in the second, where the rules answer."""
    later = np.arange(100) >= 50
    p = np.where(later[:, None], (0.1, 0.1, 0.1, 0.7), (0.7, 0.1, 0.1, 0.1))
    return Watched(
        stamp_s=0.1 * np.arange(100),
        tiles=[(0.0, np.zeros((80, 140, 3), np.uint8)), (5.0, np.full((80, 140, 3), 255, np.uint8))],
        p_published=p,
        risk=np.where(later, 3, 0),
        fallback=later,
        p_model=p_model,
        familiar=np.ones(100, bool),
        alarm=Thresholds(0.5, 0.5),
    )


def test_a_level_stands_where_it_held():
    image = timeline_picture(watched(), "clip.mp4")
    assert image.shape[1] == LEFT + WIDTH + 20
    high = (image == RISK_COLOURS[Risk.HIGH]).all(axis=-1)
    band = np.flatnonzero(high[:, LEFT + WIDTH - 40] & ~high[:, LEFT + 40])
    assert len(band) > 60
    assert high[band[-1], LEFT + WIDTH // 2 + 15 : LEFT + WIDTH - 2].all()


def test_the_model_alone_is_drawn_where_its_window_was_full():
    p_model = np.tile((0.2, 0.6, 0.1, 0.1), (100, 1))
    p_model[:8] = np.nan
    image = timeline_picture(watched(p_model), "clip.mp4")
    assert image.shape[0] > timeline_picture(watched(), "clip.mp4").shape[0] + 100
    unknown = np.flatnonzero(np.sum((image == UNKNOWN).all(axis=-1), axis=0) > 100)
    assert unknown.max() == pytest.approx(LEFT + WIDTH * 8 / 99, abs=3)


def test_a_video_has_no_telemetry_so_the_rules_answer_and_the_model_is_asked_as_if_at_rest(tmp_path):
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from test.experts.risk.made_up_model import write_risk_model
    from test.inputs import write_video
    from training.risk.watching import watch

    video = write_video(tmp_path / "clip.mp4", count=24)
    found = watch(video, str(write_risk_model(tmp_path / "model")))
    assert found.fallback.all()
    assert found.p_model is not None
    full = np.isfinite(found.p_model).all(axis=1)
    assert 0 < np.flatnonzero(full)[0] < 12
    assert full[np.flatnonzero(full)[0] :].all()
    assert np.allclose(found.p_model[full].sum(axis=1), 1.0)
    assert 1 <= len(found.tiles) <= 8
    assert watch(video, None).p_model is None
