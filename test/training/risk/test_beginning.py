# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A projector that begins with the encoder's reader says what that says."""

from dataclasses import asdict

import pytest
import torch

from sgw_ros.core.errors import ModelError
from test.training.risk.small import language
from training.risk.beginning import begin_projector
from training.risk.encoder.network import HIDDEN, TOLD, Teachers
from training.risk.encoder.settings import Settings
from training.risk.language import LanguageModel
from training.risk.model import Shape, SpatialIntentModel

DV = 8


@pytest.fixture
def checkpoint(tmp_path):
    torch.manual_seed(0)
    teachers = Teachers(DV).eval()
    path = tmp_path / "last.pt"
    torch.save({"settings": asdict(Settings()), "steady": {"teachers": teachers.state_dict()}}, path)
    return teachers, path


def made(tmp_path, width, dv=DV):
    reader = LanguageModel(str(language(tmp_path / f"reader{width}", width=width)))
    model = SpatialIntentModel(Shape(dv + TOLD), reader).eval()
    model.seen.fit(torch.randn(50, dv + TOLD) * 3 + 1, torch.tensor(1e-3))
    model.felt.fit(torch.randn(50, 8) * 2 - 1, torch.tensor(1e-3))
    return model


def test_tokens_are_what_the_encoders_reader_makes_of_features_and_telemetry(checkpoint, tmp_path):
    (teachers, path), model = checkpoint, made(tmp_path, HIDDEN)
    begin_projector(model, path)
    features, telemetry = torch.randn(4, DV + TOLD), torch.randn(4, 8)
    read = teachers.moving[:4](torch.cat((features, telemetry / teachers.scale), dim=1))
    tokens = model.vision(model.seen(features)[:, None], model.felt(telemetry))[:, 0]
    assert torch.allclose(tokens, read, atol=1e-4)


def test_a_reader_of_another_width_is_refused(checkpoint, tmp_path):
    with pytest.raises(ModelError, match="was taught by a reader of 192"):
        begin_projector(made(tmp_path, 16), checkpoint[1])


@pytest.mark.parametrize("dv", [DV - 4, DV + 4, DV + 40])
def test_a_reader_of_other_features_is_refused(checkpoint, tmp_path, dv):
    with pytest.raises(ModelError, match=f"reader of {DV + TOLD} features"):
        begin_projector(made(tmp_path, HIDDEN, dv), checkpoint[1])
