# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import numpy as np
import pytest

from sgw_ros.core.types import Action
from test.training.risk.small import clip
from training.risk.clips import ClipError, mirrored, windows


def test_windows_end_at_every_frame_with_seven_before_it():
    frames, ends = windows(clip(frames=10))
    assert ends.tolist() == [7, 8, 9]
    assert frames[0].tolist() == list(range(8))


def test_a_faster_camera_is_thinned():
    fast = clip(frames=30)
    fast = replace(fast, stamps_ns=33_333_333 * np.arange(30, dtype=np.int64))
    frames, ends = windows(fast)
    assert np.diff(frames[-1]).tolist() == [3] * 7
    assert ends[-1] == 29


def test_in_a_mirror_left_is_right():
    seen = clip(pictures=True)
    turned = mirrored(seen)
    assert turned.pictures[0, 0, :, 1].tolist() == seen.pictures[0, 0, ::-1, 1].tolist()
    assert turned.action[seen.action == Action.TURN_LEFT].tolist() == [Action.TURN_RIGHT] * int(
        np.sum(seen.action == Action.TURN_LEFT)
    )
    # ay, gx, gz and w change sign; ax, az, gy and v do not.
    assert np.sign(turned.telemetry / seen.telemetry)[0].tolist() == [1, -1, 1, -1, 1, -1, 1, -1]
    again = mirrored(turned)
    assert np.array_equal(again.pictures, seen.pictures)
    assert np.array_equal(again.action, seen.action)


def test_features_cannot_be_mirrored():
    with pytest.raises(ClipError, match="without pictures"):
        mirrored(clip())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"frames": 5}, "has 5 frames, a window needs 8"),
        ({"telemetry": np.zeros((12, 7), np.float32)}, r"telemetry must be \[12, 8\]"),
        ({"telemetry": np.full((12, 8), np.nan, np.float32)}, "no number"),
        ({"risk": np.full(12, 4)}, "risk must hold whole numbers from 0 to 3"),
        ({"action": np.full(12, -1)}, "action must hold whole numbers from 0 to 5"),
        ({"reason": np.zeros(12, np.float32)}, "reason must hold whole numbers"),
        ({"stamps_ns": np.zeros(12, np.int64)}, "must increase"),
        ({"features": np.full((12, 6), np.inf, np.float32)}, "make the cache again"),
        ({"pictures": np.zeros((12, 90, 128, 3), np.uint8)}, "pictures must be"),
        ({"pictures": np.zeros((12, 96, 128, 3), np.float32)}, "pictures must be uint8"),
        ({"depths": np.zeros((12, 96, 128), np.float32)}, "depths must be uint16 millimetres"),
        ({"depths": np.zeros((12, 90, 128), np.uint16)}, "depths must be"),
        ({"without_depth": np.zeros((12, 5), np.float32)}, "without_depth must be"),
    ],
)
def test_what_is_no_clip_is_named(change, said):
    frames = change.pop("frames", 12)
    with pytest.raises(ClipError, match=f"clip: .*{said}"):
        replace(clip(frames=frames), **change)
