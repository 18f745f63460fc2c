# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Packages are found in prefixes and nowhere else."""

from pathlib import Path

import pytest
from ament_index_python.packages import (
    PackageNotFoundError,
    get_package_prefix,
    get_package_share_directory,
    get_packages_with_prefixes,
)
from ament_index_python.resources import get_resource, get_resources, has_resource


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    index = tmp_path / "share/ament_index/resource_index"
    (index / "packages").mkdir(parents=True)
    (index / "packages/robot").touch()
    (index / "colours").mkdir()
    (index / "colours/robot").write_text("red")
    (tmp_path / "share/robot").mkdir()
    monkeypatch.setenv("AMENT_PREFIX_PATH", f"{tmp_path}:/nowhere")
    return tmp_path


def test_package_in_prefix(prefix: Path) -> None:
    assert get_package_prefix("robot") == str(prefix)
    assert get_package_share_directory("robot") == str(prefix / "share/robot")
    assert get_packages_with_prefixes()["robot"] == str(prefix)


def test_unknown_package(prefix: Path) -> None:
    with pytest.raises(PackageNotFoundError, match=f"package 'absent' not found, searching: .*{prefix}"):
        get_package_prefix("absent")
    assert issubclass(PackageNotFoundError, KeyError)


def test_impossible_package_name() -> None:
    with pytest.raises(ValueError, match="not a valid package name"):
        get_package_prefix("../robot")


def test_resources(prefix: Path) -> None:
    assert get_resource("colours", "robot") == ("red", str(prefix))
    assert has_resource("colours", "robot") == str(prefix)
    assert not has_resource("colours", "absent")
    assert get_resources("colours") == {"robot": str(prefix)}
    with pytest.raises(LookupError, match="absent"):
        get_resource("colours", "absent")
