"""Batches are done once each, whatever becomes of the workers."""

import pytest
from stand_in_cluster import StandInCluster, losing_after
from verbs import run

from effnet_desktop.engine.cluster.rounds import Answer, Machine, Team, divide, gather, spread
from effnet_desktop.engine.errors import ClusterError, ModelError, Text
from effnet_desktop.engine.records.messages import Notice, Progress

STEP = Text("Doubling")
BATCHES = {number: [number, number + 10] for number in range(6)}


def double(numbers):
    return [2 * number for number in numbers]


def start_doubling():
    return double


def fail(numbers):
    raise ModelError("The model is damaged.")


def start_failing():
    return fail


def answers(events):
    return {event.batch: event.result for event in events if isinstance(event, Answer)}


@pytest.mark.parametrize(
    ("cores", "team"),
    [
        ([2], Team(1, 2)),
        ([1, 1], Team(2, 1)),
        ([2, 2], Team(2, 2)),
        ([0, 16], Team(4, 4)),
        ([6, 6], Team(4, 3)),
        ([8, 2], Team(5, 2)),
    ],
)
def test_as_many_workers_as_use_all_cores(cores, team):
    assert gather([Machine(str(n), "", cores) for n, cores in enumerate(cores)]) == team


def test_one_worker_for_each_gpu():
    assert gather([Machine("a", "", 16, 2), Machine("b", "", 4, 1)], has_gpu=True) == Team(3, 1, has_gpu=True)


@pytest.mark.parametrize("has_gpu", [False, True])
def test_a_cluster_that_lends_nothing_is_refused(has_gpu):
    with pytest.raises(ClusterError):
        gather([Machine("a", "", 0)], has_gpu=has_gpu)


@pytest.mark.parametrize(("photos", "workers", "size"), [(1, 4, 1), (64, 4, 2), (20_000, 2, 250), (0, 1, 1)])
def test_every_worker_gets_several_batches(photos, workers, size):
    assert divide(photos, workers, 250) == size


def test_each_batch_is_answered_once():
    cluster = StandInCluster()
    events, _ = run(spread(cluster, start_doubling, BATCHES, STEP))
    assert answers(events) == {number: [2 * number, 2 * number + 20] for number in range(6)}
    assert (cluster.teams, cluster.closed) == ([Team(2, 2)], 1)


def test_lost_workers_cost_nothing_but_what_they_were_at():
    cluster = StandInCluster(losing_after(2))
    events, _ = run(spread(cluster, start_doubling, BATCHES, STEP))
    assert len(answers(events)) == 6
    assert sorted(cluster.done) == list(range(6))  # what was answered is not done again
    [notice] = [event for event in events if isinstance(event, Notice)]
    assert "the power failed" in str(notice)
    assert cluster.closed == 2


def test_a_machine_that_is_gone_is_noticed_where_no_answer_comes_any_more():
    cluster = StandInCluster()
    polled = 0

    def happens(round_):
        nonlocal polled
        polled += 1
        if len(cluster.teams) == 1 and polled > 2:
            cluster.there = cluster.there[:1]
            return True  # the batches of that machine are never answered
        return None

    cluster.happens = happens
    events, _ = run(spread(cluster, start_doubling, BATCHES, STEP))
    assert len(answers(events)) == 6
    assert cluster.teams == [Team(2, 2), Team(1, 2)]
    assert "bee" in str(next(event for event in events if isinstance(event, Notice)))


def test_workers_that_end_again_and_again_end_the_work():
    cluster = StandInCluster(losing_after(0, times=99))
    with pytest.raises(ClusterError, match="the power failed"):
        run(spread(cluster, start_doubling, BATCHES, STEP))
    assert cluster.closed == len(cluster.teams) == 3


def test_rounds_that_bring_something_may_be_many():
    cluster = StandInCluster(losing_after(1, times=99))
    events, _ = run(spread(cluster, start_doubling, BATCHES, STEP))
    assert len(answers(events)) == 6


def test_what_a_worker_cannot_do_ends_the_work():
    cluster = StandInCluster()
    with pytest.raises(ModelError, match="damaged"):
        run(spread(cluster, start_failing, BATCHES, STEP))
    assert cluster.closed == 1


def test_closing_ends_the_workers():
    cluster = StandInCluster()
    verb = spread(cluster, start_doubling, BATCHES, STEP)
    next(verb)
    verb.close()
    assert cluster.closed == 1


def test_progress_counts_photos_while_waiting():
    cluster = StandInCluster()
    waited = []

    def happens(round_):
        waited.append(None)
        return len(waited) in (1, 3)

    cluster.happens = happens
    events, _ = run(spread(cluster, start_doubling, BATCHES, STEP))
    first, second, *_ = [event for event in events if isinstance(event, Progress)]
    assert (str(first.step), first.done, first.total) == ("Starting 2 workers on the cluster", 0, 12)
    assert (second.step, second.done) == (STEP, 2)
