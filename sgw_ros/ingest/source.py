# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Opens whatever the user names as input: a video file, a bag or a camera index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from sgw_ros.core.config import setting
from sgw_ros.core.errors import InputError
from sgw_ros.core.faults import FaultLog
from sgw_ros.core.types import Frame

BAG_SUFFIXES = (".mcap", ".db3", ".bag")


@dataclass(frozen=True)
class IngestConfig:
    """Which topics of a bag to read; empty picks the one that its type and name suggest."""

    image_topic: str = setting("", "Image topic of the bag (raw or compressed); empty picks one")
    depth_topic: str = setting("", "Depth topic of the bag; empty picks one")
    camera_info_topic: str = setting("", "CameraInfo topic of the bag; empty picks the image's")
    imu_topic: str = setting("", "Imu topic of the bag; empty picks one")
    odom_topic: str = setting("", "Odometry topic of the bag; empty picks one")
    ignore_topic: str = setting("", "Topic of the bag that is left alone, as truth must be; empty is none")


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What is known of an input: its name, `kind` (video, bag or camera) and beat.

    `rate_hz` and `total` frames are 0 where unknown; a `live` source gives frames as they happen.
    """

    name: str
    kind: str
    rate_hz: float = 0.0
    total: int = 0
    live: bool = False
    topics: tuple[str, ...] = ()


class Source(Protocol):
    """Frames in order of their stamps; `faults` tells what was skipped on the way."""

    @property
    def info(self) -> SourceInfo:
        """What is known before the first frame."""
        ...

    @property
    def faults(self) -> FaultLog:
        """What could not be used so far."""
        ...

    def __iter__(self) -> Iterator[Frame]:
        """Read the frames, once."""
        ...

    def close(self) -> None:
        """Let go of the input; safe to call twice."""
        ...


class WatchedSource:
    """A source whose frames passed the motion test."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @property
    def info(self) -> SourceInfo:
        """What is known before the first frame."""
        return self._source.info

    @property
    def faults(self) -> FaultLog:
        """What could not be used so far."""
        return self._source.faults

    def __iter__(self) -> Iterator[Frame]:
        """Frames with their activity."""
        # Brings OpenCV, which whoever just asks what an input is can do without.
        from sgw_ros.ingest.motion import MotionTest

        motion = MotionTest()
        for frame in self._source:
            yield replace(frame, activity=motion(frame.image))

    def close(self) -> None:
        """Let go of the input."""
        self._source.close()


def open_source(name: str, config: IngestConfig | None = None) -> Source:
    """Open an input by the name the user gave.

    Raises:
        InputError: when there is no such thing, or it holds no pictures.
    """
    # Each kind brings its own library; only the one that is needed gets imported.
    if name.isdecimal():
        from sgw_ros.ingest.camera import CameraSource

        return WatchedSource(CameraSource(int(name)))
    if not name:
        raise InputError("no input named; give a video file, a bag or a camera index")
    path = Path(name).expanduser()
    if not path.exists():
        raise InputError(f"{name}: no such file or folder; give a video file, a bag or a camera index")
    if path.is_dir() or path.suffix.lower() in BAG_SUFFIXES:
        from sgw_ros.ingest.bag import BagSource

        return WatchedSource(BagSource(path, config or IngestConfig()))
    from sgw_ros.ingest.video import VideoSource

    return WatchedSource(VideoSource(path))
