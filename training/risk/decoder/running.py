# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One run of the decoder's training: a `transformers` folder with weights, tokenizer and figures."""

from __future__ import annotations

import json
import math
import sys
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from sgw_ros.core.errors import ConfigError
from training.episodes.errors import DatasetError
from training.revision import git_revision
from training.risk.decoder.settings import Settings, load_settings
from training.risk.decoder.words import BEGIN, END, SPECIAL, encoded, make_tokenizer, sentences_of
from training.schedule import warm_cosine

RECORD = "training.json"
AT_ONCE = 256


def train(config: Path, out: Path, resume: bool) -> dict[str, Any]:
    """Train as `config` says; returns the folder and the perplexity of a word on validation sentences.

    Raises:
        ConfigError: the settings are wrong, or `out` holds a decoder already.
        DatasetError: the data cannot be read; a run of so few minutes is not resumed.
    """
    import transformers

    if resume:
        raise DatasetError("the decoder is trained in minutes: start it anew, without --resume")
    if (out / RECORD).exists():
        raise ConfigError(f"{out} holds a decoder already; give another --out")
    settings = load_settings(config)
    torch.set_num_threads(settings.fit.threads)
    torch.manual_seed(settings.seed)
    sentences, begun_s = sentences_of(Path(settings.train)), time.monotonic()
    tokenizer = make_tokenizer(sentences)
    longest = settings.network.positions
    learned = encoded(tokenizer, sentences, longest)
    checked = encoded(tokenizer, sentences_of(Path(settings.val)), longest)
    model = _model(settings, tokenizer.get_vocab_size())
    _fit(model, learned, checked, settings)
    reached = {
        "perplexity": round(perplexity(model, checked), 4),
        "perplexity_train": round(perplexity(model, learned), 4),
        "sentences": len(sentences),
        "words": tokenizer.get_vocab_size() - len(SPECIAL),
        "parameters": sum(value.numel() for value in model.transformer.parameters()),
        "minutes": round((time.monotonic() - begun_s) / 60, 1),
    }
    model.save_pretrained(out)
    kept = transformers.PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, bos_token=BEGIN, eos_token=END, pad_token=END
    )
    kept.save_pretrained(out)
    record = {"settings": settings.record(), "revision": git_revision(), "figures": reached}
    (out / RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return {"checkpoint": str(out), "best": {"perplexity": reached["perplexity"]}, **reached}


@torch.no_grad()
def perplexity(model: Any, sentences: tuple[Tensor, Tensor]) -> float:
    """Of a word, given those before it in its sentence."""
    model.eval()
    loss = count = 0.0
    for tokens, counts in zip(*(torch.split(part, AT_ONCE) for part in sentences), strict=True):
        words = float(counts[:, 1:].sum())
        loss += float(_loss(model, tokens, counts)) * words
        count += words
    return math.exp(loss / count)


def _model(settings: Settings, vocabulary: int) -> Any:
    import transformers

    sizes = settings.network
    return transformers.GPT2LMHeadModel(
        transformers.GPT2Config(
            vocab_size=vocabulary,
            n_positions=sizes.positions,
            n_embd=sizes.width,
            n_layer=sizes.layers,
            n_head=sizes.heads,
            bos_token_id=SPECIAL.index(BEGIN),
            eos_token_id=SPECIAL.index(END),
        )
    )


def _fit(
    model: Any, learned: tuple[Tensor, Tensor], checked: tuple[Tensor, Tensor], settings: Settings
) -> None:
    fit = settings.fit
    optimiser = torch.optim.AdamW(model.parameters(), lr=fit.learning_rate, weight_decay=fit.weight_decay)
    rate = warm_cosine(optimiser, fit.steps, fit.warmup)
    generator = torch.Generator().manual_seed(settings.seed)
    for step in range(1, fit.steps + 1):
        model.train()
        rows = torch.randint(len(learned[0]), (fit.batch,), generator=generator)
        loss = _loss(model, learned[0][rows], learned[1][rows])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), fit.clip)
        optimiser.step()
        rate.step()
        if step % fit.every == 0:
            print(f"step {step}/{fit.steps}: perplexity {perplexity(model, checked):.3f}", file=sys.stderr)


def _loss(model: Any, tokens: Tensor, counts: Tensor) -> Tensor:
    """Mean cross entropy of the next word; what fills up comes after the words, where causes do not look."""
    logits: Tensor = model(input_ids=tokens).logits
    return cross_entropy(logits[:, :-1][counts[:, 1:]], tokens[:, 1:][counts[:, 1:]])
