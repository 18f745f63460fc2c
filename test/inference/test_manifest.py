# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
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
    found = find_model("two")
    assert (found.path, found.manifest) == (folder / "two.onnx", MANIFEST)
    assert find_model(str(folder)) == found
    assert find_model(str(folder / "two.onnx")) == found


def test_a_bare_file_has_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "any.onnx").write_bytes(b"model")
    assert find_model(str(tmp_path / "any.onnx")).manifest is None


def test_an_unknown_name_says_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SGW_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="no model 'nothing'") as caught:
        find_model("nothing")
    assert str(tmp_path) in str(caught.value)


@pytest.mark.parametrize("name", ["gone.onnx", "./gone"])
def test_a_missing_path_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match=r"gone.* does not exist"):
        find_model(name)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "two.onnx").write_bytes(b"model")
    write_manifest(MANIFEST, tmp_path / "manifest.json")
    data = json.loads((tmp_path / "manifest.json").read_text())
    data["sha256"] = digest(tmp_path / "two.onnx")
    (tmp_path / "manifest.json").write_text(json.dumps(data))
    assert find_model(str(tmp_path)).path == tmp_path / "two.onnx"
    (tmp_path / "two.onnx").write_bytes(b"other")
    with pytest.raises(ModelError, match="SHA-256"):
        find_model(str(tmp_path))


def test_a_manifest_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    (tmp_path / "two.onnx").write_bytes(b"model")
    write_manifest(MANIFEST, folder / "manifest.json")
    data = json.loads((folder / "manifest.json").read_text()) | {"file": "../two.onnx"}
    (folder / "manifest.json").write_text(json.dumps(data))
    with pytest.raises(ModelError, match="not beside it"):
        find_model(str(folder))
