# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
#
# make demo [INPUT=video, bag or camera index] [OUT=folder]   the whole graph, from nothing
# make test                                                   every test
# make lint                                                   style and types
# make test-slow                                              the long fuzz, crash and history runs; on real clips where
#                                                             ../shared/data or SGW_DATA has them
.PHONY: demo test test-slow lint clean
.DELETE_ON_ERROR:

INPUT ?= samples/rover.mcap
OUT ?= out/demo
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

# Which Python makes the environment: any of 3.11 to 3.13 will do.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)

EMBEDDED_SOURCES := $(shell find embedded_ros -name '*.py' -o -name '*.toml' -o -name '*.pth' -o -name '*.msg' -o -name '*.srv' -o -name '*.txt')

# Idle threads that spin would take the cores from those that work.
export OMP_WAIT_POLICY := passive
# Names with spaces and quotes reach the shell as they are.
export INPUT OUT

demo: $(VENV)/.runtime
	@$(BIN)/ros2 launch launch/pipeline.launch.py "input:=$$INPUT" "out:=$$OUT"

test: $(VENV)/.dev
	@$(BIN)/python -m pytest

test-slow: $(VENV)/.dev
	@$(BIN)/python -m pytest -m slow

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

clean:
	rm -rf $(VENV) out build install log

$(VENV)/bin/python:
	@test -z "$$ROS_DISTRO" || { echo "ROS 2 $$ROS_DISTRO is sourced: build with 'colcon build' instead (see README.md)" >&2; exit 2; }
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; name one with make PYTHON=..." >&2; exit 2; }
	@echo "making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(VENV)/bin/python constraints.txt setup.py setup.cfg sgw_msgs/pyproject.toml $(EMBEDDED_SOURCES)
	@echo "installing the runtime"
	@$(PIP) ./embedded_ros -e ./sgw_msgs -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt requirements-training.txt
	@echo "installing the test tools"
	@$(PIP) -r requirements-dev.txt -r requirements-training.txt
	@touch $@
