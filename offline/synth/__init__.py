"""Synthesised drums, keys and everything else: the demo library, and the corpus that encoders learn from.

>>> import numpy as np
>>> from offline.synth import VOICES
>>> kick = VOICES["kick"](np.random.default_rng(0), 44100)
>>> kick.samples.dtype, kick.meta["words"]
"""

from offline.synth.registry import VOICES
from offline.synth.voice import Sound, Voice

__all__ = ["VOICES", "Sound", "Voice"]
