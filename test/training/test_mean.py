# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest
import torch

from training import mean


def checkpoint(path, value, epoch=0, size=2):
    """Of a run, with some weights and a counter."""
    state = {"weight": torch.full((size,), value), "count": torch.tensor(epoch)}
    torch.save({"state_dict": state, "epoch": epoch}, path)
    return str(path)


def test_weights_are_averaged_and_all_else_is_the_last_ones(tmp_path):
    paths = [checkpoint(tmp_path / f"{k}.pt", float(k), epoch=k) for k in (1, 2, 6)]
    assert mean.main([*paths, "--out", str(tmp_path / "mean.pt")]) == 0
    made = torch.load(tmp_path / "mean.pt", weights_only=True)
    assert made["state_dict"]["weight"].tolist() == [3.0, 3.0]
    assert made["state_dict"]["count"] == made["epoch"] == 6


def test_one_alone_is_its_own_mean(tmp_path):
    alone = checkpoint(tmp_path / "1.pt", 0.1)
    assert mean.main([alone, "--out", str(tmp_path / "mean.pt")]) == 0
    assert torch.load(tmp_path / "mean.pt", weights_only=True)["state_dict"]["weight"][0] == pytest.approx(
        0.1
    )


@pytest.mark.parametrize(
    ("other", "told"), [("size", "another model"), ("empty", "no weights"), ("gone", "gone.pt")]
)
def test_what_cannot_be_averaged_is_named(tmp_path, capsys, other, told):
    first = tmp_path / f"{other}.pt"
    if other == "size":
        checkpoint(first, 1.0, size=3)
    if other == "empty":
        torch.save({"epoch": 1}, first)
    last = checkpoint(tmp_path / "last.pt", 1.0)
    assert mean.main([str(first), last, "--out", str(tmp_path / "mean.pt")]) == 1
    said = capsys.readouterr().err
    assert told in said
    assert not (tmp_path / "mean.pt").exists()
