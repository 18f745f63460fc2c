# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Sentences of scenes as numbers of words: the vocabulary is small and fixed, so every word is a token."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from tokenizers.processors import TemplateProcessing
from torch import Tensor

from training.episodes.errors import DatasetError
from training.episodes.streaming import Reading, stream_episodes
from training.readers.opening import open_dataset

BEGIN, END, UNKNOWN = "<begin>", "<end>", "<unknown>"
SPECIAL = (END, BEGIN, UNKNOWN)
"""The end comes first: what fills up short sentences has its number, 0."""


def sentences_of(folder: Path) -> list[str]:
    """The narrations of a set's episodes.

    Raises:
        DatasetError: there are none.
    """
    source = open_dataset(folder)
    found = [text for item in stream_episodes(source, Reading()) for text in item.meta.get("narration", ())]
    if not found:
        raise DatasetError(f"{folder}: has no narrations; make rover scenes by training.simulate")
    return found


def make_tokenizer(sentences: Sequence[str]) -> Tokenizer:
    """A token for each word that occurs, in alphabetical order; each sentence begins and ends."""
    words = sorted({word for sentence in sentences for word in sentence.split()})
    vocabulary = {word: number for number, word in enumerate((*SPECIAL, *words))}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    tokenizer.post_processor = TemplateProcessing(
        single=f"{BEGIN} $A {END}", special_tokens=[(name, vocabulary[name]) for name in (BEGIN, END)]
    )
    return tokenizer


def encoded(tokenizer: Tokenizer, sentences: Sequence[str], longest: int) -> tuple[Tensor, Tensor]:
    """Tokens [N, S] and whether each counts [N, S]; S is the longest sentence.

    Raises:
        DatasetError: a sentence is longer than the model's `longest`.
    """
    numbers = [item.ids for item in tokenizer.encode_batch(list(sentences))]
    length = max(map(len, numbers))
    if length > longest:
        raise DatasetError(f"a sentence has {length} words, network.positions is {longest}; raise it")
    tokens = torch.zeros(len(numbers), length, dtype=torch.long)
    counts = torch.zeros(len(numbers), length, dtype=torch.bool)
    for row, ids in enumerate(numbers):
        tokens[row, : len(ids)] = torch.tensor(ids)
        counts[row, : len(ids)] = True
    return tokens, counts
