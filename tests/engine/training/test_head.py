import numpy as np
import pytest
import scipy.optimize
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from effnet_desktop.engine.classifying.metrics import find_suspects
from effnet_desktop.engine.errors import ModelError
from effnet_desktop.engine.networks.answers import softmax
from effnet_desktop.engine.records.messages import Progress
from effnet_desktop.engine.training.head import CvHead, _Problem, fit_head, fit_head_cv, make_folds


def photos(
    counts: list[int], features: int = 64, apart: float = 1.0, seed: int = 0
) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Features of as many photos of each category; rectified and of different scales, as a backbone's are."""
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(counts)), counts)
    scales = random.uniform(0.1, 2, features)
    centres = random.normal(size=(len(counts), features)) * apart  # equal seeds give equal categories
    x = np.maximum(0, centres[labels] + random.normal(size=(len(labels), features)) + 0.5)
    return (x * scales).astype(np.float32), labels


def cross_validate(features, labels, groups=None, categories=None, seed=0) -> tuple[CvHead, list[Progress]]:
    groups = np.arange(len(labels)) if groups is None else groups
    fitting = fit_head_cv(features, labels, groups, categories or int(labels.max()) + 1, seed=seed)
    progress = []
    while True:
        try:
            progress.append(next(fitting))
        except StopIteration as stop:
            return stop.value, progress


def weights_of(labels, balanced) -> NDArray[np.float64]:
    weights = 1 / np.bincount(labels)[labels] if balanced else np.ones(len(labels))
    return weights / weights.sum()


def mean_and_std(features, labels, balanced) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Those of the photos as the fit weighs them: else 1,000 photos of one category would decide what is far off."""
    x, weights = features.astype(np.float64), weights_of(labels, balanced)
    mean = weights @ x
    std = np.sqrt(weights @ (x - mean) ** 2)
    return mean, np.where(std > 0, std, 1)


def objective(features, labels, categories, l2, balanced, parameters) -> tuple[float, NDArray[np.float64]]:
    """The objective and its gradient as its definition says, in float64, on standardised features."""
    mean, std = mean_and_std(features, labels, balanced)
    x = np.column_stack([(features.astype(np.float64) - mean) / std, np.ones(len(labels))])
    weights = weights_of(labels, balanced)
    parameters = parameters.reshape(-1, categories)
    probabilities = softmax(x @ parameters)
    loss = -(weights * np.log(probabilities[np.arange(len(labels)), labels])).sum() + l2 / 2 * (parameters**2).sum()
    errors = (probabilities - np.eye(categories)[labels]) * weights[:, None]
    return loss, (x.T @ errors + l2 * parameters).ravel()


def standardised_parameters(head, features, labels, balanced) -> NDArray[np.float64]:
    mean, std = mean_and_std(features, labels, balanced)
    return np.vstack([head.weight.T * std[:, None], head.bias + head.weight @ mean])


# fit_head


@pytest.mark.parametrize("rounding", [0, 1e-7, 1e-5])
@pytest.mark.parametrize("balanced", [True, False])
@pytest.mark.parametrize("l2", [1, 0.01, 0.0003])
def test_the_head_is_the_optimum(balanced, l2, rounding, monkeypatch) -> None:
    """However coarsely a processor computes in float32."""
    objective_of = _Problem.objective
    random = np.random.default_rng(0)

    def rounded(problem, l2):
        exactly = objective_of(problem, l2)

        def evaluate(parameters):
            loss, gradient = exactly(parameters)
            if parameters.dtype == np.float32:
                loss *= 1 + rounding * random.normal()
                gradient += np.float32(rounding) * np.abs(gradient).max() * random.normal(size=gradient.shape)
            return loss, gradient

        return evaluate

    monkeypatch.setattr(_Problem, "objective", rounded)
    features, labels = photos([60, 20, 8], features=16, apart=0.3)
    fitted = fit_head(features, labels, 3, l2=l2, balanced=balanced)
    parameters = standardised_parameters(fitted, features, labels, balanced)
    loss, gradient = objective(features, labels, 3, l2, balanced, parameters)
    assert gradient @ gradient / (2 * l2) < 3e-6 * loss  # so near is the minimum, as the objective is convex

    # A slow reference from elsewhere comes to the same place.
    reference = scipy.optimize.minimize(
        lambda flat: objective(features, labels, 3, l2, balanced, flat),
        np.zeros(parameters.size),
        jac=True,
        method="BFGS",
        options={"gtol": 1e-8},
    )
    assert loss == pytest.approx(reference.fun, rel=1e-5)
    expected = reference.x.reshape(parameters.shape)
    assert np.abs(parameters - expected).max() < 0.01 * np.abs(expected).max()


def test_the_start_does_not_change_the_result() -> None:
    features, labels = photos([40, 40, 40], apart=0.3)
    cold = fit_head(features, labels, 3, l2=0.01)
    start = fit_head(features[::2], labels[::2], 3, l2=1)
    for head in (
        fit_head(features, labels, 3, l2=0.01, start=start),
        fit_head(features, labels, 3, l2=0.01, start=cold),
    ):
        np.testing.assert_allclose(head.logits(features), cold.logits(features), atol=0.05)


def test_the_scale_of_the_features_does_not_matter() -> None:
    features, labels = photos([40, 40])
    plain = fit_head(features, labels, 2, l2=0.01)
    scaled = fit_head(features * 1000 + 500, labels, 2, l2=0.01)
    np.testing.assert_allclose(scaled.logits(features * 1000 + 500), plain.logits(features), atol=0.05)


def test_dead_and_constant_features_do_no_harm() -> None:
    features, labels = photos([40, 40])
    plain = fit_head(features, labels, 2, l2=0.01)
    more = np.column_stack([features, np.zeros(80), np.full(80, 3.3)]).astype(np.float32)
    head = fit_head(more, labels, 2, l2=0.01)
    assert head.weight.shape == (2, features.shape[1] + 2)
    np.testing.assert_allclose(head.logits(more), plain.logits(features), atol=0.05)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_features_that_are_not_numbers_are_refused(value) -> None:
    features, labels = photos([10, 10])
    features[3, 5] = value
    with pytest.raises(ModelError, match="not numbers"):
        cross_validate(features, labels)


def test_balance_gives_a_rare_category_its_due() -> None:
    features, labels = photos([400, 10], features=8, apart=0.3)
    unseen, truth = photos([400, 10000], features=8, apart=0.3)

    def recall_of_rare(balanced: bool) -> float:
        head = fit_head(features, labels, 2, l2=0.1, balanced=balanced)
        return float((head.logits(unseen)[truth == 1].argmax(1) == 1).mean())

    assert recall_of_rare(True) > recall_of_rare(False) + 0.2


def test_photos_that_are_there_twice_weigh_no_more() -> None:
    features, labels = photos([20, 20, 20], apart=0.3)
    plain = fit_head(features, labels, 3, l2=0.01)
    more = np.concatenate([np.arange(60), *[np.flatnonzero(labels == 0)] * 30])
    uneven = fit_head(features[more], labels[more], 3, l2=0.01)
    np.testing.assert_allclose(uneven.logits(features), plain.logits(features), atol=0.05)


def test_categories_without_photos_are_never_the_answer() -> None:
    features, labels = photos([20, 20])
    head = fit_head(features, labels * 2, 4, l2=0.01)
    assert head.weight.shape[0] == head.bias.shape[0] == 4
    assert head.weight.dtype == head.bias.dtype == np.float32
    assert (head.logits(features).argmax(1) == labels * 2).all()


# Folds


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 12)), min_size=1, max_size=60),
    st.integers(2, 5),
    st.integers(0, 9),
)
def test_groups_are_never_divided(photos_and_groups, folds, seed) -> None:
    labels, groups = np.array(photos_and_groups).T
    fold = make_folds(labels, groups, folds, seed)
    for group in set(groups.tolist()):
        assert len(set(fold[groups == group].tolist())) == 1
    used = set(fold.tolist())
    assert used == set(range(min(folds, len(set(groups.tolist())))))
    np.testing.assert_array_equal(fold, make_folds(labels, groups, folds, seed))


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5), st.integers(2, 5), st.integers(0, 9))
def test_each_fold_gets_its_share_of_every_category(counts, folds, seed) -> None:
    labels = np.repeat(np.arange(len(counts)), counts)
    fold = make_folds(labels, np.arange(len(labels)), folds, seed)
    for category in set(labels.tolist()):
        held = np.bincount(fold[labels == category], minlength=min(folds, len(labels)))
        assert held.max() - held.min() <= 1


def test_the_seed_decides_the_folds() -> None:
    labels = np.repeat([0, 1], 50)
    assert (make_folds(labels, np.arange(100), 5, 0) != make_folds(labels, np.arange(100), 5, 1)).any()


# Cross-validation


def test_cross_validation_tells_the_accuracy_on_unseen_photos() -> None:
    features, labels = photos([60] * 5, apart=0.35)
    unseen, truth = photos([2000] * 5, apart=0.35)
    result, _ = cross_validate(features, labels)
    accuracy = (result.head.logits(unseen).argmax(1) == truth).mean()
    assert result.cv_acc1 == pytest.approx(accuracy, abs=0.06)
    assert result.out_of_fold.shape == (300, 5)
    np.testing.assert_allclose(result.out_of_fold.sum(1), 1)
    assert result.cv_acc1 == (result.out_of_fold.argmax(1) == labels).mean()


def accuracy_after(counts: list[int]) -> float:
    """On unseen photos, as many of each category; mean of four sets, in which more photos are added to the same."""
    unseen, truth = photos([500] * len(counts), features=256, apart=0.2)
    features, labels = photos([2000] * len(counts), features=256, apart=0.2)
    right = []
    for seed in range(4):
        order = np.random.default_rng(seed).permutation(len(labels))
        chosen = np.concatenate([order[labels[order] == i][:count] for i, count in enumerate(counts)])
        result, _ = cross_validate(features[chosen], labels[chosen], seed=seed)
        right.append((result.head.logits(unseen).argmax(1) == truth).mean())
    return float(np.mean(right))


@pytest.mark.parametrize("others", [1, 3])
def test_more_photos_of_one_category_do_no_harm(others) -> None:
    accuracies = [accuracy_after([10 * times, *[10] * others]) for times in (1, 3, 30, 100)]
    assert min(accuracies) > accuracies[0] - 0.005


def test_out_of_fold_means_that_nothing_is_known_of_random_labels() -> None:
    features, _ = photos([150], features=200)
    labels = np.random.default_rng(5).integers(0, 2, 150)
    result, _ = cross_validate(features, labels)
    assert 0.3 < result.cv_acc1 < 0.7
    by_heart = fit_head(features, labels, 2, l2=1e-4)
    assert (by_heart.logits(features).argmax(1) == labels).mean() > 0.95


def test_near_duplicates_do_not_make_the_accuracy_dishonest() -> None:
    features, _ = photos([100], features=500)
    labels = np.random.default_rng(6).integers(0, 2, 100)
    twice, labels, groups = np.vstack([features, features]), np.tile(labels, 2), np.tile(np.arange(100), 2)
    honest, _ = cross_validate(twice, labels, groups)
    fooled, _ = cross_validate(twice, labels)
    assert honest.cv_acc1 < 0.65
    assert fooled.cv_acc1 > 0.85


def test_noisy_labels_get_a_stronger_regularisation() -> None:
    features, labels = photos([100] * 4)
    noisy = labels.copy()
    noisy[::4] = (noisy[::4] + 1) % 4
    assert cross_validate(features, noisy)[0].l2 > 2 * cross_validate(features, labels)[0].l2


@pytest.mark.parametrize("counts", [[4, 4], [1, 1], [7, 1], [2, 2, 2], [1], [12, 1, 1], [30, 3, 1]])
def test_tiny_sets_give_a_model(counts) -> None:
    features, labels = photos(counts, features=1280)
    result, progress = cross_validate(features, labels)
    assert np.isfinite(result.out_of_fold).all()
    np.testing.assert_allclose(result.out_of_fold.sum(1), 1)
    assert (result.head.logits(features).argmax(1) == labels).all()
    assert progress[-1].done == progress[-1].total


def test_a_photo_alone_in_its_category_is_neither_right_nor_suspect() -> None:
    features, labels = photos([30, 30, 1])
    result, _ = cross_validate(features, labels)
    assert result.out_of_fold[-1, 2] == 0
    assert len(find_suspects(result.out_of_fold, labels)) == 0


def test_a_set_that_is_one_single_group_is_not_divided() -> None:
    features, labels = photos([4, 4])
    result, _ = cross_validate(features, labels, np.zeros(8, np.intp))
    np.testing.assert_allclose(result.out_of_fold, 0.5)
    assert (result.head.logits(features).argmax(1) == labels).all()


def test_the_result_is_the_same_each_time() -> None:
    features, labels = photos([30] * 3)
    first, _ = cross_validate(features, labels)
    second, _ = cross_validate(features, labels)
    np.testing.assert_array_equal(first.head.weight, second.head.weight)
    np.testing.assert_array_equal(first.out_of_fold, second.out_of_fold)


def test_progress_grows_to_its_total_and_the_fit_can_be_stopped() -> None:
    features, labels = photos([30] * 3)
    _, progress = cross_validate(features, labels)
    done = [step.done for step in progress]
    assert done == sorted(done)
    assert done[0] == 0
    assert done[-1] == progress[-1].total
    fitting = fit_head_cv(features, labels, np.arange(90), 3, seed=0)
    for _ in range(5):
        next(fitting)
    fitting.close()
    with pytest.raises(StopIteration):
        next(fitting)


def test_misfiled_photos_are_found() -> None:
    listed = swapped = found = moved_back = 0
    for seed in range(3):
        random = np.random.default_rng(seed)
        features, truth = photos([120] * 10, features=32, apart=1.5, seed=seed)
        labels = truth.copy()
        wrong = random.choice(len(labels), len(labels) // 20, replace=False)
        labels[wrong] = (labels[wrong] + random.integers(1, 10, len(wrong))) % 10
        result, _ = cross_validate(features, labels)
        suspects = find_suspects(result.out_of_fold, labels)
        listed += len(suspects)
        swapped += len(wrong)
        found += (labels != truth)[suspects].sum()
        moved_back += (result.out_of_fold.argmax(1) == truth)[suspects].sum()
    assert found / listed >= 0.9
    assert found / swapped >= 0.9
    assert moved_back / listed >= 0.9


def test_a_feature_that_one_fold_hardly_has_does_not_decide_about_its_photos() -> None:
    """Rare features, such as ReLU's, vary in the held-out photos, but not in those that the fold's head has seen."""
    random = np.random.default_rng(0)
    features = random.normal(size=(60, 40)).astype(np.float32) * 0.3
    labels = np.repeat(np.arange(2), 30)
    features[:, 0] += labels  # tells the categories apart
    features[:, 10:] *= 0.03
    features[np.arange(60), 10 + np.arange(60) % 30] = 5  # each in one photo of either category
    result, _ = cross_validate(features, labels)
    confidently_wrong = result.out_of_fold[np.arange(60), 1 - labels] > 0.999
    assert not confidently_wrong.any()
