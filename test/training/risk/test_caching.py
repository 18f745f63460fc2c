# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json
from dataclasses import replace

import numpy as np
import pytest

from sgw_ros.core.errors import ModelError
from test.training.risk.small import Brighter, clip, encoder, measuring_encoder, vision_transformer
from training import embed
from training.episodes.errors import DatasetError
from training.risk.caching import (
    CacheError,
    cached_clips,
    check_encoder,
    encode_clip,
    read_about,
    write_cache,
)
from training.risk.clips import mirrored
from training.risk.dataset import ClipWindows
from training.risk.vision import load_vision


@pytest.fixture
def colours(tmp_path):
    return load_vision(str(encoder(tmp_path / "colours")))


def test_each_picture_is_encoded_beside_the_one_before_it(colours):
    seen = clip(pictures=True)
    features = encode_clip(seen, colours)
    red = seen.pictures[..., 0].mean(axis=(1, 2)) / 255
    assert features[:, 0] == pytest.approx(red, abs=1e-4)
    assert features[:, 3] == pytest.approx(np.diff(red, prepend=red[0]), abs=1e-4)


def test_what_was_cached_comes_back(tmp_path, colours):
    clips = [clip("a", pictures=True), clip("b", seed=1, pictures=True)]
    assert write_cache(tmp_path / "cache", clips, {"folder": "made"}, colours, mirror=True) == 2
    back, twins, origin = cached_clips(tmp_path / "cache", 0, True)
    assert [found.name for found in back] == ["a", "b"]
    assert np.array_equal(back[1].features, encode_clip(clips[1], colours))
    assert np.array_equal(twins[0].features, encode_clip(mirrored(clips[0]), colours))
    assert twins[0].action.tolist() == mirrored(clips[0]).action.tolist()
    assert origin["encoder"] == colours.identity()
    assert len(cached_clips(tmp_path / "cache", 1, False)[0]) == 1


def measured_clip(name="a"):
    metres = np.arange(1, 13, dtype=np.uint16)[:, None, None]
    return replace(clip(name, pictures=True), depths=np.broadcast_to(1000 * metres, (12, 96, 128)).copy())


def test_depth_is_encoded_in_metres_beside_that_of_the_picture_before(tmp_path):
    ranges = load_vision(str(measuring_encoder(tmp_path / "ranges")))
    assert ranges.measures
    features = encode_clip(measured_clip(), ranges)
    assert features[:, 1].tolist() == pytest.approx(list(range(1, 13)))
    assert features[:, 2].tolist() == pytest.approx([1, *range(1, 12)])
    assert not encode_clip(clip(pictures=True), ranges)[:, 1:].any()


def test_a_cache_also_holds_what_a_robot_without_depth_would_have(tmp_path):
    ranges = load_vision(str(measuring_encoder(tmp_path / "ranges")))
    write_cache(tmp_path / "cache", [measured_clip()], {"folder": "made"}, ranges, mirror=True)
    [back], [twin], _ = cached_clips(tmp_path / "cache", 0, True)
    assert back.features[3, 1] == pytest.approx(4.0)
    assert back.without_depth[3, 1] == 0.0
    assert np.array_equal(back.without_depth[:, 0], back.features[:, 0])
    samples = ClipWindows([back], {}, [twin])
    known = [samples[k].vis_feats[0, 1] > 0 for k in range(len(samples))]
    assert any(known)
    assert not all(known)
    assert all(ClipWindows([back], {})[k].vis_feats[0, 1] > 0 for k in range(len(samples)))


def test_depth_is_nothing_to_an_encoder_that_does_not_take_it(tmp_path, colours):
    assert np.array_equal(
        encode_clip(measured_clip(), colours), encode_clip(clip("a", pictures=True), colours)
    )
    write_cache(tmp_path / "cache", [measured_clip()], {"folder": "made"}, colours, mirror=False)
    [back], _, _ = cached_clips(tmp_path / "cache", 0, False)
    assert back.without_depth is None


def test_a_cache_of_another_encoder_is_refused(tmp_path, colours):
    folder = tmp_path / "cache"
    write_cache(folder, [clip(pictures=True)], {"folder": "made"}, colours, mirror=False)
    other = load_vision(str(encoder(tmp_path / "other", Brighter)))
    with pytest.raises(CacheError, match="holds features of encoder encoder:"):
        check_encoder(folder, other)
    with pytest.raises(CacheError, match="not of"):
        write_cache(folder, [], {"folder": "made"}, other, mirror=False)
    with pytest.raises(CacheError, match="other data"):
        write_cache(folder, [], {"folder": "else"}, colours, mirror=False)
    with pytest.raises(CacheError, match="without --mirror"):
        cached_clips(folder, 0, True)


def test_an_interrupted_cache_says_so_and_goes_on(tmp_path, colours):
    folder = tmp_path / "cache"

    def interrupted():
        yield clip("a", pictures=True)
        raise DatasetError("the disk is gone")

    with pytest.raises(DatasetError):
        write_cache(folder, interrupted(), {"folder": "made"}, colours, mirror=False)
    with pytest.raises(CacheError, match="incomplete"):
        cached_clips(folder, 0, False)
    written = (folder / "a.npz").stat().st_mtime_ns
    clips = [clip("a", pictures=True), clip("b", pictures=True)]
    assert write_cache(folder, clips, {"folder": "made"}, colours, mirror=False) == 2
    assert (folder / "a.npz").stat().st_mtime_ns == written


def test_damage_is_named(tmp_path, colours):
    folder = tmp_path / "cache"
    write_cache(folder, [clip(pictures=True)], {"folder": "made"}, colours, mirror=False)
    (folder / "clip.npz").write_bytes(b"PK" + bytes(50))
    with pytest.raises(CacheError, match=r"clip.npz is damaged"):
        cached_clips(folder, 0, False)
    about = json.loads((folder / "features.json").read_text())
    (folder / "features.json").write_text(json.dumps({**about, "version": 9}))
    with pytest.raises(CacheError, match="version 9"):
        read_about(folder)
    (folder / "features.json").write_text("{")
    with pytest.raises(CacheError, match="cannot be read"):
        read_about(folder)


def test_a_vision_model_of_transformers_encodes_too(tmp_path):
    found = load_vision(str(vision_transformer(tmp_path / "vit")))
    features = encode_clip(clip(pictures=True), found)
    assert (features.shape, features.dtype, found.dv) == ((12, 8), np.float32, 8)
    assert found.identity()["name"] == "vit"


def test_what_is_no_encoder_is_named(tmp_path):
    for name, said in ((tmp_path / "none.onnx", "does not exist"), (tmp_path / "none", "cannot be loaded")):
        with pytest.raises(ModelError, match=said):
            load_vision(str(name))


def test_the_command_needs_a_set_that_can_be_read(tmp_path, capsys):
    folder = str(encoder(tmp_path / "colours"))
    arguments = [str(tmp_path / "nothing"), "--encoder", folder, "--out", str(tmp_path / "cache")]
    assert embed.main(arguments) == 1
    assert "embed: error" in capsys.readouterr().err
