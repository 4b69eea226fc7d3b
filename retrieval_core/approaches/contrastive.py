"""Approach 3, contrastive: audio and text meet in a space of their own, each through its own head."""

from __future__ import annotations

from retrieval_core.approaches import Head, Query

DESCRIPTION = "two heads trained against each other with a symmetric InfoNCE loss (a mini-CLAP)"


def load(head: Head) -> Query:
    """Apply the text head.

    Head:
        text: (d_shared, d_text), the text head.
    """
    text_head = head["text"]
    return lambda text: text_head @ text
