# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Entry point of `ros2`: finds the verb, shows user errors in one line."""

import argparse
import sys
from collections.abc import Sequence

from . import launch, run
from .errors import CommandError

# The package of ROS 2 that brings each verb this command does not have.
ELSEWHERE = {
    "action": "ros2action",
    "bag": "ros2bag",
    "component": "ros2component",
    "control": "ros2controlcli",
    "daemon": "ros2cli",
    "doctor": "ros2doctor",
    "interface": "ros2interface",
    "lifecycle": "ros2lifecycle",
    "multicast": "ros2multicast",
    "node": "ros2node",
    "param": "ros2param",
    "pkg": "ros2pkg",
    "security": "sros2",
    "service": "ros2service",
    "topic": "ros2topic",
    "wtf": "ros2doctor",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status: 1 for errors, 2 for wrong usage and missing verbs."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in ELSEWHERE:
        print(_missing(words[0]), file=sys.stderr)
        return 2
    parser = argparse.ArgumentParser(
        prog="ros2",
        description="Launch and run ROS 2 packages on a machine without ROS 2.",
        epilog="Every other command of ROS 2 (topic, node, param, bag, ...) needs a ROS 2 installation.",
    )
    commands = parser.add_subparsers(dest="command", metavar="launch | run", required=True)
    launch.add_parser(commands)
    run.add_parser(commands)
    options, rest = parser.parse_known_args(words)
    if rest and (options.command != "launch" or not all(":=" in word for word in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        # argparse gives up on a list of positional arguments at the first option.
        options.launch_arguments += rest
    try:
        return int(options.main(options))
    except CommandError as error:
        print(f"ros2 {options.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _missing(verb: str) -> str:
    package = ELSEWHERE[verb].replace("_", "-")
    return (
        f"ros2 {verb}: embedded-ros has only 'ros2 launch' and 'ros2 run'.\n"
        f"'ros2 {verb}' comes with ROS 2: on a machine that has it, install\n"
        f"ros-$ROS_DISTRO-{package}, or ros-$ROS_DISTRO-ros-base for the whole command line.\n"
        "It reaches the nodes of this machine over the network: set the same ROS_DOMAIN_ID and\n"
        "RMW_IMPLEMENTATION=rmw_cyclonedds_cpp there."
    )


if __name__ == "__main__":
    sys.exit(main())
