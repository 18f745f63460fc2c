# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with an episode or with the data set that holds it."""

from sgw_ros.core.errors import SgwError


class EpisodeError(SgwError):
    """An array of an episode is missing, misshaped or of impossible values."""


class DatasetError(SgwError):
    """A data set, one of its files or a place to write one cannot be used."""
