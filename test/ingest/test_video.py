# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import random

import pytest

from sgw_ros.core.errors import InputError
from sgw_ros.ingest.source import open_source

from ..inputs import S, only_clear_errors, write_video


def test_pictures_come_with_their_presentation_times(tmp_path):
    source = open_source(str(write_video(tmp_path / "v.mp4")))
    assert (source.info.kind, source.info.rate_hz, source.info.total) == ("video", 10.0, 10)
    frames = list(source)
    assert [f.stamp_ns for f in frames] == [S + i * S // 10 for i in range(10)]
    assert [f.sequence for f in frames] == list(range(10))
    assert frames[0].image.shape == (48, 64, 3)
    assert frames[0].camera.assumed
    assert frames[0].activity == 1.0
    assert 0 < frames[5].activity < 0.5
    assert source.faults.skipped == 0
    source.close()
    source.close()


def test_of_a_truncated_file_what_decodes_is_used_and_the_rest_told_once(tmp_path):
    whole = write_video(tmp_path / "v.mkv", count=40).read_bytes()
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole[: len(whole) * 2 // 3])
    source = open_source(str(cut))
    assert 5 < len(list(source)) < 40


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a readable video"),
        (b"not a video", "not a readable video"),
        (None, "no such file"),
    ],
)
def test_what_is_no_video_says_so_and_names_the_file(tmp_path, content, message):
    path = tmp_path / "v.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        list(open_source(str(path)))
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi"])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.3, 0.6, 0.98])
def test_a_file_cut_anywhere_gives_frames_or_one_clear_error(tmp_path, suffix, share):
    whole = write_video(tmp_path / f"v.{suffix}").read_bytes()
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(whole[: int(len(whole) * share)])
    with only_clear_errors(path):
        assert list(open_source(str(path)))


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_file_gives_frames_or_one_clear_error(tmp_path, seed):
    rng = random.Random(seed)
    content = bytearray(write_video(tmp_path / "v.mkv").read_bytes())
    for _ in range(30):
        content[rng.randrange(len(content))] = rng.randrange(256)
    path = tmp_path / "damaged.mkv"
    path.write_bytes(content)
    with only_clear_errors(path):
        assert list(open_source(str(path)))


def test_a_camera_that_is_not_there_is_named(capfd):
    with pytest.raises(InputError, match="camera 97: cannot be opened"):
        open_source("97")


def test_no_name_is_no_input():
    with pytest.raises(InputError, match="no input named"):
        open_source("")
