"""The tables of states keep their promises in every order of events."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from camveil.rtc.anchoring import RETRY_S, Anchoring, Downlink
from camveil.rtc.session_state import Event, InvalidTransition, State, next_state
from camveil.segmenters.process import state as model_life

LIFE = [State.NEW, State.CONNECTING, State.LIVE, State.CLOSING, State.CLOSED]
ENDINGS = set(Event) - {Event.OFFER_ACCEPTED, Event.CONNECTED, Event.RELEASED}
# Few, so that word of one epoch often comes in another.
epochs = st.sampled_from([0, 1, 2, 65_535])


@given(st.lists(st.sampled_from(Event), max_size=30))
def test_a_session_only_ever_grows_older(events: Sequence[Event]) -> None:
    state = State.NEW
    for event in events:
        try:
            older = next_state(state, event)
        except InvalidTransition:
            continue
        assert LIFE.index(older) > LIFE.index(state)
        # Whatever ends a session, it is released before it is closed.
        assert (older is State.CLOSING) == (event in ENDINGS)
        assert (older is State.CLOSED) == (event is Event.RELEASED)
        assert (older is State.LIVE) == (event is Event.CONNECTED)
        state = older


@given(st.lists(st.sampled_from(model_life.Event), max_size=30))
def test_a_model_serves_only_when_it_is_loaded(events: Sequence[model_life.Event]) -> None:
    states, happenings = model_life.State, model_life.Event
    state, has_served = states.LOADING, False
    for event in events:
        try:
            later = model_life.next_state(state, event)
        except model_life.InvalidTransition:
            continue
        assert state is not states.CLOSED
        assert (later is states.SERVING) == (event is happenings.READY)
        assert (later is states.RELOADING) == (event is happenings.DUE)
        # A failure ends in another try, unless there was never anything but failure.
        failed = event in model_life.FAILURES
        assert (later is states.WAITING) == (failed and has_served)
        assert (later is states.CLOSED) == (
            event is happenings.STOPPED or (failed and not has_served)
        )
        state, has_served = later, has_served or later is states.SERVING


@given(st.lists(st.one_of(st.none(), st.integers(1, model_life.GOOD_FRAMES)), max_size=30))
def test_a_model_that_fails_again_waits_longer_up_to_a_limit(story: Sequence[int | None]) -> None:
    """None is a failure, a number that many good frames."""
    backoff = model_life.Backoff()
    last_s, in_a_row = None, 0
    for good_frames in story:
        if good_frames is not None:
            in_a_row += good_frames
            for _ in range(good_frames):
                backoff.good_frame()
            continue
        wait_s = backoff.failed()
        first = last_s is None or in_a_row >= model_life.GOOD_FRAMES
        assert (wait_s == 0) == first
        assert first or last_s is None or wait_s > last_s or wait_s == model_life.LONGEST_WAIT_S
        last_s, in_a_row = wait_s, 0


class AnchoringStory(RuleBasedStateMachine):
    """Epochs begin, words come late or twice, frames are sent: beside it, what must hold."""

    def __init__(self) -> None:
        super().__init__()
        self.anchoring = Anchoring()
        self.now_s = 0.0
        self.epoch: int | None = None
        self.anchored = {"uplink": False, "downlink": False}
        self.lone_sent_s: float | None = None

    @rule(epoch=epochs)
    def begin(self, epoch: int) -> None:
        assert self.anchoring.begin(epoch) == (epoch != self.epoch)
        if epoch != self.epoch:
            self.epoch = epoch
            self.anchored = {"uplink": False, "downlink": False}
            self.lone_sent_s = None

    @rule(epoch=epochs)
    def hear_of_the_uplink(self, epoch: int) -> None:
        self.anchoring.uplink_anchored(epoch)
        self.anchored["uplink"] |= epoch == self.epoch

    @rule(epoch=epochs)
    def hear_of_the_downlink(self, epoch: int) -> None:
        self.anchoring.downlink_anchored(epoch)
        self.anchored["downlink"] |= epoch == self.epoch

    @rule(duration_s=st.sampled_from([0.0, 0.001, RETRY_S / 2, RETRY_S, 10.0]))
    def pass_time(self, duration_s: float) -> None:
        self.now_s += duration_s

    @rule()
    def send_a_frame(self) -> None:
        sent = self.anchoring.downlink(self.now_s)
        if sent is Downlink.LONE:
            last_s = self.lone_sent_s
            assert last_s is None or self.now_s - last_s >= RETRY_S, "a lone frame stays alone"
            self.anchoring.lone_frame_sent(self.now_s)
            self.lone_sent_s = self.now_s

    @invariant()
    def frames_flow_once_the_page_can_tell_them_apart(self) -> None:
        flows = self.anchoring.downlink(self.now_s) is Downlink.FLOW
        assert flows == self.anchored["downlink"]

    @invariant()
    def the_page_hears_of_frames_until_it_can_tell_them_apart(self) -> None:
        needed = self.epoch is not None and not self.anchored["uplink"]
        assert self.anchoring.reports_uplink == needed
        assert self.anchoring.epoch == self.epoch

    @invariant()
    def a_lone_frame_is_due_in_the_end(self) -> None:
        if self.epoch is not None and not self.anchored["downlink"]:
            assert self.anchoring.downlink(self.now_s + 2 * RETRY_S) is Downlink.LONE


TestAnchoringStory = AnchoringStory.TestCase
