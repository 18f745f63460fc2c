# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Packages are found in prefixes, in editable installs, and nowhere else."""

import json
import sys
from pathlib import Path

import pytest
from ament_index_python.packages import (
    PackageNotFoundError,
    get_package_prefix,
    get_package_share_directory,
    get_packages_with_prefixes,
)
from ament_index_python.resources import get_resource, get_resources, has_resource

from embedded_ros import packages


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    index = tmp_path / "share/ament_index/resource_index"
    (index / "packages").mkdir(parents=True)
    (index / "packages/robot").touch()
    (index / "colours").mkdir()
    (index / "colours/robot").write_text("red")
    (tmp_path / "share/robot").mkdir()
    (tmp_path / "lib/robot").mkdir(parents=True)
    program = tmp_path / "lib/robot/drive"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
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


def test_executable_in_prefix(prefix: Path) -> None:
    assert packages.executable("robot", "drive") == str(prefix / "lib/robot/drive")
    assert packages.executable("robot", "absent") is None
    assert packages.executables("robot") == ["drive"]


def test_editable_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, site = tmp_path / "my source", tmp_path / "site"
    (site / "rover-1.0.dist-info").mkdir(parents=True)
    source.mkdir()
    (source / "package.xml").write_text("<package><name>rover</name></package>")
    record = {"dir_info": {"editable": True}, "url": source.as_uri()}
    (site / "rover-1.0.dist-info/direct_url.json").write_text(json.dumps(record))
    (site / "rover-1.0.dist-info/METADATA").write_text("Name: rover\n")
    (site / "rover-1.0.dist-info/entry_points.txt").write_text("[console_scripts]\ndrive = rover:main\n")
    broken = site / "broken-1.0.dist-info"
    broken.mkdir()
    (broken / "direct_url.json").write_text("{")
    monkeypatch.syspath_prepend(str(site))
    packages.editable_sources.cache_clear()
    try:
        assert get_package_share_directory("rover") == str(source)
        assert get_package_prefix("rover") == sys.prefix
        assert packages.executables("rover") == ["drive"]
    finally:
        packages.editable_sources.cache_clear()
