# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which topics can show a scene, and stay out of recordings where no pictures may be kept.

A topic does when it is laid out as the camera's picture is (pixels, depth, masks, dense flow, a reconstructed
region, what is drawn over a picture), or holds embeddings of a whole picture, of which networks can paint it
again. Boxes, tracks with their few numbers of appearance, and texts cannot.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sgw_ros.nodes.streams import Stream

OVERLAY = "overlay/compressed"
"""The picture that is recorded: as JPEG, because raw ones would be most of the bag."""
SCENE_TOPICS = frozenset(
    {
        "image",
        "image/compressed",
        "depth",
        "depth/compressedDepth",
        "masks",
        "flow",
        "features",
        "geometry",
        "overlay",
        OVERLAY,
    }
)


def without_pictures(stream: Stream[Any]) -> Stream[Any]:
    """The stream with only those of its topics that cannot show a scene."""
    return replace(stream, topics=tuple(topic for topic in stream.topics if topic.name not in SCENE_TOPICS))
