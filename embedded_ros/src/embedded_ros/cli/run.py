# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`ros2 run`: starts one program of a package."""

import argparse
import contextlib
import shlex
import signal
import subprocess
import sys
from typing import Any

from embedded_ros import packages

from .errors import CommandError


def add_parser(commands: Any) -> None:
    """Add the command to `commands`, the subparsers of `ros2`."""
    parser = commands.add_parser("run", help="run a program of a package")
    parser.add_argument("--prefix", help="what comes before the program, such as 'gdb -ex run --args'")
    parser.add_argument("package_name", help="name of the ROS package")
    parser.add_argument("executable_name", help="name of the program")
    parser.add_argument("argv", nargs=argparse.REMAINDER, help="arguments for the program")
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Run it to its end and give its exit status.

    Raises:
        CommandError: There is no such package or program, or it cannot be started.
    """
    command = [
        *shlex.split(options.prefix or ""),
        find(options.package_name, options.executable_name),
        *options.argv,
    ]
    status = _run_to_its_end(command)
    if status < 0:
        print(f"ros2 run: {options.executable_name} was ended by signal {-status}", file=sys.stderr)
        return 128 - status
    return status


def _run_to_its_end(command: list[str]) -> int:
    """Exit status of the program; SIGTERM is passed on, for whoever ends this command means the program."""
    signals: list[int] = []
    process: subprocess.Popen[bytes] | None = None

    def pass_on(number: int, frame: object) -> None:
        # Before the program runs there is nobody to pass it on to.
        signals.append(number) if process is None else process.send_signal(number)

    before = signal.signal(signal.SIGTERM, pass_on)
    try:
        process = subprocess.Popen(command)
        for number in signals:
            process.send_signal(number)
        while True:
            # The program got the Ctrl-C, too, and decides when it has finished.
            with contextlib.suppress(KeyboardInterrupt):
                return process.wait()
    except OSError as error:
        raise CommandError(f"cannot start {command[0]}: {error.strerror}") from error
    finally:
        signal.signal(signal.SIGTERM, before)


def find(package: str, name: str) -> str:
    """Path of the program.

    Raises:
        CommandError: There is no such package or program; says which there are.
    """
    path = packages.executable(package, name)
    if path is not None:
        return path
    names = packages.executables(package)
    if not names and packages.prefix_of(package) is None:
        known = ", ".join(sorted(packages.packages())) or "none"
        raise CommandError(f"package '{package}' not found; packages here: {known}")
    raise CommandError(
        f"package '{package}' has no executable '{name}'; it has: {', '.join(names) or 'none'}"
    )
