# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Programs of packages, and packages of editable installs."""

import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("embedded_ros.interfaces", reason="about embedded_ros itself")

from ament_index_python.packages import get_package_prefix, get_package_share_directory

from embedded_ros import packages


def test_executable_in_prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = tmp_path / "share/ament_index/resource_index/packages/robot"
    program = tmp_path / "lib/robot/drive"
    for path in (marker, program):
        path.parent.mkdir(parents=True)
    marker.touch()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("AMENT_PREFIX_PATH", str(tmp_path))
    assert packages.executable("robot", "drive") == str(tmp_path / "lib/robot/drive")
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
