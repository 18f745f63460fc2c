# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A camera of this machine as frames, read with OpenCV."""

from __future__ import annotations

import time
from collections.abc import Iterator

import cv2
import numpy as np

from sgw_ros.core.errors import InputError
from sgw_ros.core.faults import FaultLog
from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.types import Frame
from sgw_ros.ingest.source import SourceInfo

PATIENCE = 30
"""Failed reads in a row after which the camera counts as gone."""


class CameraSource:
    """Camera `index`; the stamp is the wall clock when the picture was grabbed."""

    def __init__(self, index: int) -> None:
        self.faults = FaultLog()
        self._capture = cv2.VideoCapture(index)
        if not self._capture.isOpened():
            raise InputError(f"camera {index}: cannot be opened; is it connected and free?")
        self.info = SourceInfo(f"camera {index}", "camera", self._capture.get(cv2.CAP_PROP_FPS), live=True)

    def __iter__(self) -> Iterator[Frame]:
        """Pictures as they come, until the camera is gone or closed."""
        sequence = failed = 0
        while failed < PATIENCE and self._capture.isOpened():
            grabbed = self._capture.grab()
            stamp_ns = time.time_ns()
            ok, image = self._capture.retrieve() if grabbed else (False, None)
            if not ok or image is None or image.size == 0:
                failed += 1
                self.faults.skip(f"{self.info.name}: a picture could not be read")
                continue
            failed = 0
            height, width = image.shape[:2]
            picture = image.astype(np.uint8, copy=False)
            yield Frame(stamp_ns, sequence, picture, assumed_camera(width, height))
            sequence += 1
        if sequence == 0:
            raise InputError(f"{self.info.name}: delivers no pictures; is another program using it?")

    def close(self) -> None:
        """Free the camera."""
        self._capture.release()
