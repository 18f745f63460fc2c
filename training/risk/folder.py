# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The folder of a run: where everything is, and what is written into it beside the checkpoints.

config_resolved.yaml                           all settings; as comments the revision and what is trained
checkpoints/best.pt, last.pt, epoch_XXX.pt
metrics/train_metrics.jsonl, val_metrics.jsonl a line per epoch
logs/train.log                                 what the run said
export/labels.json                             names of the classes
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from training.risk.labels import LABELS
from training.risk.settings import Settings

LOG = logging.getLogger("training.risk")
SPLITS = ("train", "val")


@dataclass(frozen=True)
class RunFolder:
    """Paths of a run, and how its files are written."""

    root: Path

    @property
    def checkpoints(self) -> Path:
        """Folder of the checkpoints."""
        return self.root / "checkpoints"

    @property
    def best(self) -> Path:
        """The best epoch's checkpoint."""
        return self.checkpoints / "best.pt"

    @property
    def last(self) -> Path:
        """The last epoch's."""
        return self.checkpoints / "last.pt"

    def epoch(self, number: int) -> Path:
        """One epoch's, where they are kept."""
        return self.checkpoints / f"epoch_{number:03d}.pt"

    def metrics(self, split: str) -> Path:
        """A split's lines."""
        return self.root / "metrics" / f"{split}_metrics.jsonl"

    def prepare(self, settings: Settings, notes: dict[str, Any]) -> None:
        """Make the folders, the settings and the labels; begin to log."""
        for name in ("checkpoints", "metrics", "logs", "export"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        remarks = "".join(f"# {name}: {json.dumps(value)}\n" for name, value in notes.items())
        document = yaml.safe_dump(json.loads(json.dumps(settings.record())), sort_keys=False)
        (self.root / "config_resolved.yaml").write_text(remarks + document, encoding="utf-8")
        labels = {task: dict(enumerate(names)) for task, names in LABELS.items()}
        (self.root / "export" / "labels.json").write_text(
            json.dumps(labels, indent=1) + "\n", encoding="utf-8"
        )
        for name, value in notes.items():
            LOG.info("%s: %s", name, json.dumps(value))

    def start_log(self) -> logging.Handler:
        """Append what `LOG` is told to `logs/train.log`; the caller closes it by `stop_log`."""
        (self.root / "logs").mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(self.root / "logs" / "train.log", encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        LOG.setLevel(logging.INFO)
        LOG.propagate = False
        LOG.addHandler(handler)
        return handler

    def stop_log(self, handler: logging.Handler) -> None:
        """Close the log."""
        LOG.removeHandler(handler)
        handler.close()

    def forget_from(self, epoch: int) -> None:
        """Drop lines of epochs that a resumed run will go through again."""
        for split in SPLITS:
            path = self.metrics(split)
            if path.exists():
                lines = path.read_text(encoding="utf-8").splitlines()
                kept = [line for line in lines if (found := _epoch(line)) is not None and found < epoch]
                path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")

    def append(self, split: str, figures: dict[str, Any]) -> None:
        """Add an epoch's line."""
        with self.metrics(split).open("a", encoding="utf-8") as file:
            file.write(json.dumps(figures) + "\n")


def _epoch(line: str) -> Any:
    """None of a line that was cut while it was written."""
    try:
        return int(json.loads(line)["epoch"])
    except (ValueError, KeyError, TypeError):
        return None
