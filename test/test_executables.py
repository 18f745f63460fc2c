# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where executables start: each leads somewhere, and Ctrl-C is quiet from the first moment on."""

import re
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from sgw_ros import executables
from sgw_ros.executables import INTERRUPTED, Executable

ALL = {name: value for name, value in vars(executables).items() if isinstance(value, Executable)}
SETUP = Path(__file__).parents[1] / "setup.py"


def test_the_package_installs_each_of_them():
    listed = re.search(r"^EXECUTABLES = \[(.*?)\]", SETUP.read_text(), re.DOTALL | re.MULTILINE)
    assert set(re.findall(r'"(\w+)"', listed.group(1))) == set(ALL)


@pytest.mark.ros
@pytest.mark.parametrize("name", ALL)
def test_each_leads_to_a_function(name):
    assert callable(getattr(import_module(ALL[name]._module), ALL[name]._function))


def start(tmp_path, module):
    (tmp_path / "late.py").write_text(
        "import os, signal\nhit = lambda: os.kill(os.getpid(), signal.SIGINT)\n" + module
    )
    code = "import sys; from sgw_ros.executables import Executable; sys.exit(Executable('late:main')())"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )


def test_ctrl_c_while_importing_ends_it_without_a_word(tmp_path):
    done = start(tmp_path, "hit()\nmain = lambda: 0\n")
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")


def test_ctrl_c_before_anything_was_opened_ends_it_without_a_word(tmp_path):
    done = start(tmp_path, "main = hit\n")
    assert (done.returncode, done.stderr) == (INTERRUPTED, "")


def test_the_status_is_the_functions(tmp_path):
    assert start(tmp_path, "main = lambda: 3\n").returncode == 3
