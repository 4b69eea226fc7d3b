"""Approach 1, prototypes: the query is routed to a class by its words, and that class's mean sound is searched for."""

from __future__ import annotations

from retrieval_core.approaches import Head, Query

DESCRIPTION = "class means; the words choose the class, the sound decides the order"


def load(head: Head) -> Query:
    """Route to the class whose texts lie nearest, as in nearest-class-mean retrieval (Snell et al., 2017).

    Head:
        texts: (m, d_text), unit rows: the texts of all classes.
        owner: (m,), the class of each text.
        prototypes: (c, d_audio), unit rows: mean audio embedding of each class.
    """
    texts, owner, prototypes = head["texts"], head["owner"], head["prototypes"]
    return lambda text: prototypes[owner[(texts @ text).argmax()]]
