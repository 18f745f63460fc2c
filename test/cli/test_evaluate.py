# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw evaluate` on bags made on the spot: outputs and truth in one bag, or inputs and truth."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rclpy")

from nav_msgs.msg import Odometry
from rclpy.serialization import serialize_message
from std_msgs.msg import String

from sgw_msgs.msg import ObjectArray
from sgw_ros.cli.main import main
from sgw_ros.core.types import Objects, PhysicsResult, Pose, Risk, Telemetry, Violation
from sgw_ros.core.types import Odometry as OdometryItem
from sgw_ros.nodes.bag_writer import BagWriter
from sgw_ros.nodes.convert import flow as convert_flow
from sgw_ros.nodes.convert.sensors import odometry_message, transform_message
from sgw_ros.nodes.convert.values import header_message
from sgw_ros.nodes.frames import FRAMES
from sgw_ros.nodes.result_streams import FLOW, MEMORY, PHYSICS, RISK, VISUAL
from sgw_ros.nodes.supervision_streams import TELEMETRY
from test.nodes.fakes import detections, flow_result, frame, risk_result
from test.nodes.test_convert import TRACK

pytestmark = pytest.mark.ros
PERIOD_NS = 100_000_000
FRAMES_COUNT = 5


def stamp(i):
    return 1_000_000_000 + i * PERIOD_NS


def objects(i, offset_m=0.0, **changes):
    track = replace(TRACK, position=np.array([1.0 + offset_m, 2.0, 0.5]), **changes)
    return Objects(stamp(i), (track,), Pose())


def risk(i, level):
    result = risk_result(stamp(i))
    return replace(result, assessment=replace(result.assessment, risk=level))


def violation(i, kind="permanence"):
    return PhysicsResult(stamp(i), (), (), (Violation(7, kind, 0.9, np.zeros(6), np.zeros(6)),))


@pytest.fixture
def bag(tmp_path):
    """A graph that calls every frame low in risk, is 0.3 m off, and sees one violation late."""
    path = tmp_path / "both.mcap"
    with BagWriter(path) as writer:
        for i in range(FRAMES_COUNT):
            at_ns = stamp(i)
            writer.say("/sgw", TELEMETRY, Telemetry("risk", at_ns, True), "camera", at_ns)
            writer.say("/sgw", RISK, risk(i, Risk.LOW), "camera", at_ns)
            writer.say("/ground_truth", RISK, risk(i, Risk.HIGH if i == 4 else Risk.LOW), "camera", at_ns)
            writer.say("/sgw", MEMORY, objects(i, 0.3), "camera", at_ns)
            writer.say("/ground_truth", MEMORY, objects(i, id=1), "camera", at_ns)
            writer.say("/sgw", VISUAL, detections(at_ns), "camera", at_ns)
            writer.say("/ground_truth", VISUAL, detections(at_ns), "camera", at_ns)
            motion = replace(
                flow_result(at_ns).camera_motion,
                previous_stamp_ns=at_ns - PERIOD_NS,
                T_prev_cur=Pose((0.1, 0.0, 0.0)),
            )
            message = convert_flow.camera_motion_message(motion, header_message(at_ns, "camera"))
            writer.write("/sgw/camera_motion", FLOW.topics[1].type, serialize_message(message), at_ns)
            odometry = odometry_message(
                OdometryItem(at_ns, Pose((0.12 * i, 0.0, 0.0)), (0.0,) * 3, (0.0,) * 3)
            )
            writer.write("/ground_truth/odom", Odometry, serialize_message(odometry), at_ns)
        mount = transform_message(Pose((0.2, 0.0, 0.5)), stamp(0), "base_link", "camera")
        writer.write("/tf_static", type(mount), serialize_message(mount), stamp(0))
        writer.say("/sgw", PHYSICS, violation(3), "camera", stamp(3))
        writer.say("/ground_truth", PHYSICS, violation(1), "camera", stamp(1))
        writer.write("/chatter", String, serialize_message(String(data="hello")), stamp(0))
    return path


def scored(bag, topic, capsys, *options):
    assert main(["evaluate", str(bag), "--truth", topic, "--json", *options]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def test_objects(bag, capsys):
    found = scored(bag, "/ground_truth/objects", capsys)
    assert found["output"] == "/sgw/objects"
    assert (found["frames"], found["mota"], found["idf1"], found["identity_switches"]) == (5, 1.0, 1.0, 0)
    assert found["position_rmse_m"] == pytest.approx(0.3)
    assert scored(bag, "/ground_truth/objects", capsys, "--gate", "0.2")["track_recall"] == 0.0


def test_risk(bag, capsys):
    found = scored(bag, "/ground_truth/risk", capsys)
    assert found["confusion"] == [[0] * 4, [0, 4, 0, 0], [0] * 4, [0, 1, 0, 0]]
    assert (found["risk_high_recall"], found["reason_accuracy"]) == (0.0, 1.0)


def test_detections(bag, capsys):
    assert scored(bag, "/ground_truth/detections", capsys)["ap50"] == {"person": 1.0}


def test_violations(bag, capsys):
    found = scored(bag, "/ground_truth/violations", capsys)
    assert (found["recall"], found["precision"], found["kind_accuracy"], found["delay_s"]) == (1, 1, 1, 0.2)
    assert scored(bag, "/ground_truth/violations", capsys, "--window", "0.1")["recall"] == 0.0


def test_egomotion(bag, capsys):
    found = scored(bag, "/ground_truth/odom", capsys)
    assert found["steps"] == FRAMES_COUNT - 1
    assert found["rpe_translation_m"] == pytest.approx(0.02)
    assert found["ate_m"] == pytest.approx(0.02 * np.sqrt(2), abs=1e-4)


@pytest.fixture
def gappy(tmp_path):
    """Ten images, each with a person, of high risk; the graph answers the even ones and hears all of them."""
    path = tmp_path / "gappy.mcap"
    with BagWriter(path) as writer:
        for i in range(10):
            at_ns = stamp(i)
            writer.say("/sgw", TELEMETRY, Telemetry("risk", at_ns, i % 2 == 0), "camera", at_ns)
            for who in ("/ground_truth", "/sgw") if i % 2 == 0 else ("/ground_truth",):
                writer.say(who, RISK, risk(i, Risk.HIGH), "camera", at_ns)
                writer.say(who, MEMORY, objects(i), "camera", at_ns)
                writer.say(who, VISUAL, detections(at_ns), "camera", at_ns)
        for i in (-5, 99):  # before the graph was there, and after
            writer.say("/ground_truth", RISK, risk(i, Risk.HIGH), "camera", stamp(i))
    return path


@pytest.mark.parametrize(
    ("topic", "score"),
    [("risk", "risk_high_recall"), ("objects", "track_recall"), ("detections", "ap50_any_class")],
)
def test_an_image_without_an_answer_is_a_miss(gappy, capsys, topic, score):
    found = scored(gappy, f"/ground_truth/{topic}", capsys)
    assert (found["frames"], found["unanswered"], found[score]) == (10, 5, 0.5)


def test_one_answer_is_for_one_image(gappy, capsys):
    found = scored(gappy, "/ground_truth/risk", capsys, "--tolerance", "0.11")
    assert (found["frames"], found["unanswered"], found["risk_high_recall"]) == (10, 5, 0.5)


def test_in_words(bag, capsys):
    assert main(["evaluate", str(bag), "--truth", "/ground_truth/risk"]) == 0
    assert "risk_high_recall: 0.0" in capsys.readouterr().out


def test_a_bag_of_inputs_goes_through_the_loop_which_never_sees_the_truth(tmp_path, capsys):
    path = tmp_path / "inputs.mcap"
    rng = np.random.default_rng(2)
    wall = rng.integers(0, 255, (48, 64, 3), dtype=np.uint8)
    with BagWriter(path) as writer:
        for i in range(6):
            item = frame(
                i, 64, 48, odom=OdometryItem(stamp(i), Pose((i * 1.0, 0.0, 0.0)), (0.0,) * 3, (0.0,) * 3)
            )
            item = replace(item, stamp_ns=stamp(i), image=wall, T_base_cam=Pose())
            writer.say("/robot", FRAMES, item, "camera", stamp(i))
            writer.say("/ground_truth", RISK, risk(i, Risk.NONE), "camera", stamp(i))
    found = scored(path, "/ground_truth/risk", capsys, "--out", str(tmp_path / "kept"))
    assert found["frames"] == 6
    assert (tmp_path / "kept" / "pipeline.mcap").exists()
    # The odometry claims 1 m a frame, the pictures stand still: as truth, it is not what is believed.
    moved = scored(path, "/robot/odom", capsys)
    assert moved["steps"] == 5
    assert moved["path_m"] == pytest.approx(5.0)
    assert moved["rpe_translation_m"] is None or moved["rpe_translation_m"] > 0.5


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--truth", "/nose"], "no topic /nose; those that can be scored: "),
        (
            ["--truth", "/chatter"],
            "/chatter is std_msgs/msg/String; truth is one of sgw_msgs/msg/Obj",
        ),
        (
            ["--truth", "/ground_truth/risk", "--gate", "0"],
            "--gate, --window and --tolerance take more than 0",
        ),
    ],
)
def test_what_cannot_be_scored_is_one_line_and_status_2(bag, capsys, arguments, text):
    assert main(["evaluate", str(bag), *arguments]) == 2
    [line] = capsys.readouterr().err.strip().splitlines()
    assert text in line


def test_no_time_in_common(bag, tmp_path, capsys):
    path = tmp_path / "apart.mcap"
    with BagWriter(path) as writer:
        writer.say("/sgw", TELEMETRY, Telemetry("risk", stamp(0), True), "camera", stamp(0))
        writer.say("/sgw", RISK, risk(0, Risk.LOW), "camera", stamp(0))
        writer.say("/ground_truth", RISK, risk(99, Risk.LOW), "camera", stamp(99))
    assert main(["evaluate", str(path), "--truth", "/ground_truth/risk"]) == 2
    assert "no time in common: /ground_truth/risk is from 10.90 to 10.90 s" in capsys.readouterr().err


def test_truth_in_another_frame(bag, tmp_path, capsys):
    path = tmp_path / "frames.mcap"
    elsewhere = ObjectArray(header=header_message(stamp(0), "map"))
    with BagWriter(path) as writer:
        writer.say("/sgw", TELEMETRY, Telemetry("risk", stamp(0), True), "camera", stamp(0))
        writer.say("/sgw", MEMORY, objects(0), "camera", stamp(0))
        writer.write("/ground_truth/objects", ObjectArray, serialize_message(elsewhere), stamp(0))
    assert main(["evaluate", str(path), "--truth", "/ground_truth/objects"]) == 2
    assert "the truth is in frame 'map', the outputs in 'odom'" in capsys.readouterr().err


def test_a_bag_that_is_not_there(tmp_path, capsys):
    assert main(["evaluate", str(tmp_path / "none.mcap"), "--truth", "/x"]) == 2
    assert "none.mcap: no such file" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("topic", "score"),
    [("objects", "mota"), ("risk", "macro_f1"), ("detections", "ap50_any_class"), ("odom", "ate_m")],
)
def test_the_sample_is_scored(topic, score, capsys):
    sample = Path(__file__).parents[2] / "samples" / "rover.mcap"
    assert scored(sample, f"/ground_truth/{topic}", capsys)[score] is not None
