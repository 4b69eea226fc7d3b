"""How the shipped encoders were made: corpus, audio encoder, text tower."""

from offline.pretrain.cli import add_arguments, run

__all__ = ["add_arguments", "run"]
