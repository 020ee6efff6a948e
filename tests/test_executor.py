"""Work shared out: the same answers here, in processes and on a cluster, whoever dies meanwhile."""

import os
import threading

import pytest
from distributed import LocalCluster
from executor_work import always_killed, killed_once, refused, squared, told_apart

from qinwu.models.errors import InputError
from qinwu.scenarios.cluster import LOST, Cluster
from qinwu.scenarios.executor import INTERRUPTED, Processes, Serial

ITEMS = tuple(range(12))
EXPECTED = tuple(100 + item * item for item in ITEMS)


@pytest.fixture(scope="module")
def processes():
    with Processes(2) as executor:
        yield executor


@pytest.fixture(scope="module")
def two_workers():
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster:
        yield cluster


@pytest.fixture
def cluster(two_workers):
    with Cluster(two_workers.scheduler_address) as executor:
        yield executor


def test_the_answers_are_the_same_everywhere_and_in_order(processes, cluster):
    told = []
    executors = Serial(threading.Event()), processes, cluster
    outcomes = [one.run(squared, 100, ITEMS, tell=lambda done, every: told.append((done, every))) for one in executors]
    assert [outcome.results for outcome in outcomes] == [EXPECTED] * 3
    assert not any(outcome.broken for outcome in outcomes)
    assert told.count((12, 12)) >= 3
    assert [one.workers for one in executors] == [1, 2, 2]


def test_processes_are_others_than_this_one(processes):
    assert os.getpid() not in {pid for _, pid in processes.run(told_apart, 0, ITEMS).whole}


def test_no_items_no_answers(processes):
    assert processes.run(squared, 0, ()).results == ()


@pytest.mark.parametrize("where", ["serial", "processes", "cluster"])
def test_what_the_work_raises_is_raised_here(where, request):
    executor = Serial(threading.Event()) if where == "serial" else request.getfixturevalue(where)
    with pytest.raises(ValueError, match="item"):
        executor.run(refused, 10, ITEMS)


@pytest.mark.parametrize("where", ["processes", "cluster"])
def test_a_worker_that_is_killed_is_replaced_and_its_items_done_again(where, request, tmp_path):
    assert request.getfixturevalue(where).run(killed_once, tmp_path, ITEMS).results == ITEMS
    assert (tmp_path / "killed").exists()


def test_work_that_always_kills_its_worker_is_given_up_and_the_rest_is_kept(processes):
    outcome = processes.run(always_killed, 11, ITEMS)
    assert outcome.broken is not None
    assert outcome.results[11] is None
    assert outcome.results[0] == 0


def test_a_flag_ends_the_work_and_keeps_what_is_finished():
    stop = threading.Event()

    def tell(done, _every):
        if done >= 4:
            stop.set()

    outcome = Serial(stop).run(squared, 100, ITEMS, tell=tell)
    assert outcome.broken == INTERRUPTED
    assert outcome.results[:4] == EXPECTED[:4]
    assert outcome.results[4:] == (None,) * 8
    with Processes(1, stop=stop) as executor:
        assert executor.run(squared, 100, ITEMS).broken == INTERRUPTED


def test_an_address_without_a_cluster_is_bad_input():
    with pytest.raises(InputError, match="集群"):
        Cluster("nowhere")


def test_a_cluster_that_goes_away_is_told_and_the_rest_is_kept(two_workers):
    """Stands last: it takes the cluster away."""
    with Cluster(two_workers.scheduler_address, patience_s=0.5) as executor:

        def tell(done, _every):
            if done >= 3:
                two_workers.close()

        outcome = executor.run(told_apart, 0, range(2000), tell=tell)
    assert outcome.broken == LOST
    assert 3 <= len(outcome.whole) < 2000
