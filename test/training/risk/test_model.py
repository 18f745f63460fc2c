# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from sgw_ros.core.errors import ModelError
from test.training.risk.small import DV, language
from training.risk.dataset import DummyDataset
from training.risk.language import LanguageModel
from training.risk.losses import RiskLoss, class_weights
from training.risk.model import Shape, SpatialIntentModel
from training.risk.pooling import AttentionPooling, SegmentPooling
from training.risk.samples import collate
from training.risk.settings import LossSettings


@pytest.fixture
def reader(tmp_path):
    return LanguageModel(str(language(tmp_path / "language")))


def made(reader, **more):
    torch.manual_seed(0)
    return SpatialIntentModel(Shape(DV, **more), reader).eval()


def test_segments_are_averaged():
    frames = torch.arange(8.0).view(1, 8, 1)
    assert SegmentPooling(8, 4, 1)(frames).flatten().tolist() == [0.5, 2.5, 4.5, 6.5]
    assert SegmentPooling(8, 3, 1)(frames).flatten().tolist() == [0.5, 3.0, 6.0]


def test_attention_begins_near_the_segments():
    torch.manual_seed(0)
    frames = torch.randn(2, 8, 16)
    near, exact = AttentionPooling(8, 4, 16)(frames), SegmentPooling(8, 4, 16)(frames)
    assert float((near - exact).detach().abs().mean()) < 0.2


@pytest.mark.parametrize("pooling", ["segment", "attention"])
def test_it_answers_all_four_questions(reader, pooling):
    said = made(reader, pooling=pooling)(torch.randn(3, 8, DV), torch.randn(3, 8))
    sizes = [tuple(getattr(said, name).shape) for name in ("risk", "reason", "action", "confidence")]
    assert sizes == [(3, 4), (3, 4), (3, 6), (3,)]


def test_confidence_teaches_nothing_but_its_own_head(reader):
    model = made(reader)
    model(torch.randn(3, 8, DV), torch.randn(3, 8)).confidence.sum().backward()
    taught = {name for name, value in model.named_parameters() if value.grad is not None}
    assert taught == {"confidence.weight", "confidence.bias"}


def test_everything_but_the_language_model_is_trained(reader):
    model = made(reader).train()
    assert not any(name.startswith("language") for name in model.trained())
    assert not model.language.training
    assert not any(name.startswith("language") for name in model.kept_state())


def test_with_gpt2s_width_about_one_and_a_half_million_are_trained(tmp_path):
    wide = LanguageModel(str(language(tmp_path / "wide", width=768)))
    for dv in (128, 256, 768):
        trained = SpatialIntentModel(Shape(dv), wide).trained().values()
        assert 1.2e6 < sum(value.numel() for value in trained) < 1.9e6


def test_a_language_model_that_looks_ahead_is_refused(tmp_path):
    config = BertConfig(
        vocab_size=11, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8
    )
    BertModel(config).save_pretrained(tmp_path)
    with pytest.raises(ModelError, match="not decoder-only"):
        LanguageModel(str(tmp_path))


def test_a_language_model_that_is_not_there_says_what_to_give(tmp_path):
    with pytest.raises(ModelError, match="give the folder of a transformers model"):
        LanguageModel(str(tmp_path / "none"))


def test_the_loss_is_the_stated_sum(reader):
    data = DummyDataset(5, DV)
    batch = collate([data[i] for i in range(5)])
    parts = RiskLoss(LossSettings(), class_weights(data.classes(), 0.0))(
        made(reader)(batch.vis_feats, batch.telemetry), batch
    )
    tasks = parts["risk"] + 0.5 * parts["reason"] + parts["action"]
    assert float(parts["total"]) == pytest.approx(float(tasks + parts["confidence"]), rel=1e-5)


def test_learned_weights_begin_at_the_stated_ones_and_move(reader):
    data = DummyDataset(5, DV)
    batch = collate([data[i] for i in range(5)])
    loss = RiskLoss(LossSettings(learned=True), class_weights(data.classes(), 0.0))
    assert torch.exp(-loss.log_variance).tolist() == pytest.approx([1.0, 0.5, 1.0])
    loss(made(reader)(batch.vis_feats, batch.telemetry), batch)["total"].backward()
    assert float(loss.log_variance.grad.abs().min()) > 0


def test_rare_classes_weigh_more_and_the_average_sample_weighs_one():
    classes = np.array([[0, 0, 0]] * 9 + [[3, 1, 2]])
    weights = class_weights(classes, 1.0)["risk"].numpy()
    assert weights[3] == pytest.approx(9 * weights[0])
    assert weights[classes[:, 0]].mean() == pytest.approx(1.0)
    assert class_weights(classes, 0.0)["risk"].tolist() == [1.0] * 4
