from camveil.pipeline.scenes import Broken
from camveil.protocol import BackgroundBroken
from camveil.rtc.broken_background import BrokenBackground
from camveil.values import Background, Blur

BEACH = Background("0b" * 32)
BROKEN = Broken(BEACH.id, "too-fast", ("90", "61"))
TOLD = BackgroundBroken(id=BEACH.id, reason="too-fast", parts=("90", "61"))


def test_it_is_told_once_and_not_for_each_frame() -> None:
    broken = BrokenBackground()
    assert broken.to_tell(BEACH, None) is None
    assert broken.to_tell(BEACH, BROKEN) == TOLD
    assert broken.to_tell(BEACH, BROKEN) is None


def test_who_chooses_it_again_hears_of_it_again() -> None:
    broken = BrokenBackground()
    assert broken.to_tell(BEACH, BROKEN) == TOLD
    assert broken.to_tell(Blur(), None) is None
    assert broken.to_tell(BEACH, BROKEN) == TOLD
