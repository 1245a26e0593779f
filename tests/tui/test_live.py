from touchstone.domain.engine import Counters
from touchstone.domain.run import Finished, Notice, Phase, Started, UnitDone
from touchstone.errors import InputError, Interrupted
from touchstone.tui.live import LiveRun


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def unit(done: int, units: int, verdicts: int) -> UnitDone:
    return UnitDone("judging", done, units, Counters(verdicts=verdicts, tokens_computed=10 * verdicts))


def test_progress_rate_and_time_left_count_from_the_phase_s_beginning() -> None:
    clock = Clock()
    live = LiveRun(clock)
    live.observe(Started("abc", 10, 0, 60, ("mark",)))
    live.observe(Phase("loading judge"))
    assert live.fraction is None
    clock.now += 50
    live.observe(Phase("judging", 10))
    clock.now += 2
    live.observe(unit(1, 10, 6))
    clock.now += 2
    live.observe(unit(2, 10, 12))
    assert live.fraction == 0.2
    assert live.seconds_left == 16
    assert live.rates() == "3.0 verdicts/s · 30 tokens/s · 16 s left"


def test_a_resumed_run_s_rate_leaves_out_what_was_there() -> None:
    clock = Clock()
    live = LiveRun(clock)
    live.observe(Started("abc", 10, 6, 60))
    live.observe(Phase("judging", 10))
    live.observe(unit(7, 10, 70))
    clock.now += 10
    live.observe(unit(8, 10, 80))
    assert live.seconds_left == 20
    assert "1.0 verdicts/s" in live.rates()


def test_how_a_run_can_end() -> None:
    ends = {"finished": None, "interrupted": Interrupted(), "failed": InputError("no", "do this")}
    for state, error in ends.items():
        live = LiveRun()
        live.observe(Started("abc", 1, 0, 1))
        live.observe(Notice("careful"))
        if error is None:
            live.observe(Finished("abc", Counters(verdicts=1), 0.5, False))
        live.ended(error)
        assert live.state == state
        assert not live.active
    assert list(live.notices) == ["careful"]


def test_a_pause_counts_in_no_rate() -> None:
    clock = Clock()
    live = LiveRun(clock)
    live.observe(Started("abc", 10, 0, 60))
    live.observe(Phase("judging", 10))
    clock.now += 2
    live.observe(unit(1, 10, 6))
    live.pause_asked(True)
    assert live.paused
    assert live.active
    live.held(True)
    clock.now += 600
    assert live.rates() == "3.0 verdicts/s · 30 tokens/s · 18 s left"
    live.pause_asked(False)
    live.held(False)
    clock.now += 2
    live.observe(unit(2, 10, 12))
    assert live.rates() == "3.0 verdicts/s · 30 tokens/s · 16 s left"
    assert live.state == "running"
