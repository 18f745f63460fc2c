# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import base64
import re

import cv2
import numpy as np
import pytest

from test.training.episodes.made import episode, trajectory
from training import preview
from training.episodes.encoding import encode
from training.episodes.interchange import write_trajectory
from training.episodes.store import EpisodeStore
from training.overview.balance import label_balance
from training.overview.colours import AGENT, TARGET, depth_colours, flow_colours, mask_overlay, row_colours
from training.overview.drawing import BACKGROUND, draw_bodies, draw_paths
from training.overview.strip import GAP, TILE, caption, strip


@pytest.fixture
def rendered(tmp_path):
    with EpisodeStore(tmp_path / "set", {}) as store:
        for job in range(3):
            store.append(job, [encode(episode(job, question=(0, 1), answer=job == 1))])
        store.finish()
    return tmp_path / "set"


def test_agent_target_and_ground_have_colours_of_their_own():
    colours = row_colours(trajectory(rows=6, question=(1, 2), is_static=np.eye(6, dtype=bool)[0]))
    assert tuple(colours[1]) == AGENT
    assert tuple(colours[2]) == TARGET
    assert len(np.unique(colours, axis=0)) == 6


def test_masks_depth_and_flow_become_colours():
    rgb, masks = np.full((8, 8, 3), 90, np.uint8), np.zeros((8, 8), np.uint8)
    masks[2:6, 2:6] = 1
    shown = mask_overlay(rgb, masks, np.array([[255, 0, 0]], np.uint8))
    assert tuple(shown[4, 4]) == (30 + 170, 30, 30)
    assert tuple(shown[0, 0]) == (45, 45, 45)
    depth = np.zeros((4, 4), np.uint16)
    assert not depth_colours(depth).any()
    depth[0, :2] = (500, 4000)
    near_and_far = depth_colours(depth)
    assert near_and_far[0, 0].sum() > near_and_far[0, 1].sum()
    assert not near_and_far[1:].any()
    assert (flow_colours(np.zeros((4, 4, 2), np.float16)) == 255).all()
    right, left = (flow_colours(np.full((4, 4, 2), (dx, 0.0)))[0, 0] for dx in (5.0, -5.0))
    assert (right != left).any()


def test_bodies_are_drawn_where_they_are():
    made = trajectory(frames=6, question=(0, 1))
    start, end = draw_bodies(made, 0, 100), draw_bodies(made, 5, 100)
    rows = [np.argwhere((image == AGENT).all(axis=2))[:, 0].mean() for image in (start, end)]
    assert rows[1] > rows[0] + 5  # it fell
    gone = trajectory(frames=6, question=(0, 1), present=np.zeros((6, 3), bool))
    assert (draw_bodies(gone, 0, 100) == BACKGROUND).all()
    assert (draw_paths(gone, 100) == BACKGROUND).all()
    assert not (draw_paths(made, 100) == BACKGROUND).all()


def test_every_shape_has_a_hull():
    made = trajectory(
        rows=6,
        shape=("sphere", "box", "cylinder", "capsule", "ellipsoid", "mesh"),
        vertices={5: np.eye(3)},
    )
    assert len(np.unique(draw_bodies(made, 0, 200).reshape(-1, 3), axis=0)) > 6


def test_a_strip_has_a_line_per_view():
    one = strip(episode())
    assert one.shape[0] == TILE
    drawn = strip(episode(rendered=False, frames=3))
    assert drawn.shape == (TILE, 4 * TILE + 3 * GAP, 3)  # three moments and the paths
    labelled = episode(pair="p", violation="gravity", t_violation=0.2, answer=True)
    assert caption(labelled).endswith("touch: yes, breaks gravity at 0.20 s")


def test_labels_are_counted_by_scenario():
    summary = {
        "scenario": "drop",
        "frames": 5,
        "answer": True,
        "violation": "",
        "pair": "",
        "high_risk": None,
    }
    pair = {**summary, "scenario": "gravity", "answer": None, "pair": "p1"}
    rover = {**summary, "scenario": "rover", "answer": None, "high_risk": True}
    rows = label_balance(
        [summary, {**summary, "answer": False}, pair, {**pair, "violation": "gravity"}, rover]
    )
    assert rows == [
        ("drop", "2", "10", "1", "1", "0", "0", "0", "0", "0"),
        ("gravity", "2", "10", "0", "0", "1", "1", "1", "0", "0"),
        ("rover", "1", "5", "0", "0", "0", "0", "0", "1", "0"),
    ]


def test_a_page_holds_every_strip(rendered, tmp_path, capsys):
    out = tmp_path / "pages" / "sheet.html"
    assert preview.main([str(rendered), "--out", str(out), "--episodes", "2"]) == 0
    assert "2 of 3 episodes" in capsys.readouterr().out
    page = out.read_text()
    pictures = re.findall(r"base64,([A-Za-z0-9+/=]+)", page)
    assert len(pictures) == 2
    assert cv2.imdecode(np.frombuffer(base64.b64decode(pictures[0]), np.uint8), 1).shape[0] == TILE
    assert "<td>fall</td><td>3</td><td>12</td><td>1</td><td>2</td>" in page


def test_a_sheet_is_one_picture_of_a_folder_of_anyones_files(tmp_path):
    write_trajectory(tmp_path / "a.npz", trajectory(scenario="theirs"))
    assert preview.main([str(tmp_path), "--out", str(tmp_path / "sheet.png")]) == 0
    assert cv2.imread(str(tmp_path / "sheet.png")).shape[0] > TILE


def test_one_damaged_file_hides_no_other(tmp_path, capsys):
    write_trajectory(tmp_path / "b.npz", trajectory(scenario="theirs"))
    (tmp_path / "a.npz").write_bytes(b"no zip")
    assert preview.main([str(tmp_path), "--out", str(tmp_path / "sheet.html")]) == 0
    page = (tmp_path / "sheet.html").read_text()
    assert "a.npz: damaged" in page
    assert "<td>theirs</td><td>1</td>" in page


def test_a_damaged_episode_is_said_in_its_place(rendered, tmp_path):
    shard = rendered / "shard-000000.tar"
    content = bytearray(shard.read_bytes())
    content[2000] ^= 1
    shard.write_bytes(content)
    assert preview.main([str(rendered), "--out", str(tmp_path / "sheet.html")]) == 0
    assert re.search(r"fall-train-00000000\S*: damaged", (tmp_path / "sheet.html").read_text())


@pytest.mark.parametrize(
    ("folder", "out", "status", "says"),
    [
        ("set", "sheet.pdf", 2, "must end in .html or .png"),
        ("none", "sheet.png", 2, "no such folder"),
        (".", "sheet.png", 2, "neither manifest.json of a set, .npz files"),
    ],
)
def test_what_cannot_be_shown_is_named(rendered, tmp_path, capsys, folder, out, status, says):
    assert preview.main([str(tmp_path / folder), "--out", str(tmp_path / out)]) == status
    assert says in capsys.readouterr().err
