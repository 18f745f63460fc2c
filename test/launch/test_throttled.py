# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A still scene through a process per node: slowed experts say what they leave out, and nobody waits."""

import av
import numpy as np
import pytest
from rosbags.highlevel import AnyReader

from sgw_ros.experts.registry import EXPERTS
from sgw_ros.experts.risk.fusion import MODEL

pytestmark = [pytest.mark.ros, pytest.mark.slow]
FRAMES = 40
CONFIG = "\n".join(f"/**/{name}:\n  ros__parameters:\n    timeout_s: 30.0\n" for name in EXPERTS)
"""So long that a skip which nobody heard would end the run without the frames after it."""


@pytest.fixture
def still_video(tmp_path):
    path = tmp_path / "still.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        picture = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 90, np.uint8), format="bgr24")
        for _ in range(FRAMES):
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return path


def test_skips_are_answers_between_processes(run_launch, still_video, tmp_path):
    config, out = tmp_path / "patient.yaml", tmp_path / "out"
    config.write_text(CONFIG)
    status, text = run_launch(
        f"input:={still_video}", f"out:={out}", "mode:=distributed", "detector:=motion", f"config:={config}"
    )
    assert status == 0, text
    skipped, risks = set(), []
    with AnyReader([out / "pipeline.mcap"]) as reader:
        for connection, _, raw in reader.messages():
            if connection.topic == "/sgw/risk":
                risks.append(reader.deserialize(raw, connection.msgtype))
            elif connection.topic == "/sgw/telemetry":
                telemetry = reader.deserialize(raw, connection.msgtype)
                skipped |= {telemetry.expert} if not telemetry.ran else set()
    assert {"flow", "visual"} <= skipped
    assert len(risks) == FRAMES
    # The risk model cannot answer for a plain video, and says so; that is nobody who was waited for.
    assert not [risk for risk in risks if set(risk.stale_inputs) - {MODEL}]
