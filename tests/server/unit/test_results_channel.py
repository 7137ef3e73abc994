from typing import cast

from aiortc import RTCDataChannel

from camveil.rtc.results_channel import MAX_BUFFERED_BYTES, ResultsChannel
from tests.server.fakes import RecordingChannel


def attached() -> tuple[ResultsChannel, RecordingChannel]:
    results, channel = ResultsChannel(), RecordingChannel()
    results.attach(cast(RTCDataChannel, channel))
    return results, channel


def test_a_result_goes_out_at_once() -> None:
    results, channel = attached()
    results.send(b"one")
    assert channel.sent == [b"one"]
    assert results.dropped == 0


def test_results_are_dropped_and_counted_while_the_channel_is_behind() -> None:
    results, channel = attached()
    channel.bufferedAmount = MAX_BUFFERED_BYTES + 1
    results.send(b"late")
    channel.bufferedAmount = 0
    results.send(b"in time")
    assert channel.sent == [b"in time"]
    assert results.dropped == 1


def test_results_without_an_open_channel_are_dropped() -> None:
    nowhere = ResultsChannel()
    nowhere.send(b"one")
    assert nowhere.dropped == 1
    results, channel = attached()
    channel.readyState = "closing"
    results.send(b"two")
    assert channel.sent == []
    assert results.dropped == 1
