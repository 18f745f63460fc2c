# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import cv2
import numpy as np

from sgw_ros.experts.visual.person import WINDOW_PX, PersonDetector, _view


def test_every_scale_is_searched_as_opencv_does_it_on_one_thread():
    """On several, OpenCV now and then gives a window the margin of another."""
    noise = np.random.default_rng(3).integers(0, 256, (60, 80, 3)).astype(np.uint8)
    picture = np.asarray(cv2.resize(noise, (320, 240), interpolation=cv2.INTER_CUBIC), np.uint8)
    detector, threshold = PersonDetector(5.0), -5.0
    view = _view(picture, (0.0, 0.0, 320.0, 240.0), 1.0)
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    windows, margins = detector._hog.detectMultiScale(view.pixels, threshold, (8, 8), (0, 0), 1.15, 0)
    cv2.setNumThreads(threads)
    expected = [
        (float(m), view.body(*map(float, w))) for w, m in zip(windows, np.ravel(margins), strict=True)
    ]
    assert len(expected) > 20
    assert detector._search(view, 8, 1.15, threshold) == expected


def test_what_is_smaller_than_a_window_holds_nobody():
    width, height = WINDOW_PX
    view = _view(np.zeros((height, width - 1, 3), np.uint8), (0.0, 0.0, width - 1.0, float(height)), 1.0)
    assert PersonDetector(5.0)._search(view, 8, 1.15, -10.0) == []
