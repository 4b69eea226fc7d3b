"""The text tower's words: a WordPiece vocabulary of its own, and other ways to cut the same words into its pieces."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

SPECIAL = ["[PAD]", "[UNK]", "[CLS]"]
PAD, UNK, CLS = SPECIAL
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789&'!?,.#+%$@():;/*\"~"


def train_tokenizer(texts: Iterable[str], size: int, max_tokens: int) -> Tokenizer:
    """WordPiece (Schuster and Nakajima, 2012) over lower-case words without accents; numbers are words of their own.

    Every character of `texts` and of ASCII is a piece, so that an unknown word falls to pieces, not to nothing.

    >>> tokenizer = train_tokenizer(["snare drum", "hi-hat", "tr808 kick"], 100, 32)
    >>> tokenizer.encode("Hi-Hat").ids == tokenizer.encode("hi hat").ids
    True
    """
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNK, max_input_chars_per_word=40))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.BertNormalizer(
                clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=True
            ),
            normalizers.Replace(Regex(r"[’‘`´]"), "'"),
            normalizers.Replace(Regex(r"[-_/\\–—]+"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.BertPreTokenizer(), pre_tokenizers.Split(Regex(r"\d+"), "isolated")]
    )
    texts = list(texts)
    letters = sorted(
        {letter for text in texts for letter in tokenizer.normalizer.normalize_str(text)} - set(" ")
    )
    letters = sorted({*letters, *ALPHABET})
    trainer = trainers.WordPieceTrainer(
        vocab_size=size,
        # Named in order, since otherwise their numbers, and with them the ties between pieces, differ from run to run.
        special_tokens=[*SPECIAL, *letters, *(f"##{letter}" for letter in letters)],
        show_progress=False,
        min_frequency=2,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer = _without_special(tokenizer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{CLS} $A", special_tokens=[(CLS, tokenizer.token_to_id(CLS))]
    )
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def _without_special(tokenizer: Tokenizer) -> Tokenizer:
    """The same tokenizer in which only the tokens of SPECIAL are special."""
    state = json.loads(tokenizer.to_str())
    state["added_tokens"] = [token for token in state["added_tokens"] if token["content"] in SPECIAL]
    return Tokenizer.from_str(json.dumps(state))


def save(tokenizer: Tokenizer, folder: Path, max_tokens: int) -> None:
    """Write a tokenizer as `transformers` opens it."""
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token=UNK, pad_token=PAD, cls_token=CLS, model_max_length=max_tokens
    ).save_pretrained(folder)


def coarser(tokenizer: Tokenizer, share: float, seed: int) -> Tokenizer:
    """The same tokenizer without a `share` of its longer pieces: words fall into smaller ones, ids stay the same.

    In training some texts go through it, so that pieces mean something by themselves and misspelt words are near
    the right ones: the aim of subword regularisation (Kudo, 2018).
    """
    rng = np.random.default_rng(seed)
    state = json.loads(tokenizer.to_str())
    vocabulary = state["model"]["vocab"]
    state["model"]["vocab"] = {
        piece: id
        for piece, id in vocabulary.items()
        if len(piece.removeprefix("##")) == 1 or piece in SPECIAL or rng.random() >= share
    }
    return Tokenizer.from_str(json.dumps(state))
