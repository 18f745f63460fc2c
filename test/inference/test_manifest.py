# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
import site
from pathlib import Path

import pytest

from sgw_ros.core.errors import ModelError
from sgw_ros.inference.lookup import find_model
from sgw_ros.inference.manifest import Manifest, TensorSpec, digest, read_manifest, write_manifest

MANIFEST = Manifest(
    name="two",
    version="1.0",
    expert="visual",
    file="two.onnx",
    inputs=(TensorSpec("x", ("batch", 2), "float32"),),
    outputs=(TensorSpec("y", ("batch", 2), "float32"),),
    licence="Apache-2.0",
    settings={"threshold": 0.5},
)


def test_a_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    write_manifest(MANIFEST, tmp_path / "manifest.json")
    assert read_manifest(tmp_path / "manifest.json") == MANIFEST


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not valid JSON"),
        ("[]", "must be a JSON object"),
        ('{"schema_version": 9}', "schema version 9"),
        ('{"schema_version": 1, "name": "x"}', "'version'"),
    ],
)
def test_a_bad_manifest_is_named_and_explained(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(text)
    with pytest.raises(ModelError, match=said) as caught:
        read_manifest(path)
    assert str(path) in str(caught.value)


def test_a_name_is_found_in_the_stated_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    (folder / "two.onnx").write_bytes(b"model")
    write_manifest(MANIFEST, folder / "manifest.json")
    monkeypatch.setenv("SGW_MODELS", str(tmp_path))
    found = find_model("two", "visual")
    assert (found.path, found.manifest) == (folder / "two.onnx", MANIFEST)
    assert find_model(str(folder), "visual") == found
    assert find_model(str(folder / "two.onnx"), "visual") == found


def test_a_name_is_found_where_pip_installs_for_one_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "USER_BASE", str(tmp_path))
    folder = tmp_path / "share" / "sgw_ros" / "models" / "mine"
    folder.mkdir(parents=True)
    (folder / "two.onnx").write_bytes(b"model")
    write_manifest(MANIFEST, folder / "manifest.json")
    assert find_model("mine", "visual").path == folder / "two.onnx"


def test_a_folder_of_that_name_that_holds_no_model_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, models = tmp_path / "here", tmp_path / "models"
    (here / "two").mkdir(parents=True)
    (models / "two").mkdir(parents=True)
    (models / "two" / "two.onnx").write_bytes(b"model")
    write_manifest(MANIFEST, models / "two" / "manifest.json")
    monkeypatch.setenv("SGW_MODELS", str(models))
    monkeypatch.chdir(here)
    assert find_model("two", "visual").path == models / "two" / "two.onnx"


def test_a_bare_file_has_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "any.onnx").write_bytes(b"model")
    assert find_model(str(tmp_path / "any.onnx"), "visual").manifest is None


def test_an_unknown_name_says_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SGW_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="no model 'nothing'") as caught:
        find_model("nothing", "visual")
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize("name", ["gone.onnx", "./gone"])
def test_a_missing_path_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"gone.* does not exist"):
        find_model(name, "visual")


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "two.onnx").write_bytes(b"model")
    write_manifest(MANIFEST, tmp_path / "manifest.json")
    data = json.loads((tmp_path / "manifest.json").read_text())
    data["sha256"] = digest(tmp_path / "two.onnx")
    (tmp_path / "manifest.json").write_text(json.dumps(data))
    assert find_model(str(tmp_path), "visual").path == tmp_path / "two.onnx"
    (tmp_path / "two.onnx").write_bytes(b"other")
    with pytest.raises(ModelError, match="SHA-256"):
        find_model(str(tmp_path), "visual")


def test_a_manifest_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    (tmp_path / "two.onnx").write_bytes(b"model")
    write_manifest(MANIFEST, folder / "manifest.json")
    data = json.loads((folder / "manifest.json").read_text()) | {"file": "../two.onnx"}
    (folder / "manifest.json").write_text(json.dumps(data))
    with pytest.raises(ModelError, match="not beside it"):
        find_model(str(folder), "visual")


def _write(path: Path, **changes: object) -> Path:
    """A manifest with some keys changed, or left out where the value is `...`."""
    write_manifest(MANIFEST, path / "manifest.json")
    data = json.loads((path / "manifest.json").read_text()) | changes
    (path / "manifest.json").write_text(json.dumps({k: v for k, v in data.items() if v is not ...}))
    (path / "two.onnx").write_bytes(b"model")
    return path


REQUIRED = ("name", "version", "expert", "file", "licence", "inputs", "outputs")
OPTIONAL = ("description", "command", "sha256", "settings")


@pytest.mark.parametrize("key", [*REQUIRED, *OPTIONAL])
@pytest.mark.parametrize("value", [..., None, 7, True, 1.5, ["x"], {"x": 1}, "", [], {}, [None], [{}], [[]]])
def test_whatever_a_key_holds_the_error_names_file_and_key(tmp_path: Path, key: str, value: object) -> None:
    folder = _write(tmp_path, **{key: value})
    fits = (value is ... and key in OPTIONAL) or (value == "" and key in OPTIONAL[:3])
    if fits or (key == "settings" and isinstance(value, dict)):
        assert find_model(str(folder), "visual").manifest is not None
        return
    with pytest.raises(ModelError, match=f"'{key}") as caught:
        find_model(str(folder), "visual")
    assert "manifest.json" in str(caught.value)


@pytest.mark.parametrize("key", ["name", "shape", "dtype"])
@pytest.mark.parametrize("value", [..., None, 7, {}, "", [1.5], [True], [None], [[1]]])
def test_a_tensor_is_checked_as_well(tmp_path: Path, key: str, value: object) -> None:
    tensor = {"name": "x", "shape": ["batch", 2], "dtype": "float32"} | {key: value}
    folder = _write(tmp_path, inputs=[{k: v for k, v in tensor.items() if v is not ...}])
    with pytest.raises(ModelError, match=rf"'inputs\[0\]\.{key}'"):
        find_model(str(folder), "visual")


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "..", ".", "a/../../b.onnx"])
def test_a_file_name_that_cannot_be_is_a_model_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelError):
        find_model(str(_write(tmp_path, file=name)), "visual")
    with pytest.raises(ModelError):
        find_model(name, "visual")


def test_json_that_is_too_deep_is_not_valid(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("[" * 100_000)
    with pytest.raises(ModelError, match="not valid JSON"):
        find_model(str(tmp_path), "visual")


def test_a_model_of_another_expert_is_refused(tmp_path: Path) -> None:
    folder = _write(tmp_path)
    for given in (folder, folder / "two.onnx"):
        with pytest.raises(ModelError, match="made for the expert 'visual', not for 'risk'") as caught:
            find_model(str(given), "risk")
        assert "two.onnx" in str(caught.value)
