# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Joins each image with the depth, intrinsics, inertia and odometry nearest to it in time.

The image is the master: it gives the stamp and the beat. A missing stream lowers what is known, it
never stops the pictures; a lagging one is waited for, but only as long as configured. The aligner
keeps no clock: every call is told the time (the wall's for live topics, the recording's for bags).
"""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.buffers import SampleBuffer
from sgw_ros.core.config import setting
from sgw_ros.core.depth import fit_depth
from sgw_ros.core.errors import FrameError
from sgw_ros.core.faults import FaultLog, reason
from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.mount import FixedFrames
from sgw_ros.core.stamps import StampOrder, StampStep
from sgw_ros.core.types import Camera, Frame, Imu, Odometry, Pose

BUFFERED_SAMPLES = 256
"""Kept per stream: 1 s of a 200 Hz IMU, and depth pictures far fewer (`BUFFERED_DEPTHS`)."""
BUFFERED_DEPTHS = 8
INTERVALS = 9
"""Image intervals whose median tells the period."""
DEFAULT_PERIOD_NS = 100_000_000


@dataclass(frozen=True)
class AlignmentConfig:
    """How far apart in time things may be that make one frame, and how long an image waits for them."""

    wait_s: float = setting(
        0.05,
        "How long an image waits for streams that lag behind it",
        unit="s",
        minimum=0.0,
        maximum=10.0,
        read_only=True,
    )
    tolerance_s: float = setting(
        0.1,
        "Inertia and odometry further away than this are not used",
        unit="s",
        minimum=0.0,
        maximum=10.0,
        read_only=True,
    )
    queue_size: int = setting(
        8, "Images that may wait; more push the oldest on", minimum=1, maximum=100, read_only=True
    )


@dataclass(frozen=True, slots=True, eq=False)
class DepthImage:
    """Depth [H, W] float32 metres of one stamp."""

    stamp_ns: int
    depth: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """Intrinsics as said at one stamp."""

    stamp_ns: int
    camera: Camera

    @property
    def known(self) -> bool:
        """Whether the camera was calibrated."""
        return self.camera.fx > 0 and self.camera.fy > 0


@dataclass(slots=True)
class _Waiting:
    stamp_ns: int
    image: NDArray[np.uint8]
    frame_id: str
    deadline_ns: int


class Aligner:
    """Makes frames out of images and of what the other sensors said at the same time.

    `expected` names the streams ("depth", "camera_info", "imu", "odom") that are known to come, so
    that the first image waits for them too. `waits_for` names those worth a delay at all. `faults`
    counts what could not be used; `restarts` counts jumps back of the clock.
    """

    def __init__(
        self,
        config: AlignmentConfig,
        *,
        expected: Iterable[str] = (),
        waits_for: Iterable[str] = ("depth",),
        image_topic: str = "image",
        info_topic: str = "camera_info",
        faults: FaultLog | None = None,
    ) -> None:
        self.config = config
        self.faults = faults or FaultLog()
        self.fixed_frames = FixedFrames()
        self.restarts = 0
        self._expected, self._waits_for = frozenset(expected), tuple(waits_for)
        self._image_topic, self._info_topic = image_topic, info_topic
        self._sequence = 0
        self._base_frame = ""
        self._mismatch: tuple[int, int, int, int] | None = None
        # Intrinsics hold until others are said, even when the clock starts again.
        self._info: SampleBuffer[CameraInfo] = SampleBuffer(1, "camera_info" in self._expected)
        self._uncalibrated: CameraInfo | None = None
        self._order = StampOrder()
        self._waiting: deque[_Waiting] = deque()
        self._ready: list[Frame] = []
        self._clear()

    def _clear(self) -> None:
        self._intervals: deque[int] = deque(maxlen=INTERVALS)
        self._depth: SampleBuffer[DepthImage] = SampleBuffer(BUFFERED_DEPTHS, "depth" in self._expected)
        self._imu: SampleBuffer[Imu] = SampleBuffer(BUFFERED_SAMPLES, "imu" in self._expected)
        self._odom: SampleBuffer[Odometry] = SampleBuffer(BUFFERED_SAMPLES, "odom" in self._expected)

    def add_image(self, stamp_ns: int, image: NDArray[np.uint8], frame_id: str, now_ns: int) -> None:
        """Take a picture [H, W, 3] uint8 BGR; `now_ns` starts its wait."""
        last_ns = self._order.last_ns
        step = self._order.step(stamp_ns) if stamp_ns > 0 else None
        if step is None:
            self.faults.skip(
                f"{self._image_topic}: an image without a stamp; its driver must set header.stamp"
            )
            return
        if step is StampStep.BACKWARD:
            behind_ms = ((last_ns or 0) - stamp_ns) / 1e6
            self.faults.skip(f"{self._image_topic}: stamps go backwards by {behind_ms:.1f} ms, image skipped")
            return
        if step is StampStep.RESTART:
            self._restart()
        elif last_ns is not None:
            self._intervals.append(stamp_ns - last_ns)
        self._waiting.append(_Waiting(stamp_ns, image, frame_id, now_ns + round(self.config.wait_s * 1e9)))

    def add_depth(self, stamp_ns: int, depth: NDArray[np.float32]) -> None:
        """Take a depth picture [H, W] float32 metres, registered to the image."""
        self._depth.add(DepthImage(stamp_ns, depth))

    def add_camera(self, stamp_ns: int, camera: Camera) -> None:
        """Take intrinsics; drivers that do not know theirs send zeros, which say no more than a size."""
        info = CameraInfo(stamp_ns, camera)
        if info.known:
            self._info.add(info)
        elif camera.width and camera.height:
            self._uncalibrated = info

    def add_imu(self, imu: Imu) -> None:
        """Take inertia."""
        self._imu.add(imu)

    def add_odometry(self, odom: Odometry, base_frame: str = "") -> None:
        """Take odometry; `base_frame` is the frame whose pose it tells."""
        self._base_frame = base_frame
        self._odom.add(odom)

    @property
    def next_deadline_ns(self) -> int | None:
        """When the oldest waiting image has waited enough, or None when none waits."""
        return self._waiting[0].deadline_ns if self._waiting else None

    def poll(self, now_ns: int) -> list[Frame]:
        """Frames that are complete or have waited enough, in order; call after each addition."""
        frames, self._ready = self._ready, []
        while self._waiting:
            head = self._waiting[0]
            crowded = len(self._waiting) > self.config.queue_size
            if not (crowded or now_ns >= head.deadline_ns or self._complete(head.stamp_ns)):
                break
            frames += self._joined()
        return frames

    def flush(self) -> list[Frame]:
        """Frames of all images that still wait: the input has ended."""
        frames, self._ready = self._ready, []
        while self._waiting:
            frames += self._joined()
        return frames

    def _complete(self, stamp_ns: int) -> bool:
        streams: dict[
            str,
            SampleBuffer[DepthImage] | SampleBuffer[CameraInfo] | SampleBuffer[Imu] | SampleBuffer[Odometry],
        ] = {
            "depth": self._depth,
            "camera_info": self._info,
            "imu": self._imu,
            "odom": self._odom,
        }
        return all(streams[name].settled(stamp_ns) for name in self._waits_for)

    def _joined(self) -> list[Frame]:
        """The frame of the oldest image that waits; one that cannot be made is counted and costs no other."""
        try:
            return [self._join(self._waiting.popleft())]
        except Exception as error:
            self.faults.skip(f"{self._image_topic}: {reason(error)}")
            return []

    def _join(self, waiting: _Waiting) -> Frame:
        stamp_ns, image = waiting.stamp_ns, waiting.image
        tolerance_ns = round(self.config.tolerance_s * 1e9)
        frame = Frame(
            stamp_ns,
            self._sequence,
            image,
            self._camera_for(image),
            waiting.frame_id,
            depth=self._depth_for(stamp_ns, image),
            imu=self._imu.nearest(stamp_ns, tolerance_ns),
            odom=self._odom.nearest(stamp_ns, tolerance_ns),
            T_base_cam=self._mount(waiting.frame_id),
        )
        self._sequence += 1
        return frame

    def _mount(self, frame_id: str) -> Pose | None:
        return self.fixed_frames.find(frame_id, self._base_frame) or self.fixed_frames.find(frame_id)

    def _camera_for(self, image: NDArray[np.uint8]) -> Camera:
        """The camera's own intrinsics, or assumed ones when there are none for this size."""
        height, width = image.shape[:2]
        info = self._info.newest or self._uncalibrated
        if info is None:
            return assumed_camera(width, height)
        sizes = (width, height, info.camera.width, info.camera.height)
        if sizes[:2] == sizes[2:]:
            self._mismatch = None
            return info.camera if info.known else assumed_camera(width, height)
        text = (
            f"{self._image_topic} is {width}x{height} but {self._info_topic} is for"
            f" {info.camera.width}x{info.camera.height}: intrinsics assumed; publish the info of this size"
        )
        self.faults.note(text, said=sizes == self._mismatch)
        self._mismatch = sizes
        return assumed_camera(width, height)

    def _depth_for(self, stamp_ns: int, image: NDArray[np.uint8]) -> NDArray[np.float32] | None:
        """The depth picture within half an image period, brought to the image's size."""
        period_ns = int(statistics.median(self._intervals)) if self._intervals else DEFAULT_PERIOD_NS
        found = self._depth.nearest(stamp_ns, period_ns // 2)
        if found is None:
            return None
        try:
            return fit_depth(found.depth, *image.shape[:2])
        except FrameError as error:
            self.faults.note(str(error))
            return None

    def _restart(self) -> None:
        """The clock jumped back: a looping bag or a reset. What was heard before belongs to the past."""
        self.restarts += 1
        self._ready = self.flush()
        self._clear()
