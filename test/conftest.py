# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What holds for all tests: none fails because the machine has other work to do."""

from contextlib import suppress

with suppress(ImportError):  # a ROS 2 installation's Python may lack it; its tests need none
    from hypothesis import settings

    settings.register_profile("unhurried", deadline=None)
    settings.load_profile("unhurried")
