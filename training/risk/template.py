# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A data set of your own: copy this file, fill in the four marked places, and hand it to `RiskFit`.

What it must keep to is checked for every sample; an error names the sample and what is wrong with it.
If your data can be put as clips (pictures in a row with motion and labels), make `Clip`s instead and take
`ClipWindows`: windows, mirroring and caches of features then come by themselves.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.risk.picture import canonical
from sgw_ros.experts.risk.window import FRAMES
from training.episodes.errors import DatasetError
from training.risk.dataset import RiskDataset
from training.risk.labels import TASKS
from training.risk.samples import Sample


class CustomDataset(RiskDataset):
    """One `.npz` file a window: `rgb` [8, H, W, 3], `K` [3, 3], `telemetry` [8], `labels` [3]."""

    def __init__(self, folder: Path) -> None:
        """List what there is, without reading it all.

        Raises:
            DatasetError: there is nothing.
        """
        # 1. What there is. `dv` stays 0 where samples bring raw frames; with features it is their size.
        self._paths = sorted(folder.glob("*.npz"))
        if not self._paths:
            raise DatasetError(f"{folder}: holds no .npz files")
        # 2. Where it came from: goes into the checkpoint, so only what JSON can hold.
        self.origin = {"folder": folder.name, "samples": len(self._paths)}

    def __len__(self) -> int:
        """Samples."""
        return len(self._paths)

    def __getitem__(self, item: int) -> Sample:
        """One sample."""
        # 3. Read it. Pictures become those of the canonical camera, whatever camera took them.
        with np.load(self._paths[item]) as held:
            pictures = np.stack([canonical(rgb, held["K"]) for rgb in held["rgb"][-FRAMES:]])
            telemetry = held["telemetry"].astype(np.float32)
            risk, reason, action = (int(number) for number in held["labels"])
        return Sample(
            telemetry=telemetry,
            risk_id=risk,
            reason_id=reason,
            action_id=action,
            frames=np.ascontiguousarray(pictures.transpose(0, 3, 1, 2)),
            sample_id=self._paths[item].stem,
        )

    def classes(self) -> NDArray[np.int64]:
        """[N, 3]."""
        # 4. All labels, for the weights of rare classes: better read from an index than from every file.
        rows = []
        for path in self._paths:
            with np.load(path) as held:
                rows.append(held["labels"])
        return np.stack(rows).astype(np.int64).reshape(-1, len(TASKS))
