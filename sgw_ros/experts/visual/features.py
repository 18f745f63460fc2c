# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Features of whole pictures, made once for all who need them."""

from __future__ import annotations

from sgw_ros.core.errors import ModelError, SgwError
from sgw_ros.core.types import Frame
from sgw_ros.experts.risk.encoder import Features, open_encoder


class FrameFeatures:
    """Runs the encoder of a risk model."""

    def __init__(self, model: str, device: str) -> None:
        """Open the encoder of a model, by path or name.

        Raises:
            ModelError: when it cannot be used.
        """
        try:
            self._encoder = open_encoder(model, device)
        except ModelError as error:
            raise ModelError(f"{error}; 'encoder' of visual may also be empty") from error

    @property
    def encoder(self) -> str:
        """Name and version of what makes the features."""
        return self._encoder.identity

    def reset(self) -> None:
        """Forget the pictures."""
        self._encoder.reset()

    def of(self, frame: Frame) -> Features | None:
        """Features [dv] of a frame, None where who needs them must see to it.

        Throttled, this expert does not see the picture an interval before, which the features are also of.
        One that it cannot encode costs no detections.
        """
        try:
            look = self._encoder.look(frame)
            return self._encoder.encode(look) if look.apart else None
        except SgwError:
            return None
