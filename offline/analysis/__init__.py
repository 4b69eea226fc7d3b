"""What each sample is: kind, tempo, key, pitch, loudness and measured qualities, from its sound and its name.

>>> from offline.analysis import analyse, caption, qualities
>>> found = with_name(analyse(samples, sample_rate), name_facts("Drums/Kick_808_F#.wav"))  # doctest: +SKIP
>>> found.kind, found.pitch_name, qualities(found), caption("808 kick", found)  # doctest: +SKIP
"""

from offline.analysis.names import NameFacts, name_facts
from offline.analysis.sample import Analysis, analyse
from offline.analysis.stated import with_name
from offline.analysis.words import caption, qualities, typical

__all__ = ["Analysis", "NameFacts", "analyse", "caption", "name_facts", "qualities", "typical", "with_name"]
