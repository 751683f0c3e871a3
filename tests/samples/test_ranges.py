"""The bounds that 8 bits are spread over."""

import numpy as np

from samples.training.ranges import _best_bounds


def test_a_few_large_inputs_are_cut_off_where_the_many_small_ones_matter_more() -> None:
    chance = np.random.default_rng(4)
    weights = chance.normal(size=(8, 4)).astype(np.float32)
    inputs = chance.normal(size=(4, 20_000)).astype(np.float32)
    inputs[0, 0] = 6
    low, high = _best_bounds(weights, inputs)
    assert 3 < high < 5.5
    assert low == -high * 128 / 127


def test_what_has_one_sign_gets_all_levels_on_its_side() -> None:
    inputs = np.random.default_rng(5).uniform(0, 2, (4, 1000)).astype(np.float32)
    low, high = _best_bounds(np.eye(4, dtype=np.float32), inputs)
    assert low == 0
    assert 1.9 < high < 2.3
