# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How likely people come as near as the labels' rules ask about, each by how well their way is known.

Clearances alone leave open whether 0.1 m more are a matter of chance: whom all frames show is known to some
centimetres, who has left the view is not.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.risk.outlook.tracking import Tracks
from training.risk.outlook.ways import moments, passed
from training.simulation.rover.foresight import HORIZON_S
from training.simulation.rover.labels import NEAR_M, NEXT_S, SOON_S, TOUCH_M

MEDIUM_M, LOW_M = NEAR_M["person"]
ASKED = (SOON_S, TOUCH_M), (NEXT_S, MEDIUM_M), (HORIZON_S, TOUCH_M), (HORIZON_S, LOW_M)
"""Within how many s somebody comes nearer than how many m: high, medium and medium, low."""
UNTIL_S = [until_s for until_s, _ in ASKED]
MOST = 10.0


def closeness(gaps: Tensor, tracks: Tracks) -> Tensor:
    """Logits [B, 4] of somebody coming as near as `ASKED` on going on, by their gaps [B, 3, K, N] m."""
    now, later = tracks.doubt.unbind(dim=-1)
    doubt = now[:, None] + later[:, None] * moments().to(gaps)[:, None]
    limits_m = torch.tensor([limit_m for _, limit_m in ASKED]).to(gaps)
    farther = (gaps[:, :1] - limits_m[:, None, None]) / doubt[:, None] + passed(UNTIL_S).to(gaps)[..., None]
    return (tracks.leaning.transpose(1, 2) - farther.amin(dim=2)).amax(dim=-1).clamp(-MOST, MOST)
