# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from test.training.risk.small import DV, clip
from training.episodes.errors import DatasetError
from training.risk.clips import mirrored
from training.risk.dataset import ClipWindows, DummyDataset
from training.risk.samples import Sample, SampleError, collate
from training.risk.template import CustomDataset

FEATURES = np.zeros((8, DV), np.float32)
STILL = np.zeros(8, np.float32)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"telemetry": np.zeros(7, np.float32)}, "telemetry must be 8 finite numbers"),
        ({"telemetry": np.full(8, np.nan, np.float32)}, "telemetry must be 8 finite numbers"),
        ({"risk_id": 4}, "risk_id must be a whole number from 0 to 3"),
        ({"reason_id": -1}, "reason_id must be"),
        ({"action_id": 2.5}, "action_id must be a whole number from 0 to 5"),
        ({"vis_feats": FEATURES[:5]}, r"vis_feats must be finite float32 \[8, dv\], found float32 \[5, 6\]"),
        ({"vis_feats": FEATURES.astype(np.float64)}, "found float64"),
        ({"vis_feats": FEATURES * np.nan}, "must be finite"),
        ({"vis_feats": None}, "give either frames or vis_feats"),
        ({"vis_feats": None, "frames": np.zeros((5, 3, 96, 128), np.uint8)}, r"frames must be uint8 \[8, 3"),
        ({"vis_feats": None, "frames": np.zeros((8, 3, 96, 128), np.float32)}, "found float32"),
    ],
)
def test_what_is_no_sample_is_named(change, said):
    good = {"telemetry": STILL, "risk_id": 0, "reason_id": 0, "action_id": 0, "vis_feats": FEATURES}
    with pytest.raises(SampleError, match=f"sample one: .*{said}"):
        Sample(**{**good, **change}, sample_id="one")


def test_samples_of_different_kinds_make_no_batch():
    one = Sample(STILL, 0, 0, 0, vis_feats=FEATURES)
    wide = Sample(STILL, 0, 0, 0, vis_feats=np.zeros((8, 9), np.float32))
    raw = Sample(STILL, 0, 0, 0, frames=np.zeros((8, 3, 96, 128), np.uint8))
    for other in (wide, raw):
        with pytest.raises(SampleError, match="must all be there and of one size"):
            collate([one, other])


def test_a_batch_holds_the_samples_in_order():
    samples = ClipWindows([clip("a"), clip("b", seed=1)], {"folder": "made up"})
    batch = collate([samples[0], samples[5]])
    assert batch.sample_ids == ("a@0.7", "b@0.7")
    assert batch.vis_feats.shape == (2, 8, DV)
    assert batch.risk.tolist() == samples.classes()[[0, 5], 0].tolist()
    assert samples.stamp_s.tolist() == pytest.approx([0.7, 0.8, 0.9, 1.0, 1.1] * 2)


def test_of_twins_either_is_taken_as_seed_and_epoch_say():
    seen = clip(pictures=True)
    samples = ClipWindows([seen], {}, [mirrored(seen)])
    left = [
        [bool(samples[i].frames[0, 1, 0, 0] == 50) for i in range(len(samples))]
        for samples.epoch in (0, 1, 0)
    ]
    assert left[0] == left[2]
    assert len({True, False} & {flag for row in left for flag in row}) == 2


def test_clips_must_be_of_one_kind_and_long_enough():
    with pytest.raises(DatasetError, match="one size"):
        ClipWindows([clip("a"), clip("b", pictures=True)], {})


def test_the_dummy_gives_the_same_samples_again():
    for dv in (0, DV):
        first, second = DummyDataset(4, dv, seed=3), DummyDataset(4, dv, seed=3)
        assert len(first) == 4
        assert first.classes().tolist() == second.classes().tolist()
        one, other = (data[2].frames if dv == 0 else data[2].vis_feats for data in (first, second))
        assert np.array_equal(one, other)


def test_the_template_reads_a_folder_of_ones_own(tmp_path):
    with pytest.raises(DatasetError, match="holds no"):
        CustomDataset(tmp_path)
    rgb, K = np.full((8, 48, 64, 3), 9, np.uint8), [[50, 0, 32], [0, 50, 24], [0, 0, 1]]
    np.savez(tmp_path / "one.npz", rgb=rgb, K=K, telemetry=STILL, labels=[3, 0, 2])
    data = CustomDataset(tmp_path)
    assert data[0].frames.shape == (8, 3, 96, 128)
    assert (data[0].risk_id, data.classes().tolist()) == (3, [[3, 0, 2]])
