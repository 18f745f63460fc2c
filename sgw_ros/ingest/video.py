# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Video files as frames, read with PyAV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np

from sgw_ros.core.errors import InputError
from sgw_ros.core.faults import FaultLog
from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.stamps import StampOrder, StampStep
from sgw_ros.core.types import Frame
from sgw_ros.ingest.source import SourceInfo

EPOCH_NS = 1_000_000_000
"""Stamp of presentation time zero: ROS reads stamp 0 as "no time"."""
DEFAULT_RATE_HZ = 30.0
MISSING_SHARE = 0.02
"""Containers miscount a little; fewer pictures than this below their claim mean a truncated file."""


class VideoSource:
    """The pictures of a video file; stamps are presentation times counted from `EPOCH_NS`."""

    def __init__(self, path: Path) -> None:
        self.faults = FaultLog()
        self._path = path
        try:
            self._container = av.open(str(path), metadata_errors="replace")
        except (av.FFmpegError, OSError) as error:
            raise InputError(f"{path}: not a readable video ({_reason(error)}); is it complete?") from None
        if not self._container.streams.video:
            self._container.close()
            raise InputError(f"{path}: holds no video stream")
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        rate = self._stream.average_rate or self._stream.base_rate
        self._rate_hz = float(rate) if rate else DEFAULT_RATE_HZ
        self.info = SourceInfo(str(path), "video", self._rate_hz, self._stream.frames)

    def __iter__(self) -> Iterator[Frame]:
        """Decode the pictures; what a truncated file still holds is given.

        Raises:
            InputError: when not a single picture can be decoded.
        """
        order = StampOrder()
        sequence = 0
        for picture in self._pictures():
            image = _upright(picture)
            stamp_ns = self._stamp_ns(picture, order)
            if order.step(stamp_ns) is StampStep.BACKWARD:
                self.faults.skip(f"{self._path}: presentation times go backwards, picture skipped")
                continue
            height, width = image.shape[:2]
            yield Frame(stamp_ns, sequence, image, assumed_camera(width, height))
            sequence += 1
        if sequence == 0:
            raise InputError(f"{self._path}: no picture can be decoded; is the file damaged?")
        if sequence + self.faults.skipped < self.info.total * (1 - MISSING_SHARE) - 1:
            self.faults.note(
                f"{self._path}: ends after {sequence} of {self.info.total} pictures; it is truncated"
            )

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def _pictures(self) -> Iterator[Any]:
        """Decoded pictures; a damaged packet costs its pictures, a damaged end the rest."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.FFmpegError, OSError) as error:
                self.faults.note(f"{self._path}: unreadable from here on ({_reason(error)})")
                return
            try:
                yield from packet.decode()
            except av.FFmpegError as error:
                self.faults.skip(f"{self._path}: a damaged picture ({_reason(error)}) was skipped")

    def _stamp_ns(self, picture: Any, order: StampOrder) -> int:
        """Presentation time; raw streams carry none, then the frame rate tells."""
        if picture.pts is not None and picture.time_base is not None:
            since_start_ns: int = round(picture.pts * 1_000_000_000 * picture.time_base)
            return EPOCH_NS + since_start_ns
        return EPOCH_NS if order.last_ns is None else order.last_ns + round(1e9 / self._rate_hz)


def _upright(picture: Any) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """BGR pixels, turned as the container says: phones film sideways and note it there."""
    quarter_turns = round(getattr(picture, "rotation", 0) / 90) % 4
    image = picture.to_ndarray(format="bgr24")
    return np.ascontiguousarray(np.rot90(image, quarter_turns)) if quarter_turns else image


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
