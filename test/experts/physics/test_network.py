# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

from sgw_ros.core.errors import ModelError
from sgw_ros.experts.physics.expert import PhysicsConfig, PhysicsExpert
from sgw_ros.inference import lookup
from test.experts.physics.small_model import sign, write_model


def build(model):
    return PhysicsExpert(PhysicsConfig(model=str(model)))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scene_graph": 99}, "version 99, this release builds"),
        ({"scene_graph": None}, "version None"),
        ({"history_s": [0.0, 1.0]}, "velocities of"),
        ({"knots_s": [0.1, 1.0]}, "up to 5 s"),
        ({"knots_s": [1.0, 0.5, 5.0]}, "ascending"),
        ({"knots_s": [float("nan"), 5.0]}, "knots_s"),
        ({"knots_s": "5"}, "knots_s"),
    ],
)
def test_a_model_for_something_else_is_refused_by_name(tmp_path, changes, said):
    with pytest.raises(ModelError, match=said) as caught:
        build(write_model(tmp_path / "model", **changes))
    assert "export it again" in str(caught.value)


def test_a_damaged_file_is_refused(tmp_path):
    folder = write_model(tmp_path / "model")
    sign(folder)
    build(folder)
    file = folder / "small.onnx"
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(ModelError, match="get it again"):
        build(folder)


def test_a_file_without_a_manifest_is_refused(tmp_path):
    folder = write_model(tmp_path / "model")
    (folder / "manifest.json").unlink()
    with pytest.raises(ModelError, match="no manifest"):
        build(folder / "small.onnx")


def test_an_unknown_name_is_told_with_where_it_was_looked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("SGW_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match=r"no model 'gone' in.*may also be 'ballistic'"):
        build("gone")


def test_a_model_is_found_by_name(tmp_path, monkeypatch):
    monkeypatch.setenv("SGW_MODELS", str(tmp_path))
    write_model(tmp_path / "small")
    build("small")


@pytest.mark.parametrize("name", ["", "ballistic"])
def test_the_built_in_forecaster_needs_no_file(tmp_path, monkeypatch, name):
    monkeypatch.setenv("SGW_MODELS", str(tmp_path))
    build(name)


def test_the_model_that_comes_along_is_the_default():
    assert PhysicsConfig().model == "physics"
    PhysicsExpert(PhysicsConfig())


def test_who_has_no_model_is_told_of_the_built_in_forecaster(tmp_path, monkeypatch):
    monkeypatch.setattr(lookup, "model_folders", lambda: [tmp_path])
    with pytest.raises(ModelError, match=r"no model 'physics' in .* may also be 'ballistic'"):
        PhysicsExpert(PhysicsConfig())
