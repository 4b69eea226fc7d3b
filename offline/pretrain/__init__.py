"""How the shipped encoders and the reader of prompts were made: corpus, audio encoder, text tower, reader."""

from offline.pretrain.cli import add_arguments, run

__all__ = ["add_arguments", "run"]
