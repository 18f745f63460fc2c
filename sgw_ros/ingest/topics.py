# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Picks the topics of a bag that make up a frame, by type and by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sgw_ros.core.errors import InputError

RAW, COMPRESSED = "sensor_msgs/msg/Image", "sensor_msgs/msg/CompressedImage"
CAMERA_INFO, IMU, ODOMETRY = "sensor_msgs/msg/CameraInfo", "sensor_msgs/msg/Imu", "nav_msgs/msg/Odometry"
TRANSFORMS = "tf2_msgs/msg/TFMessage"

TRANSPORTS = ("compressed", "compressedDepth", "raw", "theora", "ffmpeg")
DEPTH_WORDS = ("depth",)
MADE_WORDS = ("mask", "label", "segment", "overlay", "disparity", "confidence")
"""Ends of names of what was made of other pictures: an input only where the user says so."""
OTHER_WORDS = (*MADE_WORDS, "infra", "debug")
"""Pictures, but not what the robot sees; taken where there are no others."""
TRUTH_WORD = "truth"
"""What is recorded to judge by is an input only where the user says so."""
LIKELY_WORDS = ("color", "rgb", "image_raw", "image_rect", "left", "image")
"""Names of the main camera, likeliest first."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of a bag."""

    name: str
    type: str
    count: int


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics that a frame is made of; empty where the bag has none."""

    image: Topic
    depth: Topic | None
    camera_info: Topic | None
    imu: Topic | None
    odom: Topic | None


def choose_topics(
    topics: Iterable[Topic],
    *,
    image: str = "",
    depth: str = "",
    camera_info: str = "",
    imu: str = "",
    odom: str = "",
) -> Topics:
    """Take what the user named, and for the rest what type and name suggest.

    Raises:
        InputError: when a named topic is not there or there are no pictures; names what there is.
    """
    held = sorted((topic for topic in topics if topic.count), key=lambda topic: topic.name)
    sensed = [topic for topic in held if TRUTH_WORD not in topic.name.lower()]
    main = _named(held, image, (RAW, COMPRESSED)) or _likeliest_image(sensed)
    if main is None:
        raise _no_image(held)
    return Topics(
        main,
        _named(held, depth, (RAW, COMPRESSED)) or _nearest(main, [t for t in sensed if _is_depth(t)]),
        _named(held, camera_info, (CAMERA_INFO,)) or _info_of(main, sensed),
        _named(held, imu, (IMU,)) or _nearest(main, [t for t in sensed if t.type == IMU]),
        _named(held, odom, (ODOMETRY,)) or _nearest(main, [t for t in sensed if t.type == ODOMETRY]),
    )


def is_picture(topic: Topic) -> bool:
    """Whether the topic carries images of any kind."""
    return topic.type in (RAW, COMPRESSED)


def _named(held: list[Topic], name: str, types: tuple[str, ...]) -> Topic | None:
    if not name:
        return None
    for topic in held:
        if topic.name == name and topic.type in types:
            return topic
    fitting = ", ".join(topic.name for topic in held if topic.type in types) or "none"
    raise InputError(f"no topic {name} of type {' or '.join(types)} in it; there are: {fitting}")


def _no_image(held: list[Topic]) -> InputError:
    if made := ", ".join(topic.name for topic in held if _is_made(topic)):
        todo = "give what they were made of, or name one as 'ingest.image_topic'"
        return InputError(f"only pictures that were made of others: {made}; {todo}")
    found = ", ".join(f"{topic.name} ({topic.type})" for topic in held) or "none"
    return InputError(f"a bag without images; topics: {found}")


def _is_made(topic: Topic) -> bool:
    return is_picture(topic) and any(word in _base(topic)[-1].lower() for word in MADE_WORDS)


def _is_depth(topic: Topic) -> bool:
    return is_picture(topic) and any(word in topic.name.lower() for word in DEPTH_WORDS)


def _likeliest_image(held: list[Topic]) -> Topic | None:
    def rank(topic: Topic) -> tuple[int, int, bool]:
        name = topic.name.lower()
        word = next((i for i, word in enumerate(LIKELY_WORDS) if word in name), len(LIKELY_WORDS))
        return (word, -topic.count, topic.type == COMPRESSED)

    pictures = [t for t in held if is_picture(t) and not _is_depth(t) and not _is_made(t)]
    seen = [t for t in pictures if not any(word in t.name.lower() for word in OTHER_WORDS)]
    return min(seen or pictures, key=rank, default=None)


def _base(topic: Topic) -> list[str]:
    """The name's parts without the image transport."""
    parts = topic.name.strip("/").split("/")
    return parts[:-1] if parts[-1] in TRANSPORTS else parts


def _shared_parts(first: Topic, second: Topic) -> int:
    """How many leading parts two names share: cameras of one device share their namespace."""
    shared = 0
    for a, b in zip(_base(first), _base(second), strict=False):
        if a != b:
            break
        shared += 1
    return shared


def _nearest(main: Topic, fitting: list[Topic]) -> Topic | None:
    """The one nearest to the camera by name, and among equals the busiest."""
    return max(fitting, key=lambda topic: (_shared_parts(main, topic), topic.count), default=None)


def _info_of(main: Topic, held: list[Topic]) -> Topic | None:
    """The camera_info beside the image (REP-104: same namespace), else the only one that is not depth's."""
    infos = [t for t in held if t.type == CAMERA_INFO]
    beside = [t for t in infos if _base(t)[:-1] == _base(main)[:-1]]
    others = [t for t in infos if not any(word in t.name.lower() for word in DEPTH_WORDS)]
    return _nearest(main, beside) or (others[0] if len(others) == 1 else None)
