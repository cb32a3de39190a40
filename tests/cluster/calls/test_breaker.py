"""The circuit breaker: who doesn't answer is left alone for a while."""

from qa_service.cluster.calls.breaker import Breaker


def test_it_opens_after_some_faults_in_a_row_and_lets_one_call_try_again() -> None:
    now = [0.0]
    breaker = Breaker(faults=2, pause=5.0, clock=lambda: now[0])
    breaker.failed()
    assert breaker.lets_through()
    breaker.failed()
    assert not breaker.lets_through()
    now[0] = 5.0
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    breaker.failed()
    now[0] = 9.9
    assert not breaker.lets_through()
    now[0] = 10.0
    assert breaker.lets_through()
    breaker.succeeded()
    assert breaker.lets_through()
    assert breaker.lets_through()


def test_one_success_between_faults_keeps_it_shut() -> None:
    breaker = Breaker(faults=2, pause=5.0, clock=lambda: 0.0)
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    assert breaker.lets_through()
