"""The weights of tempo and kind can be fitted anew."""

import numpy as np

from offline.analysis import fit, rhythm


def test_weights_that_are_fitted_to_a_few_samples_tell_their_tempo_and_kind():
    examples = [found for found in fit.synthesised(2) if found]
    weights = fit.fitted_weights(examples)
    loops = [found for found in examples if found.tempo]
    best = np.array([found.bpm[np.argmax(found.features @ weights)] for found in loops])
    assert np.mean(np.abs(best / [found.tempo for found in loops] - 1) < 0.02) > 0.7
    kind, constant = fit.fitted_kind(examples, weights)
    assert kind.shape == rhythm.KIND.shape
    assert np.isfinite(constant)
