# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What this project's loop says of a drive, given the sensors alone: the rules, or the expert as it ships.

The episode becomes a bag as `training.extract` makes it (JPEG pictures, depth with a stereo camera's errors,
inertia, odometry), which goes through the synchronous loop as `sgw run` would. What is true, under
`/ground_truth`, is not looked at. This takes seconds an episode: two processes share the work, and each
answer is kept under a digest of the sensors' data, of the model and of the loop's code.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

import sgw_ros
from sgw_ros.core.errors import ConfigError
from sgw_ros.core.types import RiskResult
from sgw_ros.experts.physics.config import BUILT_IN
from sgw_ros.experts.risk.config import RULES
from sgw_ros.experts.risk.fusion import MODEL
from sgw_ros.inference.lookup import find_model
from sgw_ros.inference.manifest import MANIFEST_NAME
from sgw_ros.ingest.source import open_source
from sgw_ros.pipeline import Pipeline, configure
from training.episodes.episode import Episode
from training.factory.workers import Worker, outcomes_in_order
from training.readers.opening import open_dataset
from training.risk.drives import Answers, Drive, drive_of
from training.simulation.rover.labels import VIEW_M
from training.simulation.rover.motion import BRAKING, ROVER_M

WORKERS = 2
EPOCH_NS = 1_750_000_000 * 10**9
FOLDERS = ("core", "experts", "inference", "ingest", "supervisor", "workspace")
PARTS = ("pipeline.py", *(f"{folder}/**/*.py" for folder in FOLDERS))
"""Of the package, what the loop is made of: nodes and tools around it change none of its answers."""
NAMES = ("risk", "reason", "action", "p_risk", "confidence", "own")


@dataclass(frozen=True)
class LoopJob:
    """Answers about one episode of a set by its number, in whatever process.

    `model` is what the risk expert is told to use; answers are kept in the folder `kept`, if there is one.
    """

    data: Path
    model: str
    kept: Path | None

    def __call__(self, number: int) -> Answers:
        """Out of the folder, or worked out and put there."""
        # Processes share the cores: threads of OpenCV would only wait for one another.
        cv2.setNumThreads(1)
        episode = open_dataset(self.data).read(number)
        if self.kept is None:
            return loop_answers(episode, drive_of(episode), self.model)
        path = self.kept / f"{episode.key}-{_digest(episode, self.model)[:16]}.npz"
        answers = _read(path)
        if answers is None:
            answers = loop_answers(episode, drive_of(episode), self.model)
            draft = path.with_suffix(".new")
            with draft.open("wb") as file:
                np.savez(file, **{name: getattr(answers, name) for name in NAMES})
            draft.replace(path)
        return answers


def loop_over(job: LoopJob, numbers: Sequence[int], show: Callable[[int], None]) -> list[Answers]:
    """Answers about the episodes `numbers` of the job's set; `show` is told how many are done.

    Raises:
        ConfigError: what a bag takes is not installed.
        SgwError: an episode or the model cannot be used.
    """
    if job.kept is not None:
        job.kept.mkdir(parents=True, exist_ok=True)
    crew = [Worker(job) for _ in range(min(WORKERS, len(numbers)))]
    answers: list[Answers] = []
    try:
        for answer in outcomes_in_order(crew, numbers):
            answers.append(answer)
            show(len(answers))
    finally:
        for worker in crew:
            worker.end()
    return answers


def loop_answers(episode: Episode, drive: Drive, model: str) -> Answers:
    """The risk expert's answers at a drive's moments; where it was not asked, its last one stands."""
    try:
        from training.exporting.bag import write_bag
    except ImportError as error:
        raise ConfigError(f"a bag takes ROS 2, or pip install ./embedded_ros ./sgw_msgs ({error})") from None
    with tempfile.TemporaryDirectory(prefix="sgw_drive_") as folder:
        bag = Path(folder) / "drive.mcap"
        write_bag(episode, bag, EPOCH_NS, kept=False)
        said = _run(bag, model)
    stamps_ns = np.array([result.stamp_ns - EPOCH_NS for result in said])
    at_ns = np.round(drive.stamp_s * 1e9).astype(np.int64)
    # The loop answers for the first frame, which lies before the first moment that is judged.
    held = [said[k] for k in np.searchsorted(stamps_ns, at_ns, side="right") - 1]
    return Answers(
        risk=np.array([int(result.assessment.risk) for result in held]),
        reason=np.array([int(result.assessment.reason) for result in held]),
        action=np.array([int(result.advice.action) for result in held]),
        p_risk=np.array([result.assessment.risk_probabilities for result in held], np.float64),
        confidence=np.array([result.assessment.confidence for result in held], np.float64),
        own=np.array([MODEL not in result.assessment.stale_inputs for result in held]),
    )


def settings_for(model: str) -> dict[str, dict[str, object]]:
    """The experts' settings: the rover's size and brakes; people matter from where they do in the labels."""
    settings: dict[str, dict[str, object]] = {
        "risk": {
            "model": model,
            "robot_width_m": 2 * ROVER_M,
            "attention_m": VIEW_M,
            "braking_mps2": BRAKING,
        },
        "visual": {"encoder": "" if model == RULES else model},
        "physics": {"robot_radius_m": ROVER_M},
    }
    if model == RULES:
        settings["physics"]["model"] = BUILT_IN
    return settings


def _run(bag: Path, model: str) -> list[RiskResult]:
    source, pipeline = open_source(str(bag)), Pipeline(configure(settings_for(model)))
    try:
        return [output.risk for output in pipeline.run(source) if output.risk is not None]
    finally:
        pipeline.close()
        source.close()


def _read(path: Path) -> Answers | None:
    """What was kept; None where it is not there, or not whole."""
    try:
        with np.load(path, allow_pickle=False) as held:
            return Answers(*(held[name] for name in NAMES))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _digest(episode: Episode, model: str) -> str:
    """Of all that the loop is given, and of what it is."""
    view = next(iter(episode.views.values()))
    found = hashlib.sha256((_code() + _model(model) + repr(settings_for(model))).encode())
    sensed = [episode.signals[name] for name in ("imu", "odom") if name in episode.signals]
    for array in (view.rgb, view.depth, view.stamps_s, view.K, *sensed):
        found.update(np.ascontiguousarray(array).tobytes())
    return found.hexdigest()


@cache
def _code() -> str:
    """Digest of the files that the loop is made of."""
    found, root = hashlib.sha256(), Path(sgw_ros.__file__).parent
    for path in sorted(file for part in PARTS for file in root.glob(part)):
        found.update(str(path.relative_to(root)).encode() + path.read_bytes())
    return found.hexdigest()


@cache
def _model(model: str) -> str:
    """A model's manifest, which holds the digests of its files."""
    if model == RULES:
        return RULES
    manifest = find_model(model, "risk").path.parent / MANIFEST_NAME
    return hashlib.sha256(manifest.read_bytes()).hexdigest()
