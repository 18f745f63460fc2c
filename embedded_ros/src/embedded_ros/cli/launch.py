# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`ros2 launch`: runs a launch file."""

import argparse
import fnmatch
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embedded_ros import packages

from .errors import CommandError

if TYPE_CHECKING:
    from launch import LaunchDescription


def add_parser(commands: Any) -> None:
    """Add the command to `commands`, the subparsers of `ros2`."""
    parser = commands.add_parser("launch", help="run a launch file")
    parser.add_argument(
        "-n",
        "--noninteractive",
        action="store_true",
        default=not sys.stdin.isatty(),
        help="there is no terminal whose Ctrl-C reaches the processes (default when there is none)",
    )
    parser.add_argument(
        "-d", "--debug", action="store_true", help="log more, with stack traces of launch files"
    )
    parser.add_argument(
        "-s", "--show-args", "--show-arguments", action="store_true", help="list the arguments"
    )
    parser.add_argument(
        "-a",
        "--show-all-subprocesses-output",
        action="store_true",
        help="show the output of all processes, whatever the launch file says",
    )
    parser.add_argument(
        "--launch-prefix", help="what comes before every program, such as 'gdb -ex run --args'"
    )
    parser.add_argument(
        "package_name", help="name of the package that has the launch file, or path of a launch file"
    )
    parser.add_argument("launch_file_name", nargs="?", help="name of the launch file in the package")
    parser.add_argument(
        "launch_arguments", nargs="*", help="arguments as <name>:=<value>; the last of a name counts"
    )
    parser.set_defaults(main=main)


def main(options: argparse.Namespace) -> int:
    """Run the launch file, or list its arguments.

    Raises:
        CommandError: It cannot be found or loaded, or an argument is malformed.
    """
    path, arguments = launch_file_and_arguments(options)
    given = parse_arguments(arguments)
    if options.launch_prefix:
        given["launch-prefix"] = options.launch_prefix
    if options.show_all_subprocesses_output:
        os.environ["OVERRIDE_LAUNCH_PROCESS_OUTPUT"] = "both"
    description = load(path, options.debug)
    if options.show_args:
        print(describe_arguments(description))
        return 0
    return run(description, path, given, options)


def launch_file_and_arguments(options: argparse.Namespace) -> tuple[str, list[str]]:
    """Path of the launch file, and the words that are its arguments.

    Raises:
        CommandError: There is no such file, or more than one.
    """
    if os.path.isfile(options.package_name):
        first = [] if options.launch_file_name is None else [options.launch_file_name]
        return os.path.abspath(options.package_name), [*first, *options.launch_arguments]
    package, name = options.package_name, options.launch_file_name
    if os.sep in package or package.endswith(".py"):
        raise CommandError(f"launch file '{package}' does not exist")
    share = packages.share_directory(package)
    if share is None:
        known = ", ".join(sorted(packages.packages())) or "none"
        raise CommandError(f"'{package}' is neither a file nor a package; packages here: {known}")
    if name is None:
        raise CommandError(f"name a launch file of package '{package}'; it has: {_names(share)}")
    found = _files(share, name)
    if not found:
        raise CommandError(
            f"package '{package}' at {share} has no launch file '{name}'; it has: {_names(share)}"
        )
    if len(found) > 1:
        raise CommandError(f"package '{package}' has '{name}' more than once: {', '.join(map(str, found))}")
    return str(found[0]), options.launch_arguments


def parse_arguments(words: list[str]) -> dict[str, str]:
    """Words such as `rate:=5` as a dict; the last of a name counts.

    Raises:
        CommandError: A word has another form.
    """
    given = {}
    for word in words:
        name, separator, value = word.partition(":=")
        if not name or not separator or not value:
            raise CommandError(f"malformed launch argument '{word}', expected format '<name>:=<value>'")
        given[name] = value
    return given


def load(path: str, debug: bool) -> "LaunchDescription":
    """The description in a launch file.

    Raises:
        CommandError: The file raises something; with `debug`, the stack trace was printed.
    """
    from launch.launch_description_sources import get_launch_description_from_any_launch_file

    try:
        return get_launch_description_from_any_launch_file(path)
    except Exception as error:
        if debug:
            traceback.print_exc()
        hint = "" if debug else " (--debug shows where)"
        raise CommandError(f"cannot load {path}: {type(error).__name__}: {error}{hint}") from error


def describe_arguments(description: "LaunchDescription") -> str:
    """The arguments of a launch file, for the one who types them."""
    lines = ["Arguments (pass arguments as '<name>:=<value>'):"]
    arguments = description.get_launch_arguments()
    for argument in arguments:
        mark = "*" if argument._conditionally_included else ""
        lines += ["", f"    '{argument.name}':{mark}", f"        {argument.description}"]
        if argument.default_value is not None:
            lines.append(f"        (default: {' + '.join(sub.describe() for sub in argument.default_value)})")
    if not arguments:
        lines += ["", "  No arguments."]
    if any(argument._conditionally_included for argument in arguments):
        lines += ["", "* argument(s) which are only used if specific conditions occur"]
    return "\n".join(lines)


def run(
    description: "LaunchDescription", path: str, given: dict[str, str], options: argparse.Namespace
) -> int:
    """Launch and wait for the end; 0, or 1 if something failed while launching."""
    from launch.actions import IncludeLaunchDescription

    from launch import LaunchDescription, LaunchDescriptionSource, LaunchService

    service = LaunchService(argv=sys.argv[1:], noninteractive=options.noninteractive, debug=options.debug)
    include = IncludeLaunchDescription(
        LaunchDescriptionSource(description, path), launch_arguments=given.items()
    )
    service.include_launch_description(LaunchDescription([include]))
    status: int = service.run()
    return status


def _names(share: str) -> str:
    return ", ".join(sorted({path.name for path in _files(share, "*launch.py")})) or "none"


def _files(share: str, pattern: str) -> list[Path]:
    """Files whose name matches, below `launch/` or, without any there, below the share directory.

    That of an editable install is a source tree: hidden folders and environments in it are left out.
    """
    for start in (os.path.join(share, "launch"), share):
        found = []
        for folder, subfolders, files in os.walk(start):
            subfolders[:] = sorted(
                name
                for name in subfolders
                if not name.startswith(".") and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
            )
            found += [Path(folder, name) for name in sorted(fnmatch.filter(files, pattern))]
        if found:
            return found
    return []
