"""Reading clips: what comes out of them, and what is refused."""

import os
import socket
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av import VideoStream
from av.stream import Disposition

from camveil.clips.formats import QUALITIES
from camveil.clips.reader import Clip, ClipFrame
from camveil.clips.writer import ClipWriter
from camveil.errors import ClipUnusable
from camveil.values import Matrix, Picture, Size
from tests.server.unit.clips import SAMPLE_RATE, SIZE, make_clip, packets
from tests.server.unit.pictures import (
    flat_picture,
    frame_of,
    noise_picture,
    psnr_db,
    smooth_picture,
)

LIKE_DB = 35


def pictures_of(clip: Clip) -> list[ClipFrame]:
    return [item for item in clip.items() if isinstance(item, ClipFrame)]


def refusal(path: Path) -> str:
    with pytest.raises(ClipUnusable) as caught, Clip(path) as clip:
        list(clip.items())
    assert caught.value.path == path
    return caught.value.reason


def test_every_picture_comes_in_order_with_its_time(tmp_path: Path) -> None:
    written = make_clip(tmp_path / "a.mp4", times=[0, 2, 3, 10, 11, 12])
    with Clip(tmp_path / "a.mp4") as clip:
        read = pictures_of(clip)
        assert (clip.size, clip.time_base) == (SIZE, Fraction(1, 15360))
        times_s = [clip.time_s(frame) for frame in read]
    assert times_s == pytest.approx([0, 2 / 30, 3 / 30, 10 / 30, 11 / 30, 12 / 30])
    for frame, picture in zip(read, written, strict=True):
        assert psnr_db(frame.picture.y, picture.y) > LIKE_DB


def test_frames_are_counted_as_the_server_counts_a_camera_s(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4", times=[0, 1, 2, 3, 6, 7], time_base=Fraction(1, 25))
    with Clip(tmp_path / "a.mp4") as clip:
        places = [frame.place for frame in pictures_of(clip)]
    assert [place.number - places[2].number for place in places[2:]] == [0, 1, 4, 5]
    assert places[-1].interval_s == pytest.approx(1 / 25)


def test_what_the_file_says_of_itself(tmp_path: Path) -> None:
    make_clip(
        tmp_path / "a.mov",
        color_range=2,
        colorspace=1,
        color_primaries=9,
        color_trc=13,
        sample_aspect_ratio=Fraction(4, 3),
    )
    with Clip(tmp_path / "a.mov") as clip:
        look = clip.look
        assert clip.duration_s == pytest.approx(6 / 30)
        assert clip.rate == 30
    assert (look.full_range, look.matrix, look.primaries, look.transfer) == (True, 1, 9, 13)
    assert look.pixel_shape == Fraction(4, 3)


def test_sound_comes_as_it_is_in_the_file(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mp4", sound="aac")
    with Clip(tmp_path / "a.mp4") as clip:
        (track,) = clip.sound
        assert track.rate == SAMPLE_RATE
        heard = [bytes(item) for item in clip.items() if not isinstance(item, ClipFrame)]
    assert heard == [content for _, content in packets(tmp_path / "a.mp4", "audio")]
    assert len(heard) > 5


@pytest.mark.parametrize(("degrees", "turns"), [(90, 1), (-90, 3), (180, 2)])
def test_a_clip_on_its_side_is_turned_as_players_do(
    tmp_path: Path, degrees: int, turns: int
) -> None:
    (lying, *_) = make_clip(
        tmp_path / "a.mp4", rotation=degrees, sample_aspect_ratio=Fraction(4, 3)
    )
    with Clip(tmp_path / "a.mp4") as clip:
        upright, size, shape = pictures_of(clip)[0].picture, clip.size, clip.look.pixel_shape
    assert upright.size == size
    assert size == (SIZE if turns == 2 else Size(SIZE.height, SIZE.width))
    assert shape == (Fraction(4, 3) if turns == 2 else Fraction(3, 4))
    for plane, as_filmed in ((upright.y, lying.y), (upright.u, lying.u), (upright.v, lying.v)):
        assert psnr_db(plane, np.rot90(as_filmed, turns)) > LIKE_DB


def test_ten_bits_a_colour_and_no_subsampling_are_read(tmp_path: Path) -> None:
    (first, *_) = make_clip(tmp_path / "a.mp4", pix_fmt="yuv444p10le")
    with Clip(tmp_path / "a.mp4") as clip:
        picture = pictures_of(clip)[0].picture
    assert psnr_db(picture.y, first.y) > LIKE_DB
    assert psnr_db(picture.u, first.u) > LIKE_DB


@pytest.mark.parametrize(("number", "matrix"), [(1, Matrix.BT709), (6, Matrix.BT601)])
def test_pictures_have_the_clips_matrix(tmp_path: Path, number: int, matrix: Matrix) -> None:
    for rotation in (0, 90):
        make_clip(tmp_path / "a.mp4", colorspace=number, rotation=rotation)
        with Clip(tmp_path / "a.mp4") as clip:
            of = [item.picture.matrix for item in clip.items() if isinstance(item, ClipFrame)]
        assert set(of) == {matrix}


def test_colours_of_rgb_get_the_matrix_by_which_they_are_converted(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mkv", codec="ffv1", pix_fmt="bgr0")
    with Clip(tmp_path / "a.mkv") as clip:
        assert clip.look.matrix == 6


def test_the_size_may_change_on_the_way(tmp_path: Path) -> None:
    """As in recordings of calls; here in photos, one after the other."""
    both = tmp_path / "both.mjpeg"
    with both.open("wb") as file:
        for size in (Size(96, 64), Size(48, 32)):
            part = tmp_path / "part.mjpeg"
            make_clip(part, size=size, codec="mjpeg", pix_fmt="yuvj420p")
            file.write(part.read_bytes())
    with Clip(both) as clip:
        sizes = [frame.picture.size for frame in pictures_of(clip)]
    assert (sizes[0], sizes[-1]) == (Size(96, 64), Size(48, 32))


def test_a_song_s_cover_is_no_video(tmp_path: Path) -> None:
    song = tmp_path / "song.m4a"
    make_clip(tmp_path / "a.mp4", sound="aac")
    with av.open(str(tmp_path / "a.mp4")) as source, av.open(str(song), "w", "mp4") as container:
        cover = container.add_stream("mjpeg", rate=1)
        assert isinstance(cover, VideoStream)
        cover.width, cover.height = SIZE
        cover.pix_fmt = "yuvj420p"
        cover.disposition = Disposition.attached_pic
        tone = container.add_stream_from_template(source.streams.audio[0])
        container.mux(cover.encode(frame_of(smooth_picture(SIZE), "yuvj420p")))
        container.mux(cover.encode())
        for packet in source.demux(source.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = tone
                container.mux(packet)
    assert refusal(song) == "it has no video"


def test_what_is_no_clip_is_refused_with_the_reason(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.mp4") == "there is no such file"
    assert refusal(tmp_path) == "it is no file"
    text = tmp_path / "text.mp4"
    text.write_text("Dear diary")
    assert refusal(text).startswith("it is no video (")
    empty = tmp_path / "empty.mp4"
    empty.touch()
    assert refusal(empty).startswith("it is no video (")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_that_would_never_end_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mkv")
    assert refusal(tmp_path / "pipe.mkv") == "it is no file"


def test_a_clip_whose_end_is_missing_is_damaged(tmp_path: Path) -> None:
    whole = tmp_path / "a.mp4"
    make_clip(whole, codec="mpeg4", count=30)
    content = whole.read_bytes()
    index = content.index(b"moov") - 4
    # The index in front, as it is in files that come from the network.
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(content[: index // 2])
    assert refusal(damaged).startswith("it is no video (")


def test_a_clip_that_ends_in_the_middle_of_a_picture_is_damaged(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.mkv", count=30)
    whole = tmp_path / "whole.mp4"
    with Clip(tmp_path / "a.mkv") as clip, ClipWriter(whole, clip, QUALITIES["good"]) as writer:
        for frame in pictures_of(clip):
            writer.write(frame.picture, frame.pts, frame.duration)
        writer.finish()
    content = whole.read_bytes()
    # The index is in front and tells of all pictures.
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(content[: (content.index(b"mdat") + len(content)) // 2])
    assert refusal(cut).startswith("it is damaged after ")


def test_damage_in_the_middle_is_told_with_its_time(tmp_path: Path) -> None:
    clip = tmp_path / "a.mkv"
    make_clip(clip, count=30, max_b_frames=0)
    (*_, (_, tenth)) = packets(clip, "video")[:10]
    content = clip.read_bytes()
    assert content.count(tenth) == 1
    clip.write_bytes(content.replace(tenth, bytes(len(tenth))))
    assert refusal(clip).startswith("it is damaged after 0.3 s (")


def test_a_codec_that_nobody_knows_is_told(tmp_path: Path) -> None:
    make_clip(tmp_path / "a.avi", codec="mpeg4")
    content = (tmp_path / "a.avi").read_bytes()
    assert b"FMP4" in content
    (tmp_path / "a.avi").write_bytes(content.replace(b"FMP4", b"XQZW"))
    assert refusal(tmp_path / "a.avi") == "its pictures are of an unknown kind"


TOO_LARGE = "or its pictures have more than 36 million pixels"


@pytest.mark.parametrize("name", ["a.avi", "a.mkv", "a.ts"])
def test_a_picture_that_is_huge_is_not_decoded(tmp_path: Path, name: str) -> None:
    make_clip(tmp_path / name, pictures=[flat_picture(Size(8000, 4600), 60)], codec="mpeg4")
    assert refusal(tmp_path / name) == f"it is damaged, {TOO_LARGE}"


def test_what_becomes_huge_on_the_way_is_refused_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    growing = tmp_path / "growing.ts"
    with growing.open("wb") as file:
        for size in (Size(96, 64), Size(320, 240)):
            make_clip(tmp_path / "part.ts", size=size)
            file.write((tmp_path / "part.ts").read_bytes())
    with Clip(growing) as clip:
        assert pictures_of(clip)[-1].picture.size == Size(320, 240)
    monkeypatch.setattr("camveil.clips.reader.MAX_PIXELS", 10_000)
    assert refusal(growing).startswith("it is damaged after ")


@pytest.mark.parametrize("size", [Size(7680, 4320), Size(4320, 7680)])
def test_what_cameras_make_is_read(tmp_path: Path, size: Size) -> None:
    make_clip(tmp_path / "a.mkv", pictures=[flat_picture(size, 60)], codec="mpeg4")
    with Clip(tmp_path / "a.mkv") as clip:
        assert clip.size == size


LISTS = {
    "list.m3u8": """#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.mp4\n#EXT-X-ENDLIST\n""",
    "list.txt": "ffconcat version 1.0\nfile a.mp4\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_what_names_other_files_is_no_clip(tmp_path: Path, name: str) -> None:
    make_clip(tmp_path / "a.mp4")
    (tmp_path / name).write_text(LISTS[name])
    assert refusal(tmp_path / name).startswith("it is damaged, or none of AVI, ")


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.ts", "libx264"), ("a.avi", "mpeg4"), ("a.webm", "libvpx-vp9"), ("a.flv", "flv1")],
)
def test_what_people_record_is_read(tmp_path: Path, name: str, codec: str) -> None:
    make_clip(tmp_path / name, codec=codec)
    with Clip(tmp_path / name) as clip:
        assert len(pictures_of(clip)) == 6


def test_a_playlist_asks_no_other_machine(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        host, port = server.getsockname()
        lines = ["#EXTM3U", "#EXT-X-TARGETDURATION:2", "#EXTINF:2,", f"http://{host}:{port}/a.ts"]
        playlist = tmp_path / "list.m3u8"
        playlist.write_text("\n".join([*lines, "#EXT-X-ENDLIST", ""]))
        refusal(playlist)
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_name_that_looks_like_an_address_is_a_file_s(tmp_path: Path) -> None:
    name = tmp_path / "concat:a|b.mkv"
    make_clip(name, count=2)
    with Clip(name) as clip:
        assert len(pictures_of(clip)) == 2


def test_a_track_that_begins_on_the_way_is_told(tmp_path: Path) -> None:
    """Later than FFmpeg looks for tracks; as where two recordings were put together."""
    both = tmp_path / "both.ts"
    noise = [noise_picture(Size(320, 240), seed) for seed in range(8)]
    with both.open("wb") as file:
        for sound, pictures in ((None, noise * 8), ("aac", noise), (None, noise * 2)):
            make_clip(tmp_path / "part.ts", pictures=pictures, sound=sound)
            file.write((tmp_path / "part.ts").read_bytes())
    assert both.stat().st_size > 6_000_000
    assert refusal(both).startswith("a track begins late after ")


def test_other_tracks_are_named(tmp_path: Path) -> None:
    both = tmp_path / "both.mkv"
    with av.open(str(both), "w") as container:
        for _ in range(2):
            video = container.add_stream("mpeg4", rate=30)
            assert isinstance(video, VideoStream)
            video.width, video.height = SIZE
        for number in range(2):
            for video in container.streams.video:
                frame = frame_of(_at(number))
                frame.pts, frame.time_base = number, Fraction(1, 30)
                container.mux(video.encode(frame))
        for video in container.streams.video:
            container.mux(video.encode())
    with Clip(both) as clip:
        assert clip.left_out == ["video"]
        assert len(pictures_of(clip)) == 2


def _at(number: int) -> Picture:
    return smooth_picture(SIZE, number)
