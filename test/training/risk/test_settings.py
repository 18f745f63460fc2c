# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import pytest

from sgw_ros.core.errors import ConfigError
from training import train
from training.risk.settings import Settings, load_settings


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("model: {poling: segment}", "unknown key 'model.poling'"),
        ("model: {pooling: maximum}", "model.pooling must be one of segment, attention"),
        ("model: {frames: 9}", "model.frames must be 8"),
        ("model: {tokens: 9}", "model.tokens must be from 1 to 8"),
        ("data: {balance: fair}", "data.balance must be one of none, weights, sampling"),
        ("fit: {epochs: 0}", "must be above 0"),
    ],
)
def test_wrong_settings_are_named(tmp_path, text, said):
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=said):
        load_settings(path)


def test_settings_are_as_specified_unless_said():
    settings = Settings()
    assert (settings.loss.risk, settings.loss.reason, settings.loss.action) == (1.0, 0.5, 1.0)
    assert (settings.fit.epochs, settings.fit.batch, settings.fit.learning_rate) == (10, 32, 1e-3)
    assert (settings.model.frames, settings.model.tokens, settings.fit.clip) == (8, 4, 1.0)


def test_the_shipped_settings_are_good():
    folder = Path(train.__file__).parent / "configs"
    for name in ("small", "gpt2", "raw"):
        assert isinstance(load_settings(folder / f"risk_{name}.yaml"), Settings)
