"""Novelty: the distance is the textbook's, and how well it tells is counted right."""

from dataclasses import replace

import numpy as np
import pytest

from effnet_desktop.engine.classifying import novelty
from effnet_desktop.engine.classifying.novelty import Novelty, around, auroc, evaluate_novelty
from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.networks.weights import BESIDE


def test_a_score_is_the_mahalanobis_distance_from_the_nearest_mean() -> None:
    random = np.random.default_rng(0)
    directions = np.linalg.qr(random.standard_normal((20, 3)))[0].T.astype(np.float32)
    means = random.standard_normal((4, 20)).astype(np.float32)
    variances, rest = np.array([5.0, 3.0, 2.0]), 0.5
    features = random.standard_normal((7, 20)).astype(np.float32)
    covariance = rest * np.eye(20) + (directions.T * (variances - rest)) @ directions
    x = features / np.linalg.norm(features, axis=1, keepdims=True)
    steps = x[:, None] - means
    expected = np.einsum("nci,ij,ncj->nc", steps, np.linalg.inv(covariance), steps).min(axis=1)
    tells = around(means, directions, (rest / variances - 1).astype(np.float32))
    assert tells.distances(features) / rest == pytest.approx(expected, rel=1e-4)
    assert tells.distances(features[:1]) == pytest.approx(tells.distances(features)[:1], rel=1e-5)
    assert tells.distances(3 * features) == pytest.approx(
        tells.distances(features), rel=1e-4
    )  # the length says nothing


def test_features_of_no_length_get_a_number() -> None:
    tells = around(np.eye(2, 4, dtype=np.float32), np.zeros((0, 4), np.float32), np.zeros(0, np.float32))
    assert tells.distances(np.zeros((2, 4), np.float32)) == pytest.approx([1, 1])
    assert len(tells.distances(np.zeros((0, 4), np.float32))) == 0


def test_the_largest_logit_has_a_say() -> None:
    tells = replace(
        around(np.eye(2, 4, dtype=np.float32), np.zeros((0, 4), np.float32), np.zeros(0, np.float32)),
        scale=0.5,
        logit_weight=0.1,
        usual_logit=3.0,
    )
    features, logits = np.eye(4, dtype=np.float32)[[0, 2, 2]], np.array([[9, 0], [3, 1], [-1, -7]], np.float32)
    assert tells.scores(features, logits) == pytest.approx([0, 4, 4.4])


def test_what_was_saved_is_read(tmp_path) -> None:
    from safetensors.numpy import save_file

    tells = around(np.eye(2, 4, dtype=np.float32), np.eye(1, 4, dtype=np.float32), np.array([-0.5], np.float32))
    tells = replace(tells, scale=2.0, logit_weight=0.25, usual_logit=5.0)
    save_file({"classifier.1.bias": np.zeros(2, np.float32)}, tmp_path / "old.safetensors")
    assert novelty.read(tmp_path / "old.safetensors") is None
    save_file({"classifier.1.bias": np.zeros(2, np.float32), **tells.tensors()}, tmp_path / "new.safetensors")
    found = novelty.read(tmp_path / "new.safetensors")
    assert isinstance(found, Novelty)
    x = np.random.default_rng(0).random((3, 4), np.float32)
    assert np.array_equal(found.distances(x), tells.distances(x))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("slopes", np.zeros((2, 5), np.float32)),
        ("slopes", np.zeros(4, np.float32)),
        ("offsets", np.zeros(3, np.float32)),
        ("weights", np.array([np.nan], np.float32)),
        ("scale", np.array([0.0, 0.0, 0.0])),
        ("scale", np.array([1.0])),
    ],
)
def test_what_does_not_fit_together_is_damaged(tmp_path, name, value) -> None:
    from safetensors.numpy import save_file

    tells = around(np.eye(2, 4, dtype=np.float32), np.eye(1, 4, dtype=np.float32), np.array([-0.5], np.float32))
    save_file({**tells.tensors(), f"{BESIDE}{name}": value}, tmp_path / "model.safetensors")
    with pytest.raises(ModelError, match="damaged"):
        novelty.read(tmp_path / "model.safetensors")


def test_pairs_are_counted() -> None:
    assert auroc(np.array([1.0, 2.0]), np.array([3.0, 4.0])) == 1
    assert auroc(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 0.5
    assert auroc(np.array([1.0, 3.0]), np.array([2.0])) == 0.5
    told = evaluate_novelty(np.array([1.0, 2.0, 5.0, 6.0]), np.array([4.0, 7.0]), threshold=5.0)
    assert (told.own_photos, told.own_kept, told.others, told.others_accepted) == (4, 0.75, 2, 0.5)
    assert told.auroc == 0.75
    assert told.others_accepted_ci95[0] < 0.5 < told.others_accepted_ci95[1]
    assert evaluate_novelty(np.array([1.0]), np.zeros(0), 2.0).others_accepted is None
    assert evaluate_novelty(np.zeros(0), np.array([1.0]), 2.0) is None
