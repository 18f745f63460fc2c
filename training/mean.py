# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The mean of the weights of checkpoints of one run: `python -m training.mean CHECKPOINT ... --out MEAN`.

Late epochs lie about a better point than any of them. All but the weights is the last checkpoint's.
Source: Izmailov et al. 2018.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sgw_ros.core.errors import ModelError, SgwError

if TYPE_CHECKING:
    from torch import Tensor

FAILED = 1
WEIGHTS = "state_dict"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m training.mean", description="Average checkpoints' weights."
    )
    made.add_argument("checkpoints", type=Path, nargs="+", metavar="CHECKPOINT", help="of one run, in order")
    made.add_argument("--out", type=Path, required=True, metavar="PATH", help="as out/risk/mean.pt")
    return made


def average(checkpoints: Sequence[Path], out: Path) -> None:
    """Write the mean.

    Raises:
        ModelError: a checkpoint is missing, damaged, or of another model than the last one.
    """
    # Imported here: --help needs no torch.
    import torch

    from training.checkpoint_file import load_checkpoint

    documents = [load_checkpoint(path) for path in checkpoints]
    states = [_weights(document, path) for document, path in zip(documents, checkpoints, strict=True)]
    sizes = [{name: value.shape for name, value in state.items()} for state in states]
    for path, held in zip(checkpoints, sizes, strict=True):
        if held != sizes[-1]:
            raise ModelError(f"{path} is of another model than {checkpoints[-1]}; give epochs of one run")
    means = {
        name: torch.stack([state[name] for state in states]).mean(dim=0)
        if value.is_floating_point()
        else value
        for name, value in states[-1].items()
    }
    torch.save({**documents[-1], WEIGHTS: means}, out)


def _weights(document: dict[str, Any], path: Path) -> dict[str, Tensor]:
    found = document.get(WEIGHTS)
    if not isinstance(found, dict):
        raise ModelError(f"{path} holds no weights; give checkpoints of 'training.train risk'")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = parser().parse_args(arguments)
    try:
        average(options.checkpoints, options.out)
    except SgwError as error:
        print(f"mean: error: {' '.join(str(error).split())}", file=sys.stderr)
        return FAILED
    print(f"{options.out}: the mean of {len(options.checkpoints)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
