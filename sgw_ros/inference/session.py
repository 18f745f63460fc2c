# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs a model with ONNX Runtime; the only place that opens a model file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import ModelError
from sgw_ros.inference.lookup import ModelFile
from sgw_ros.inference.manifest import TensorSpec

THREADS = 2
PROVIDERS = {
    "cpu": "CPUExecutionProvider",
    "cuda": "CUDAExecutionProvider",
    "tensorrt": "TensorrtExecutionProvider",
}
ELEMENT_TYPES = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(double)": "float64",
    "tensor(int64)": "int64",
    "tensor(int32)": "int32",
    "tensor(uint8)": "uint8",
    "tensor(bool)": "bool",
}


class Session:
    """An open model: its inputs, outputs and metadata as the file states them, and `run`."""

    def __init__(
        self, model: ModelFile, device: str, threads: int = THREADS, sizes: Mapping[str, int] | None = None
    ) -> None:
        """Open the model on a device (auto, cpu, cuda, tensorrt).

        Args:
            model: the file.
            device: where it runs.
            threads: how many a CPU gives it.
            sizes: of axes that the file names and that will always be so long here: all that the model works
                out from them is worked out now.

        Raises:
            ModelError: for a damaged file, one that its manifest misdescribes, or a device that is
                not there.
        """
        runtime = _runtime()
        self.path = model.path
        self.manifest = model.manifest
        options = runtime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 4  # errors are raised: a log of its own would repeat them every frame
        # Threads that spin while they wait take the cores that the other experts need.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        for axis, size in (sizes or {}).items():
            options.add_free_dimension_override_by_name(axis, size)
        providers = _providers(device, runtime.get_available_providers())
        try:
            self._session = runtime.InferenceSession(str(model.path), options, providers=providers)
        except Exception as error:  # ONNX Runtime's errors share no other base
            raise ModelError(
                f"model {model.path} cannot be opened: {_first_line(error)}; get it again"
            ) from error
        if device in PROVIDERS and PROVIDERS[device] not in self._session.get_providers():
            raise ModelError(
                f"device '{device}' could not be started for {model.path}: its driver or libraries are "
                "missing; install them or set device to cpu"
            )
        self.inputs = tuple(_spec(node) for node in self._session.get_inputs())
        self.outputs = tuple(_spec(node) for node in self._session.get_outputs())
        self.metadata: Mapping[str, str] = self._session.get_modelmeta().custom_metadata_map
        if model.manifest is not None:
            _agree(model, "inputs", model.manifest.inputs, self.inputs)
            _agree(model, "outputs", model.manifest.outputs, self.outputs)

    def run(self, feeds: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """Outputs in the file's order for the named inputs.

        Raises:
            ModelError: when the model cannot process them.
        """
        try:
            return [np.asarray(output) for output in self._session.run(None, dict(feeds))]
        except Exception as error:  # ONNX Runtime's errors share no other base
            raise ModelError(f"model {self.path} failed: {_first_line(error)}") from error


def _runtime() -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError("models need onnxruntime: pip install onnxruntime") from error
    return onnxruntime


def _providers(device: str, available: Sequence[str]) -> list[str]:
    """ONNX Runtime's providers for a device, the CPU last as the one that can run every operator."""
    cpu = PROVIDERS["cpu"]
    if device == "auto":
        return [PROVIDERS["cuda"], cpu] if PROVIDERS["cuda"] in available else [cpu]
    if device not in PROVIDERS:
        raise ModelError(f"unknown device '{device}'; use auto, {', '.join(PROVIDERS)}")
    if PROVIDERS[device] not in available:
        raise ModelError(
            f"device '{device}' is not in this onnxruntime: pip install onnxruntime-gpu, or set device to cpu"
        )
    return [cpu] if device == "cpu" else [PROVIDERS[device], cpu]


def _spec(node: Any) -> TensorSpec:
    shape = tuple(size if isinstance(size, int) else str(size) for size in node.shape)
    return TensorSpec(node.name, shape, ELEMENT_TYPES.get(node.type, node.type))


def _agree(model: ModelFile, what: str, stated: Sequence[TensorSpec], real: Sequence[TensorSpec]) -> None:
    """Refuse a file whose tensors are not those of its manifest; named sizes match anything."""
    for spec in stated:
        twin = next((other for other in real if other.name == spec.name), None)
        fits = (
            twin is not None
            and twin.dtype == spec.dtype
            and len(twin.shape) == len(spec.shape)
            and all(
                a == b or isinstance(a, str) or isinstance(b, str)
                for a, b in zip(twin.shape, spec.shape, strict=True)
            )
        )
        if not fits:
            found = "nothing of that name" if twin is None else f"{twin.dtype} {list(twin.shape)}"
            raise ModelError(
                f"model {model.path}: its manifest's {what} list '{spec.name}' as {spec.dtype} "
                f"{list(spec.shape)}, the file has {found}; export the model again"
            )


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
