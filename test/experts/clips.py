# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Real clips, too large for the repository: in `shared/data` beside the checkout, or where SGW_DATA says."""

import os
from pathlib import Path

DATA = Path(os.environ.get("SGW_DATA", Path(__file__).parents[3] / "shared" / "data"))
ONE_BY_ONE = DATA / "video" / "one-by-one-person-detection.mp4"
CARS = DATA / "video" / "car-detection.mp4"
