from camveil.rtc.wanted_background import AGAIN_AFTER_S, WantedBackground
from camveil.values import Background, Blur

BEACH = Background("0b" * 32)
OTHER = Background("0c" * 32)


def test_a_missing_one_is_asked_for_at_once_and_then_not_for_each_frame() -> None:
    wanted = WantedBackground(set())
    assert wanted.to_tell(BEACH, 10.0) == BEACH.id
    assert wanted.to_tell(BEACH, 10.0 + AGAIN_AFTER_S - 0.01) is None
    assert wanted.to_tell(BEACH, 10.0 + AGAIN_AFTER_S) == BEACH.id


def test_another_one_is_asked_for_at_once() -> None:
    wanted = WantedBackground(set())
    assert wanted.to_tell(BEACH, 10.0) == BEACH.id
    assert wanted.to_tell(OTHER, 10.1) == OTHER.id


def test_one_that_is_there_is_not_asked_for_and_at_once_when_it_is_gone() -> None:
    stored = {BEACH.id}
    wanted = WantedBackground(stored)
    assert wanted.to_tell(BEACH, 10.0) is None
    stored.clear()
    assert wanted.to_tell(BEACH, 10.1) == BEACH.id


def test_a_blur_wants_nothing() -> None:
    assert WantedBackground(set()).to_tell(Blur(), 10.0) is None
