"""Hybrid: learns as the contrastive approach does; what it adds, a lexical match, needs no learning."""

from offline.approaches.contrastive import project, train

__all__ = ["project", "train"]
