# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from sgw_ros.core.types import CameraMotion, Detections, FlowField, FlowResult, Pose
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.memory.expert import MemoryConfig, MemoryExpert
from test.experts.scenes import box, detections, frame, look, stamp


@pytest.fixture
def memory():
    return MemoryExpert(MemoryConfig())


def show(memory, index, *boxes, depth_m=None, **kwargs):
    seen = detections(index, *boxes, **kwargs)
    return memory.step(frame(index, depth_m), Upstream(visual=seen)).tracks


def test_a_thing_is_believed_at_its_third_sighting_and_a_person_at_the_second(memory):
    assert [len(show(memory, i, box(160, 120))) for i in range(4)] == [0, 0, 1, 1]
    fresh = MemoryExpert(MemoryConfig())
    assert [len(show(fresh, i, box(160, 120), name="person")) for i in range(3)] == [0, 1, 1]


def test_a_flicker_never_becomes_a_track(memory):
    show(memory, 0, box(160, 120))
    assert all(show(memory, i) == () for i in range(1, 20))


def test_ids_count_from_one_and_are_never_given_twice(memory):
    for i in range(4):
        first = show(memory, i, box(60, 120), box(250, 120))
    assert sorted(t.id for t in first) == [1, 2]
    memory.reset()
    for i in range(10, 14):
        later = show(memory, i, box(60, 120))
    assert [t.id for t in later] == [3]


def test_it_follows_a_walk_with_position_velocity_and_covariance(memory):
    for i in range(30):
        tracks = show(memory, i, box(60 + 3 * i, 120, 40, 170), name="person", depth_m=3.0)
    (person,) = tracks
    assert person.range_source == "depth"
    assert person.position == pytest.approx([3.0, -(60 + 3 * 29 - 160) / 100, 1.0], abs=0.1)
    assert person.velocity[1] == pytest.approx(-0.3, abs=0.1)  # 3 px at 3 m, 10 Hz, to the right
    assert np.linalg.eigvalsh(person.covariance).min() > 0


def test_a_class_found_now_and_then_stays(memory):
    for i in range(60):
        name = "person" if i % 4 == 0 else "object"
        looked = ("motion", "person") if i % 4 == 0 else ("motion",)
        tracks = show(memory, i, box(160, 120, 60, 170), name=name, detectors=looked)
    assert [(t.class_name, t.class_confidence > 0.8) for t in tracks] == [("person", True)]


def test_a_ball_is_no_person_whatever_the_detector_says(memory):
    for i in range(10):
        tracks = show(memory, i, box(160, 120, 30, 30), name="person", depth_m=2.0)
    assert [t.class_name for t in tracks] == ["object"]


def test_frames_nobody_looked_at_are_no_miss(memory):
    for i in range(5):
        show(memory, i, box(160, 120, 60, 170), name="person")
    last = detections(4, box(160, 120, 60, 170), name="person")
    for i in range(5, 55):
        (person,) = memory.step(frame(i), Upstream(visual=last)).tracks
        assert person.visible
    assert person.last_seen_ns == stamp(4)


def test_without_any_detector_it_stops_claiming_after_a_while(memory):
    for i in range(5):
        show(memory, i, box(160, 120))
    last = detections(4, box(160, 120))
    counts = [len(memory.step(frame(i), Upstream(visual=last)).tracks) for i in (44, 84, 110)]
    assert counts == [1, 1, 0]  # after 4 s, 8 s and 10.6 s


def test_it_coasts_through_an_occlusion_under_the_same_id(memory):
    red = look(1, 0, 0)[None]
    for i in range(15):
        show(memory, i, box(100 + 4 * i, 120), embeddings=red)
    hidden = [show(memory, i) for i in range(15, 30)]
    assert all(len(tracks) == 1 for tracks in hidden)
    assert not hidden[3][0].visible
    assert hidden[-1][0].identity_confidence < hidden[0][0].identity_confidence
    found = show(memory, 30, box(185, 120), embeddings=red)
    assert [(t.id, t.visible) for t in found] == [(1, True)]


def test_another_look_after_an_occlusion_is_another_thing(memory):
    for i in range(15):
        show(memory, i, box(160, 120), embeddings=look(1, 0, 0)[None])
    for i in range(15, 25):
        show(memory, i)
    for i in range(25, 29):
        tracks = show(memory, i, box(160, 120), embeddings=look(0, 0, 1)[None])
    assert {t.id for t in tracks if t.visible} == {2}


def test_what_leaves_the_picture_is_gone_at_once_and_may_come_back_as_itself(memory):
    for i in range(20):
        u = 200 + 6 * i
        show(memory, i, (u - 20.0, 80.0, min(u + 20.0, 320.0), 160.0))
    assert show(memory, 20) == ()
    assert show(memory, 21) == ()
    assert [t.id for t in show(memory, 22, (292.0, 80.0, 320.0, 160.0))] == [1]


def test_two_that_cross_keep_their_identities(memory):
    red, blue = look(1, 0.1, 0), look(0, 0.1, 1)
    for i in range(41):
        a, b = box(80 + 4 * i, 120, 30, 80), box(240 - 4 * i, 124, 30, 80)
        together = abs(a[0] - b[0]) < 20  # a class-agnostic detector sees one blob
        if together:
            joint = (min(a[0], b[0]), 80.0, max(a[2], b[2]), 164.0)
            tracks = show(memory, i, joint, embeddings=look(1, 0.1, 1)[None])
        else:
            tracks = show(memory, i, a, b, embeddings=np.stack([red, blue]))
    by_id = {t.id: t for t in tracks}
    assert set(by_id) == {1, 2}
    assert by_id[1].box[0] > by_id[2].box[0]
    assert by_id[1].embedding @ red > 0.9


def test_pieces_of_one_thing_stay_one(memory):
    whole = box(160, 120, 60, 170)
    for i in range(10):
        show(memory, i, whole, name="person")
    for i in range(10, 30):
        head, legs = (140.0, 35.0, 180.0, 100.0), (135.0, 110.0, 185.0, 205.0)
        tracks = show(memory, i, head, legs)
    assert [t.id for t in tracks] == [1]
    assert tracks[0].box == (135.0, 35.0, 185.0, 205.0)


def test_depth_that_slips_to_the_wall_for_a_moment_moves_nothing(memory):
    for i in range(20):
        show(memory, i, box(160, 120, 60, 170), name="person", depth_m=3.0)
    for i in range(20, 22):
        (person,) = show(memory, i, box(160, 120, 60, 170), name="person", depth_m=7.0)
    assert person.position[0] == pytest.approx(3.0, abs=0.2)
    assert np.linalg.norm(person.velocity) < 0.5


def test_what_comes_fast_is_believed_soon_with_its_velocity(memory):
    for i in range(10):
        show(memory, i, box(160, 120, 60, 170), name="person", depth_m=9.0)
    for i in range(10, 16):
        (person,) = show(memory, i, box(160, 120, 60, 170), name="person", depth_m=9.0 - 0.8 * (i - 9))
    assert person.velocity[0] == pytest.approx(-8.0, abs=2.0)


def test_a_turning_camera_does_not_move_what_stands(memory):
    shift = 5.0
    H = np.array([[1.0, 0.0, -shift], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    empty = FlowField(0, 0, np.zeros((1, 1, 2), np.float32), np.zeros((1, 1), np.uint8), 1)
    half = 0.5 * shift / 300.0
    # A turn to the right about the optical frame's y axis.
    turn = Pose(orientation=(0.0, float(np.sin(half)), 0.0, float(np.cos(half))))
    for i in range(20):
        motion = CameraMotion(stamp(i), stamp(i - 1), turn, np.zeros(6), np.eye(6), H, 50, i > 0, False)
        seen = detections(i, box(250 - shift * i, 120, 60, 170), name="person")
        result = memory.step(frame(i), Upstream(flow=FlowResult(stamp(i), empty, motion), visual=seen))
    (person,) = result.tracks
    assert person.id == 1
    assert np.linalg.norm(person.velocity) < 0.3


def test_odometry_and_mount_place_camera_and_objects_in_odom(memory):
    for i in range(10):
        result = memory.step(
            frame(i, 4.0, speed=1.0),
            Upstream(visual=detections(i, box(160, 120, 40, 40), detectors=("yolo",))),
        )
    assert result.T_odom_cam.position == pytest.approx((0.9, 0.0, 1.0))
    assert result.tracks[0].position[0] > 4.0


@pytest.mark.parametrize(
    "bad",
    [
        (np.nan, 0.0, 10.0, 10.0),
        (10.0, 10.0, 10.0, 10.0),
        (20.0, 20.0, 10.0, 10.0),
        (-500.0, -500.0, -400.0, -400.0),
        (-1e9, -1e9, 1e9, 1e9),
    ],
)
def test_odd_boxes_never_give_nan(memory, bad):
    for i in range(5):
        for found in show(memory, i, bad, depth_m=np.nan):
            assert np.isfinite(found.position).all()
            assert np.isfinite(found.covariance).all()


def test_odd_stamps_and_sizes_are_survived(memory):
    for i in (0, 1, 2, 3, 3, 2, 1000):
        show(memory, i, box(160, 120))
    future = Detections(stamp(5000), detections(0, box(50, 50)).items, ("motion",))
    assert memory.step(frame(1001), Upstream(visual=future)).stamp_ns == stamp(1001)
    assert memory.step(frame(1002), Upstream()).stamp_ns == stamp(1002)


def test_a_box_that_loses_what_was_merged_with_it_has_not_moved(memory):
    for i in range(10):
        show(memory, i, (80.0, 60.0, 200.0, 180.0), depth_m=3.0)
    show(memory, 10, (80.0, 60.0, 150.0, 180.0), depth_m=3.0)
    for i in range(11, 15):
        (hidden,) = show(memory, i, depth_m=3.0)
    assert hidden.box == pytest.approx((80, 60, 150, 180), abs=2)
