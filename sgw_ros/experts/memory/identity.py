# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a track is: votes for its class, its appearance, and how sure its identity is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.memory.priors import UNKNOWN, UNNAMED

DOUBT = 0.4
"""Weight of "no class" against the votes: one good detection names a track."""
SILENCE = 0.04
"""What a naming detector adds to the doubt when it looks at the track and says nothing."""
MOST_VOTES = 10.0
"""Older votes fade beyond this, so that a wrong class can be outvoted."""
NAMED_AGAIN = 1.0
"""Votes that no single look can give."""
BLEND = 0.15
"""Share of the newest appearance in the remembered one."""
FORGETTING_S = 4.0
"""Time constant with which a hidden track's identity becomes doubtful."""


class Identity:
    """Class votes, appearance [D] and identity confidence of one track."""

    def __init__(self) -> None:
        self.embedding: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self._votes: dict[str, float] = {}
        self._doubt = DOUBT
        self._confidence = 1.0

    def vote(self, class_name: str, score: float) -> None:
        """Count a detection's class; names of class-agnostic detectors do not count."""
        if class_name in UNNAMED:
            return
        self._votes[class_name] = self._votes.get(class_name, 0.0) + max(score, 0.05)
        total = sum(self._votes.values())
        if total > MOST_VOTES:
            self._votes = {name: weight * MOST_VOTES / total for name, weight in self._votes.items()}

    def doubt(self) -> None:
        """Count that a naming detector looked and did not name this track.

        What was named more than once keeps its name, however long the detector is silent.
        """
        strongest = max(self._votes.values(), default=0.0)
        ceiling = 1.4 * strongest if strongest > NAMED_AGAIN else MOST_VOTES / 4
        self._doubt = max(self._doubt, min(self._doubt + SILENCE, MOST_VOTES / 4, ceiling))

    def contradict(self) -> None:
        """Count a naming that cannot be: a person the size of a ball."""
        self._doubt = min(self._doubt + DOUBT, MOST_VOTES / 2)

    @property
    def class_name(self) -> str:
        """The most voted class, or "object"."""
        return self._leader()[0]

    @property
    def class_confidence(self) -> float:
        """Share of the votes for the class, 0-1; doubt counts as a vote against."""
        return self._leader()[1]

    def _leader(self) -> tuple[str, float]:
        total = sum(self._votes.values()) + self._doubt
        name, weight = max(self._votes.items(), key=lambda item: item[1], default=(UNKNOWN, 0.0))
        return (name, weight / total) if weight / total >= 0.4 else (UNKNOWN, self._doubt / total)

    def appear(self, embedding: NDArray[np.float32] | None, margin: float) -> None:
        """Take the newest appearance [D]; `margin` 0-1 says how much better this match was than any other."""
        self._confidence += 0.3 * (min(1.0, 0.5 + margin) - self._confidence)
        if embedding is None or not bool(np.isfinite(embedding).all()):
            return
        if embedding.shape != self.embedding.shape:
            self.embedding = embedding.astype(np.float32)
            return
        blended = (1.0 - BLEND) * self.embedding + BLEND * embedding
        self.embedding = (blended / max(float(np.linalg.norm(blended)), 1e-6)).astype(np.float32)

    def likeness(self, embedding: NDArray[np.float32] | None) -> float | None:
        """Cosine of this appearance and another, or None where either is unknown."""
        if embedding is None or embedding.size == 0 or embedding.shape != self.embedding.shape:
            return None
        return float(self.embedding @ embedding)

    def confidence(self, hidden_s: float) -> float:
        """Probability that this is still the same thing, after being hidden for `hidden_s`."""
        return float(np.clip(self._confidence * np.exp(-max(hidden_s, 0.0) / FORGETTING_S), 0.0, 1.0))
