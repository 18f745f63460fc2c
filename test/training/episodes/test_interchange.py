# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from test.training.episodes.made import arrays, assert_equal, trajectory
from training.episodes.episode import Episode
from training.episodes.errors import DatasetError, EpisodeError
from training.episodes.interchange import read_trajectory, write_trajectory

FULL = {
    "shape": ("mesh", "box", "mesh"),
    "rolling_friction": np.float32([0.1, 0.2, 0.3]),
    "spinning_friction": np.float32([0.01, 0.02, 0.03]),
    "present": np.ones((4, 3), bool),
    "visible": np.eye(4, 3, dtype=bool),
    "body": np.int32([0, 1, 1]),
    "joint": np.int32([[1, 2]]),
    "vertices": {0: np.eye(3), 2: np.ones((5, 3))},
    "scenario": "contain",
    "question": (0, 2),
    "answer": True,
    "violation": "solidity",
    "t_violation": 0.3,
    "pair": "contain-4",
}


@pytest.mark.parametrize("more", [{}, FULL])
def test_what_is_written_is_read_back_to_the_bit(tmp_path, more):
    written = trajectory(**more)
    for name in ("a.npz", "b.npz"):
        write_trajectory(tmp_path / name, written)
    assert_equal(Episode(read_trajectory(tmp_path / "a.npz")), Episode(written))
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_anyone_can_write_one_with_numpy_alone(tmp_path):
    np.savez(
        tmp_path / "theirs.npz",
        **{**arrays(), "shape": np.array(["sphere", "box", "box"], "S6"), "dt": np.float32([0.05])},
        contact_force=np.zeros(3),  # a name of their own
        is_moving=np.ones(3),
    )
    read = read_trajectory(tmp_path / "theirs.npz")
    assert read.shape == ("sphere", "box", "box")
    assert read.dt == pytest.approx(0.05)
    assert (read.question, read.answer, read.violation, read.present) == (None, None, "", None)


def test_half_a_contact_matrix_says_all(tmp_path):
    half = np.triu(np.ones((4, 3, 3), bool))
    np.savez(tmp_path / "theirs.npz", **{**arrays(), "contact": half})
    contact = read_trajectory(tmp_path / "theirs.npz").contact
    assert (contact == ~np.eye(3, dtype=bool)).all()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"mass": None, "dt": None}, r"theirs\.npz: missing: mass \[N\], dt \[\]"),
        ({"mass": np.ones((3, 1))}, r"theirs\.npz: mass: expected shape \[N=3\], found \[3, 1\]"),
        ({"position": np.zeros((4, 3))}, r"position: expected shape \[T, N, 3\], found \[4, 3\]"),
        ({"contact": np.zeros((4, 3), bool)}, r"contact: expected shape \[T=4, N=3, N=3\], found \[4, 3\]"),
        ({"dt": np.zeros(2)}, r"dt: expected one value, found shape \[2\]"),
        ({"dt": np.float32(-0.1)}, "dt: must be a number of seconds above 0"),
        ({"question": np.arange(3)}, r"question: expected shape \[2\], found \[3\]"),
        ({"question": np.float32([0, 1])}, "question: expected int64, found float32"),
        ({"shape": np.zeros(3)}, "shape: expected names"),
        ({"vertices": np.zeros((3, 3))}, r"vertices: expected shape \[N=3, V, 3\], found \[3, 3\]"),
        ({"gravity": np.float32([0, 0, np.inf])}, r"gravity: the value at \[2\] is not a finite number"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(tmp_path, change, says):
    path = tmp_path / "theirs.npz"
    np.savez(path, **{name: value for name, value in {**arrays(), **change}.items() if value is not None})
    with pytest.raises(EpisodeError, match=says):
        read_trajectory(path)


def test_a_file_that_is_no_npz_is_named(tmp_path):
    write_trajectory(tmp_path / "whole.npz", trajectory())
    whole = (tmp_path / "whole.npz").read_bytes()
    np.savez(tmp_path / "objects.npz", **{**arrays(), "shape": np.array([{}, 1, 2], object)})
    with (tmp_path / "array.npz").open("wb") as lone:
        np.save(lone, np.zeros(3))
    for name, content in {
        "cut.npz": whole[: len(whole) // 2],
        "flipped.npz": whole[:100] + bytes([whole[100] ^ 255]) + whole[101:],
        "empty.npz": b"",
        "text.npz": b"no zip",
    }.items():
        (tmp_path / name).write_bytes(content)
    for name in ("cut.npz", "flipped.npz", "empty.npz", "text.npz", "objects.npz", "array.npz", "none.npz"):
        with pytest.raises(DatasetError, match=name):
            read_trajectory(tmp_path / name)
