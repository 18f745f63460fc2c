# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is tried before anything starts, in a process of its own.

Opening an input or a model brings libraries that launch would carry as long as the graph runs.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import TypeVar

from sgw_ros.core.errors import SgwError
from sgw_ros.experts.base import ExpertConfig
from sgw_ros.experts.registry import EXPERTS
from sgw_ros.ingest.source import IngestConfig, open_source

Answer = TypeVar("Answer")


def apart(function: Callable[..., Answer], *arguments: object) -> Answer:
    """What a function of this module returns, called in a process that ends with it.

    Raises:
        SgwError: what the function raised, or that its process died.
    """
    # A session of its own: Ctrl-C is for launch, which ends when this has.
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=pickle.dumps((function, arguments)),
        stdout=subprocess.PIPE,
        start_new_session=True,
        check=False,
    )
    if done.returncode:
        asked = ", ".join(map(str, arguments))
        raise SgwError(f"trying {asked} ended a process with status {done.returncode}: see what it printed")
    answer = pickle.loads(done.stdout)
    if isinstance(answer, SgwError):
        raise answer
    return answer


def input_kind(name: str, config: IngestConfig | None = None) -> str:
    """Open an input and close it again: what it is.

    Raises:
        InputError: when it cannot be used.
    """
    source = open_source(name, config)
    source.close()
    return source.info.kind


def build_experts(configs: Iterable[tuple[str, ExpertConfig]]) -> None:
    """See that experts can be built as they are configured.

    Raises:
        ConfigError: when one loads no models and is given one.
        ModelError: when there is no such model, or not of the layout that the expert needs.
    """
    for name, config in configs:
        EXPERTS[name].build(config)


def main() -> None:
    """Answer the one question on the standard input."""
    function, arguments = pickle.load(sys.stdin.buffer)
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # libraries print what is no answer
        try:
            answer = function(*arguments)
        except SgwError as error:
            answer = error
        answers.write(pickle.dumps(answer))


if __name__ == "__main__":
    main()
