"""Products of the rows of a prompt with weights that lie in panels."""

import numpy as np
import pytest

from retrieval_core.encoders import bert


@pytest.fixture(params=[True, False], ids=["panels where they help", "one panel"])
def small_products(request, monkeypatch):
    """On processors of either kind, whichever this one is."""
    monkeypatch.setattr(bert, "COPIES_NOTHING_SMALL", request.param)
    return request.param


@pytest.mark.parametrize("rows", [0, 1, 12, 90])
@pytest.mark.parametrize(
    ("inner", "widths"),
    [
        (384, (384, 384, 384)),  # MiniLM's queries, keys and values, fused
        (1536, (384,)),  # so deep that not even 32 rows are multiplied at a time
        (128, (96, 32)),  # parts that a panel would not fit
        (24, (7,)),
    ],
)
def test_a_layer_in_panels_is_the_same_product(small_products, rows, inner, widths):
    draw = np.random.default_rng(rows)
    matrices = [draw.standard_normal((width, inner), np.float32) for width in widths]
    bias = draw.standard_normal(sum(widths), np.float32)
    x = draw.standard_normal((rows, inner), np.float32)
    linear = bert.Linear(matrices, bias)
    np.testing.assert_allclose(linear(x), x @ np.concatenate(matrices).T + bias, rtol=1e-4, atol=1e-3)
    if rows:
        np.testing.assert_allclose(linear(x[0]), linear(x)[0], rtol=1e-4, atol=1e-3)
    assert linear.width == sum(widths)


def test_wide_layers_have_panels_where_small_products_are_not_copied(small_products):
    linear = bert.Linear([np.ones((384, 384), np.float32)] * 3, None)
    assert len(linear.panels) == (18 if small_products else 1)
