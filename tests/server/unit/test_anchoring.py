from camveil.protocol import ANCHOR_RETRY_MS
from camveil.rtc.anchoring import Anchoring, Downlink

RETRY_S = ANCHOR_RETRY_MS / 1000


def begun(epoch: int = 1) -> Anchoring:
    anchoring = Anchoring()
    assert anchoring.begin(epoch)
    return anchoring


def test_nothing_is_reported_or_sent_before_the_first_epoch() -> None:
    anchoring = Anchoring()
    assert anchoring.epoch is None
    assert not anchoring.reports_uplink
    assert anchoring.downlink(0.0) is Downlink.HOLD


def test_every_frame_is_reported_until_the_uplink_is_anchored() -> None:
    anchoring = begun()
    assert anchoring.reports_uplink
    anchoring.uplink_anchored(1)
    assert not anchoring.reports_uplink


def test_one_lone_frame_then_silence_until_the_downlink_is_anchored() -> None:
    anchoring = begun()
    story = [anchoring.downlink(10.0)]
    anchoring.lone_frame_sent(10.0)
    story.append(anchoring.downlink(10.001))
    story.append(anchoring.downlink(10.0 + RETRY_S - 0.001))
    anchoring.downlink_anchored(1)
    story.append(anchoring.downlink(10.3))
    assert story == [Downlink.LONE, Downlink.HOLD, Downlink.HOLD, Downlink.FLOW]


def test_an_unconfirmed_lone_frame_is_followed_by_another() -> None:
    anchoring = begun()
    anchoring.lone_frame_sent(10.0)
    assert anchoring.downlink(10.0 + RETRY_S) is Downlink.LONE
    anchoring.lone_frame_sent(10.0 + RETRY_S)
    assert anchoring.downlink(10.0 + RETRY_S + 0.001) is Downlink.HOLD


def test_each_direction_is_anchored_for_itself() -> None:
    anchoring = begun()
    anchoring.downlink_anchored(1)
    assert anchoring.reports_uplink
    assert anchoring.downlink(0.0) is Downlink.FLOW


def test_a_new_epoch_begins_anew_in_both_directions() -> None:
    anchoring = begun(65_535)
    anchoring.uplink_anchored(65_535)
    anchoring.downlink_anchored(65_535)
    anchoring.lone_frame_sent(10.0)
    assert anchoring.begin(0)
    assert anchoring.epoch == 0
    assert anchoring.reports_uplink
    assert anchoring.downlink(10.0) is Downlink.LONE


def test_the_same_epoch_goes_on() -> None:
    anchoring = begun(4)
    anchoring.uplink_anchored(4)
    anchoring.downlink_anchored(4)
    assert not anchoring.begin(4)
    assert not anchoring.reports_uplink
    assert anchoring.downlink(0.0) is Downlink.FLOW


def test_word_of_another_epoch_counts_for_nothing() -> None:
    anchoring = begun(2)
    anchoring.uplink_anchored(1)
    anchoring.downlink_anchored(3)
    assert anchoring.reports_uplink
    assert anchoring.downlink(0.0) is Downlink.LONE
