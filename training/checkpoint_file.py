# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Opens the files that training runs leave."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import Any

import torch

from sgw_ros.core.errors import ModelError


def read_checkpoint(path: Path, expert: str, version: int) -> dict[str, Any]:
    """What is in a checkpoint of `training.train EXPERT`; what it says of itself is under the expert's name.

    Raises:
        ModelError: it is missing, damaged, another expert's, or of another schema version.
    """
    document = load_checkpoint(path)
    if expert not in document:
        raise ModelError(f"checkpoint {path} is not one of 'training.train {expert}'")
    stated = document[expert].get("schema_version")
    if stated != version:
        raise ModelError(
            f"checkpoint {path} has schema version {stated}, this release reads {version};"
            " train it again with this release"
        )
    return document


def load_checkpoint(path: Path) -> dict[str, Any]:
    """What is in a checkpoint, whoever left it; nothing in it is run.

    Raises:
        ModelError: it is missing or damaged.
    """
    try:
        document = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise ModelError(f"checkpoint {path} cannot be read ({error.strerror or error})") from None
    except (RuntimeError, EOFError, ValueError, pickle.UnpicklingError, zipfile.BadZipFile) as error:
        raise ModelError(f"checkpoint {path} is damaged ({short(error)}); train or copy it again") from None
    return document if isinstance(document, dict) else {}


def short(error: Exception) -> str:
    """What an error says, on one line and not for long."""
    return " ".join(str(error).split())[:200] or type(error).__name__
