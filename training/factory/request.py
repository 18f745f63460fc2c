# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a data set is asked to hold; one call of it gives the same bytes wherever and whenever it is made."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import ConfigError
from training.episodes.encoding import Encoded, encode
from training.episodes.episode import Episode
from training.simulation.asking import GenerationError
from training.simulation.conditions import load_conditions
from training.simulation.draw import RenderSettings, start_draw
from training.simulation.ranges import RANGES_YAML, load_ranges
from training.simulation.scenarios import SCENARIOS
from training.simulation.scenarios.violations import VIOLATIONS

GENERATOR = "7"
"""Raised whenever the same request gives other episodes, so that two sets are never mixed."""

RETRIES = 9
RESEED = 2**32
"""A draw that allows no wanted scene is drawn anew from another seed: one in a million must not end a run."""

GROUPS: dict[str, tuple[str, ...]] = {
    "physion": ("dominoes", "support", "collide", "contain", "drop", "link", "roll"),
    "violations": tuple(VIOLATIONS),
    "tracking": ("crossings", "occlusions", "lookalikes", "traffic", "moving_camera"),
}


@dataclass(frozen=True)
class Request:
    """Call `job` makes episode `job // S` of scenario `job % S`, where S scenarios are asked for.

    Attributes:
        scenarios: names in `SCENARIOS`.
        seed: of all chance.
        split: train, val, test or ood.
        render: None for state-only episodes.
        ranges: YAML that physical values are drawn from, found at the same place by every machine; None is
            this project's own.
    """

    scenarios: tuple[str, ...]
    seed: int = 0
    split: str = "train"
    render: RenderSettings | None = None
    ranges: Path | None = None

    def __post_init__(self) -> None:
        load_ranges(self.split, self.ranges_yaml)  # what is wrong with it is told before any work begins
        load_conditions(self.ranges_yaml)

    @property
    def ranges_yaml(self) -> Path:
        """Where the ranges are on this machine."""
        return self.ranges or RANGES_YAML

    def record(self) -> dict[str, Any]:
        """What two runs must share to write one set, as JSON can hold it."""
        return {
            "scenarios": list(self.scenarios),
            "seed": self.seed,
            "split": self.split,
            "render": None if self.render is None else asdict(self.render),
            "ranges_sha256": hashlib.sha256(self.ranges_yaml.read_bytes()).hexdigest(),
            "generator": GENERATOR,
        }


def scenario_names(text: str) -> tuple[str, ...]:
    """The scenarios that a comma list of names and groups stands for, each once.

    Raises:
        ConfigError: a name is no scenario and no group.
    """
    names: dict[str, None] = {}
    for word in text.split(","):
        members = GROUPS.get(word, (word,))
        unknown = [name for name in members if name not in SCENARIOS]
        if unknown:
            known = ", ".join((*SCENARIOS, *GROUPS))
            raise ConfigError(f"unknown scenario {unknown[0]!r}; known are {known}")
        names |= dict.fromkeys(members)
    return tuple(names)


def make_job(request: Request, job: int) -> list[Encoded]:
    """The episodes of one call, encoded.

    Raises:
        SgwError: the scenario could not make what was asked.
    """
    scenario = request.scenarios[job % len(request.scenarios)]
    index = job // len(request.scenarios)
    origin = {
        "scenario": scenario,
        "split": request.split,
        "seed": request.seed,
        "index": index,
        "generator": GENERATOR,
    }
    try:
        episodes = _episodes(request, scenario, index)
        return [encode(replace(episode, meta={**episode.meta, **origin})) for episode in episodes]
    except Exception as error:
        error.add_note(f"while making {scenario} {index} (split {request.split}, seed {request.seed})")
        raise


def _episodes(request: Request, scenario: str, index: int) -> list[Episode]:
    """What the scenario makes of its draw, or of the first later one that allows it anything."""
    for retry in range(RETRIES):
        with contextlib.suppress(GenerationError):
            return _drawn(request, scenario, index, retry)
    return _drawn(request, scenario, index, RETRIES)


def _drawn(request: Request, scenario: str, index: int, retry: int) -> list[Episode]:
    seed = request.seed + retry * RESEED
    draw = start_draw(scenario, index, seed, request.split, request.render, request.ranges_yaml)
    return list(SCENARIOS[scenario](draw))
