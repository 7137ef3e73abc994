"""Writing clips: what arrives in the file, and that there is a whole file or none."""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import pytest

from camveil.clips.formats import FORMATS, QUALITIES
from camveil.clips.reader import Clip, ClipFrame, Look
from camveil.clips.writer import ClipWriter, check_target
from camveil.errors import ClipNotWritten
from camveil.values import Size
from tests.server.unit.clips import SIZE, frames, make_clip, packets
from tests.server.unit.pictures import noise_picture, psnr_db, smooth_picture

GOOD = QUALITIES["good"]
LIKE_DB = 35


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Alone in its folder is what a test writes."""
    (tmp_path / "source").mkdir()
    return tmp_path / "source" / "a.mkv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "target").mkdir()
    return tmp_path / "target"


def copy(source: Path, target: Path, quality: str = "good") -> Size:
    """Every picture and all sound as they are; the size in the file."""
    with Clip(source) as clip, ClipWriter(target, clip, QUALITIES[quality]) as writer:
        for item in clip.items():
            if isinstance(item, ClipFrame):
                writer.write(item.picture, item.pts, item.duration)
            else:
                writer.copy(item)
        writer.finish()
        return writer.size


def refusal(target: Path, source: Path) -> str:
    with pytest.raises(ClipNotWritten) as caught:
        copy(source, target)
    assert caught.value.path == target
    return caught.value.reason


@pytest.mark.parametrize("suffix", FORMATS)
def test_pictures_keep_their_look_and_their_times(source: Path, folder: Path, suffix: str) -> None:
    written = make_clip(source, times=[0, 33, 50, 200, 233, 267], time_base=Fraction(1, 1000))
    target = folder / f"b{suffix.upper()}"
    copy(source, target)
    read = frames(target)
    assert [frame.time for frame in read] == pytest.approx(
        [0, 0.033, 0.05, 0.2, 0.233, 0.267], abs=0.0005
    )
    with Clip(target) as clip:
        again = [item.picture for item in clip.items() if isinstance(item, ClipFrame)]
    for picture, original in zip(again, written, strict=True):
        assert psnr_db(picture.y, original.y) > LIKE_DB
    assert [path.name for path in folder.iterdir()] == [target.name]


def test_times_of_a_fine_time_base_are_kept_to_the_tick(tmp_path: Path, folder: Path) -> None:
    source = tmp_path / "a.mp4"
    times = [0, 1001, 2002, 5555, 6006, 7007]
    make_clip(source, times=times, time_base=Fraction(1, 30_000), last=9000)
    copy(source, folder / "b.mp4")
    assert [frame.pts for frame in frames(folder / "b.mp4")] == times
    with av.open(str(source)) as before, av.open(str(folder / "b.mp4")) as after:
        assert before.duration == after.duration
        assert (after.duration or 0) / av.time_base == pytest.approx((7007 + 9000) / 30_000)


def test_what_players_must_know_is_kept(tmp_path: Path, folder: Path) -> None:
    source = tmp_path / "a.mov"
    make_clip(
        source,
        color_range=2,
        colorspace=1,
        color_primaries=9,
        color_trc=13,
        sample_aspect_ratio=Fraction(4, 3),
    )
    copy(source, folder / "b.mov")
    with Clip(source) as before, Clip(folder / "b.mov") as after:
        assert before.look == after.look
        assert after.look == Look(True, 1, 9, 13, Fraction(4, 3))


@pytest.mark.parametrize(
    ("sound", "suffix"), [("aac", ".mp4"), ("libopus", ".webm"), ("libmp3lame", ".mov")]
)
def test_sound_is_copied_bit_for_bit(source: Path, folder: Path, sound: str, suffix: str) -> None:
    make_clip(source, sound=sound)
    target = folder / f"b{suffix}"
    copy(source, target)
    before, after = packets(source, "audio"), packets(target, "audio")
    assert [content for _, content in before] == [content for _, content in after]
    assert len(after) > 5
    # Against the pictures: containers count time from different beginnings.
    start_s = min(packets(source, "video"))[0] - min(packets(target, "video"))[0]
    for (time_s, _), (time_after_s, _) in zip(before, after, strict=True):
        assert time_s == pytest.approx(time_after_s + start_s, abs=0.002)


def test_sound_that_the_container_cannot_hold_is_refused(source: Path, folder: Path) -> None:
    make_clip(source, sound="aac")
    assert "kind aac; name a .mkv file" in refusal(folder / "b.webm", source)
    assert list(folder.iterdir()) == []


def test_better_quality_is_larger_and_more_like(source: Path, folder: Path) -> None:
    pictures = [noise_picture(SIZE, seed) for seed in range(6)]
    make_clip(source, pictures=pictures)
    for suffix in (".mp4", ".webm"):
        sizes, likeness = [], []
        for quality in QUALITIES:
            target = folder / f"{quality}{suffix}"
            copy(source, target, quality)
            sizes.append(target.stat().st_size)
            with Clip(target) as clip:
                (first, *_) = (item for item in clip.items() if isinstance(item, ClipFrame))
            likeness.append(psnr_db(first.picture.y, pictures[0].y))
        assert sizes == sorted(sizes), suffix
        assert likeness == sorted(likeness), suffix


def test_an_odd_size_becomes_even(source: Path, folder: Path) -> None:
    make_clip(source, codec="ffv1", size=Size(95, 63))
    assert copy(source, folder / "b.mp4") == SIZE
    assert (frames(folder / "b.mp4")[0].width, frames(folder / "b.mp4")[0].height) == SIZE


def test_a_picture_of_another_size_or_range_becomes_like_the_first(
    source: Path, folder: Path
) -> None:
    make_clip(source, count=1)
    target = folder / "b.mp4"
    large = smooth_picture(Size(2 * SIZE.width, 2 * SIZE.height))
    with Clip(source) as clip, ClipWriter(target, clip, GOOD) as writer:
        for pts in range(3):
            writer.write(large, pts * 33, 33)
        writer.finish()
    for frame in frames(target):
        assert (frame.width, frame.height) == SIZE


def test_without_an_end_nothing_remains(source: Path, folder: Path) -> None:
    make_clip(source, sound="aac")
    with Clip(source) as clip, ClipWriter(folder / "b.mp4", clip, GOOD) as writer:
        for item in clip.items():
            if isinstance(item, ClipFrame):
                writer.write(item.picture, item.pts, item.duration)
        assert len(list(folder.iterdir())) == 1
    assert list(folder.iterdir()) == []


def test_what_is_there_stays_until_the_new_one_is_whole(source: Path, folder: Path) -> None:
    make_clip(source)
    target = folder / "b.mp4"
    target.write_bytes(b"an earlier one")
    with Clip(source) as clip, ClipWriter(target, clip, GOOD) as writer:
        for item in clip.items():
            assert isinstance(item, ClipFrame)
            writer.write(item.picture, item.pts, item.duration)
        assert target.read_bytes() == b"an earlier one"
        writer.finish()
    assert len(frames(target)) == 6


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """As on a full disk: no file may be larger."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits")
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_full_disk_leaves_nothing(source: Path, folder: Path, suffix: str) -> None:
    make_clip(source, pictures=[noise_picture(Size(320, 240), seed) for seed in range(8)])
    with files_of_at_most(100_000):
        assert refusal(folder / f"b{suffix}", source) == "File too large"
    assert list(folder.iterdir()) == []


def test_a_folder_that_may_not_be_written_to_is_told(source: Path, folder: Path) -> None:
    make_clip(source)
    # No file can have so long a name: root, too, is refused.
    target = folder / f"{'b' * 250}.mp4"
    assert refusal(target, source) == "File name too long"


def test_a_target_is_checked_before_anything_is_read(folder: Path) -> None:
    def reason(target: Path, replace: bool = False) -> str | None:
        try:
            check_target(target, replace=replace)
        except ClipNotWritten as exc:
            return exc.reason
        return None

    assert reason(folder / "b.mp4") is None
    assert reason(folder / "B.MP4") is None
    assert (reason(folder / "b.avi") or "").startswith("it ends in .avi, and what is known is .mp4")
    assert (reason(folder / "b") or "").startswith("it ends in nothing")
    assert reason(folder / "none" / "b.mp4") == "there is no such folder"
    (folder / "there.mp4").touch()
    assert "--replace" in (reason(folder / "there.mp4") or "")
    assert reason(folder / "there.mp4", replace=True) is None
    (folder / "folder.mp4").mkdir()
    assert reason(folder / "folder.mp4", replace=True) == "it is there and no file"
