# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The compact decoder: a word is a token, narrations are learned, the folder is one of transformers."""

import json

import pytest
import transformers
import yaml

from training import train
from training.episodes.encoding import encode
from training.episodes.errors import DatasetError
from training.episodes.store import EpisodeStore
from training.risk.decoder.words import encoded, make_tokenizer
from training.risk.language import LanguageModel
from training.simulation.draw import start_draw
from training.simulation.scenarios import rover

SENTENCES = ["the rover stands still .", "the rover drives ."]


def test_every_word_is_a_token_and_sentences_begin_and_end():
    tokenizer = make_tokenizer(SENTENCES)
    tokens, counts = encoded(tokenizer, SENTENCES, 8)
    assert tokens.shape == (2, 7)
    assert counts.sum(dim=1).tolist() == [7, 6]
    again = tokenizer.decode(tokens[1, :6].tolist(), skip_special_tokens=False)
    assert again == "<begin> the rover drives . <end>"
    assert tokenizer.encode("the dog").tokens == ["<begin>", "the", "<unknown>", "<end>"]


def test_a_sentence_longer_than_the_model_is_refused():
    with pytest.raises(DatasetError, match=r"network\.positions is 6"):
        encoded(make_tokenizer(SENTENCES), SENTENCES, 6)


def test_a_run_ends_with_a_language_model_of_the_narrations(tmp_path, capsys):
    with EpisodeStore(tmp_path / "set", {"scenario": "rover"}) as store:
        for index in range(2):
            store.append(index, [encode(made) for made in rover.make(start_draw("rover", index))])
        store.finish()
    document = {
        "train": str(tmp_path / "set"),
        "val": str(tmp_path / "set"),
        "network": {"width": 16, "layers": 1, "heads": 2},
        "fit": {"steps": 40, "batch": 8, "every": 20, "learning_rate": 0.02},
    }
    config, out = tmp_path / "decoder.yaml", tmp_path / "decoder"
    config.write_text(yaml.safe_dump(document))
    arguments = ["risk_decoder", "--config", str(config), "--out", str(out), "--json"]
    assert train.main(arguments) == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert 1.0 < said["perplexity"] < 8.0
    assert LanguageModel(str(out)).width == 16
    tokenizer = transformers.AutoTokenizer.from_pretrained(out)
    assert tokenizer("the rover")["input_ids"][0] == tokenizer.bos_token_id
    assert train.main(arguments) == 2
    assert "holds a decoder already" in capsys.readouterr().err
    assert train.main([*arguments, "--resume"]) == 1


def test_a_set_without_narrations_is_refused(tmp_path, capsys):
    config = tmp_path / "decoder.yaml"
    config.write_text(yaml.safe_dump({"train": str(tmp_path / "nothing"), "network": {"width": 16}}))
    assert train.main(["risk_decoder", "--config", str(config), "--out", str(tmp_path / "out")]) == 1
    config.write_text(yaml.safe_dump({"network": {"width": 15}}))
    assert train.main(["risk_decoder", "--config", str(config), "--out", str(tmp_path / "out")]) == 2
    assert "multiple of network.heads" in capsys.readouterr().err
