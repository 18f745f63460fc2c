# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The overlay is importable everywhere, comes last, and stays away from a real ROS 2."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import tomllib

PROJECT = Path(__file__).parents[2] / "embedded_ros"
SOURCE = PROJECT / "src"
MESSAGES = PROJECT.parent / "sgw_msgs"


def run(code: str, *path: Path, **environment: str) -> str:
    """Output of `code` in a Python that has read `embedded_ros.pth` as at its start."""
    # -I -S: none of the environments' own packages; the search path is exactly what is given.
    first = [str(folder) for folder in path]
    code = f"import site, sys; sys.path[:0] = {first}; site.addsitedir({str(PROJECT)!r})\n{code}"
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("ROS_", "PYTHON", "AMENT"))
    }
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], env=clean | environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_overlay_is_importable() -> None:
    where = "import launch, importlib.util; print(importlib.util.find_spec('rclpy').origin)"
    site_packages = Path(str(importlib.util.find_spec("yaml").origin)).parents[1]  # type: ignore[union-attr]
    assert run(where, SOURCE, site_packages) == str(SOURCE / "embedded_ros/overlay/rclpy/__init__.py")


def test_others_come_first(tmp_path: Path) -> None:
    (tmp_path / "rclpy").mkdir()
    (tmp_path / "rclpy/__init__.py").write_text("name = 'the real one'")
    (tmp_path / "launch").mkdir()  # a plain folder of that name, as this repository has one
    assert run("import rclpy; print(rclpy.name)", SOURCE, tmp_path) == "the real one"
    found = run("from importlib.util import find_spec; print(find_spec('launch').origin)", SOURCE, tmp_path)
    assert found == str(SOURCE / "embedded_ros/overlay/launch/__init__.py")


def test_silent_where_ros_is_sourced() -> None:
    code = "from importlib.util import find_spec; print(find_spec('rclpy'))"
    assert run(code, SOURCE, ROS_DISTRO="jazzy") == "None"


def test_start_of_python_stays_cheap() -> None:
    """Every Python start pays for the activation, so it must not import what takes time."""
    loaded = run("print(*sorted(sys.modules))", SOURCE).split()
    assert "embedded_ros.activation" in loaded
    heavy = {"numpy", "rosbags", "cyclonedds", "yaml", "asyncio", "typing", "pathlib", "re", "json"}
    assert heavy & set(loaded) <= heavy & set(run("print(*sorted(sys.modules))", ROS_DISTRO="x").split())


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The build hook, with hatchling's base class replaced by an empty one."""
    name = "hatchling.builders.hooks.plugin.interface"
    parts = name.split(".")
    for length in range(1, len(parts) + 1):
        monkeypatch.setitem(sys.modules, ".".join(parts[:length]), ModuleType(".".join(parts[:length])))
    sys.modules[name].BuildHookInterface = object  # type: ignore[attr-defined]
    spec = importlib.util.spec_from_file_location("hatch_build", PROJECT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for variable in ("ROS_DISTRO", "AMENT_PREFIX_PATH"):
        monkeypatch.delenv(variable, raising=False)
    return module


def test_builds_without_ros(hook: ModuleType) -> None:
    hook.RefuseOverRos().initialize("standard", {})


@pytest.mark.parametrize("variable", ["ROS_DISTRO", "AMENT_PREFIX_PATH"])
def test_refuses_where_ros_is_sourced(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "/opt/ros/jazzy")
    with pytest.raises(SystemExit, match=rf"A ROS 2 is present here \({variable} is /opt/ros/jazzy\)"):
        hook.RefuseOverRos().initialize("standard", {})


def test_refuses_beside_a_real_rclpy(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "rclpy").mkdir()
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    with pytest.raises(SystemExit, match="rclpy is in"):
        hook.RefuseOverRos().initialize("standard", {})


def test_messages_are_installed_where_ros_looks() -> None:
    settings = tomllib.loads((MESSAGES / "pyproject.toml").read_text())
    shared = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert all((MESSAGES / source).exists() for source in shared)
    assert shared["msg"] == "share/sgw_msgs/msg"
    assert [path.name for path in (MESSAGES / "resource").iterdir()] == ["sgw_msgs"]


@pytest.mark.slow
@pytest.mark.parametrize("editable", [[], ["-e"]])
def test_installed_by_pip(tmp_path: Path, editable: list[str]) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path)], check=True)
    python, clean = tmp_path / "bin/python", {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    clean |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    targets = [*editable, str(PROJECT), *editable, str(MESSAGES)]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *targets], check=True, env=clean)
    code = (
        "import rclpy, vision_msgs.msg, sgw_msgs.msg\n"
        "from ament_index_python import get_package_share_directory\n"
        "print(sgw_msgs.msg.RiskAssessment.__name__, get_package_share_directory('sgw_msgs'))"
    )
    done = subprocess.run(
        [python, "-c", code], check=True, env=clean, capture_output=True, text=True, cwd=tmp_path
    )
    share = str(MESSAGES) if editable else str(tmp_path / "share/sgw_msgs")
    assert done.stdout.split() == ["RiskAssessment", share]
    assert (
        subprocess.run([tmp_path / "bin/ros2", "topic", "list"], env=clean, capture_output=True).returncode
        == 2
    )
