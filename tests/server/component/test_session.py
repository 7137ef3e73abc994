"""A whole session: a page, a server, and the network between them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator

import cv2
import numpy as np
import pytest
from av import VideoFrame

from camveil.backgrounds.store import Backgrounds
from camveil.clock import SystemClock
from camveil.errors import BadSdp, TooManySessions, TooManySessionsOfTab
from camveil.pipeline.pipeline import Pipeline
from camveil.protocol import (
    FLAG_COMPOSED,
    FLAG_MASK,
    BackgroundBroken,
    BackgroundWanted,
    CloseSession,
    DownlinkAnchored,
    DownlinkFrame,
    Failure,
    UplinkAnchored,
    UplinkFrame,
)
from camveil.rtc.limits import SessionLimits
from camveil.rtc.session_state import InvalidTransition
from camveil.rtc.sessions import Sessions
from camveil.rtc.tab_limit import Tab
from camveil.values import Alpha, Picture, Size
from camveil.wire import FrameResult
from tests.server.component.page import (
    FRAME_TICKS,
    H264_FIRST,
    HEIGHT,
    TAB,
    VP8_ONLY,
    WIDTH,
    Page,
    detailed_luma,
)
from tests.server.fakes import DEADLINE_S, FakeClock
from tests.server.unit.pictures import ODD_SIZES, frame_of, noise_picture
from tests.server.unit.test_background_video import breaking_clip
from tests.server.unit.test_backgrounds import encoded


class PersonOnTheLeft:
    """Sees a person in the left half of every picture; fails when told to."""

    name = "fixed"
    input_size = Size(256, 144)
    cheaper = None

    def __init__(self) -> None:
        self.broken = False
        self.pictures = 0

    def segment(self, picture: Picture) -> Alpha:
        self.pictures += 1
        if self.broken:
            raise RuntimeError("no memory left")
        values = np.zeros((self.input_size.height, self.input_size.width), np.uint8)
        # It may be shown the left part alone.
        share = WIDTH / 2 / picture.size.width
        values[:, : round(share * self.input_size.width)] = 255
        return Alpha(values)


def sessions_of(
    segmenter: PersonOnTheLeft,
    limits: SessionLimits,
    backgrounds: Backgrounds | None = None,
    *,
    local: bool = True,
) -> Sessions:
    clock, known = SystemClock(), backgrounds or Backgrounds()
    return Sessions(
        make_pipeline=lambda: Pipeline(segmenter, clock, scenes=known),
        clock=clock,
        limits=limits,
        local=local,
        backgrounds=known,
    )


@pytest.fixture
def segmenter() -> PersonOnTheLeft:
    return PersonOnTheLeft()


@pytest.fixture
def backgrounds() -> Backgrounds:
    return Backgrounds()


@pytest.fixture
async def sessions(segmenter: PersonOnTheLeft, backgrounds: Backgrounds) -> AsyncIterator[Sessions]:
    sessions = sessions_of(segmenter, SessionLimits(count=2), backgrounds)
    yield sessions
    await sessions.close_all()
    assert len(sessions) == 0


@pytest.fixture
async def page(sessions: Sessions) -> AsyncIterator[Page]:
    page = Page()
    await page.connect((await sessions.open(await page.offer(), TAB)).answer_sdp)
    yield page
    await page.close()


def luma(frame: VideoFrame) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    plane = frame.to_ndarray(format="gray8")
    return np.asarray(plane, np.uint8)


def detail(frame: VideoFrame) -> tuple[float, float]:
    """Standard deviation of the luma where the person is and in the background."""
    values = luma(frame)
    margin = WIDTH // 10  # Where the mask's soft edge lies.
    person, background = values[:, : WIDTH // 2 - margin], values[:, WIDTH // 2 + margin :]
    return float(person.std()), float(background.std())


async def test_the_story_of_an_epoch(page: Page, sessions: Sessions) -> None:
    await page.configure(revision=7, epoch=3, blur=True, mask=True)

    page.show(10_000)
    assert (await page.inbox.next(UplinkFrame)) == UplinkFrame(epoch=3, pts_90khz=0)
    assert (await page.inbox.next(DownlinkFrame)) == DownlinkFrame(epoch=3, pts_90khz=0)
    lone = await page.inbox.next(VideoFrame)
    assert lone.key_frame
    result = await page.inbox.next(FrameResult)
    assert result.header.pts_90khz == 0
    assert result.header.flags == FLAG_COMPOSED | FLAG_MASK

    # Not anchored yet: this frame is reported and gives a mask, but no picture comes down.
    page.show(10_000 + FRAME_TICKS)
    assert (await page.inbox.next(UplinkFrame)).pts_90khz == FRAME_TICKS
    result = await page.inbox.next(FrameResult)
    assert (result.header.pts_90khz, result.header.flags) == (FRAME_TICKS, FLAG_MASK)

    page.send(UplinkAnchored(epoch=3))
    page.send(DownlinkAnchored(epoch=3))
    await page.server_has_read_all()
    for number in range(2, 8):
        page.show(10_000 + number * FRAME_TICKS)
        result = await page.inbox.next(FrameResult)
        frame = await page.inbox.next(VideoFrame)
        assert result.header.pts_90khz == number * FRAME_TICKS
        # The page's receiver counts from the first frame that came down, the lone one.
        assert frame.pts == number * FRAME_TICKS
        assert (result.header.epoch, result.header.revision) == (3, 7)
        assert result.header.flags == FLAG_COMPOSED | FLAG_MASK
        assert result.header.segment_us > 0
        assert result.header.composite_us > 0
        assert result.header.encode_us > 0
    assert page.inbox.count(UplinkFrame) == 0
    assert page.inbox.count(DownlinkFrame) == 0
    assert sessions.stats.means().frame_rate > 0


@pytest.mark.parametrize("codecs", [H264_FIRST, VP8_ONLY])
async def test_the_background_is_blurred_and_the_person_is_not(
    sessions: Sessions, codecs: tuple[str, ...]
) -> None:
    page = Page(codecs)
    await page.connect((await sessions.open(await page.offer(), TAB)).answer_sdp)
    await page.configure(blur=True)
    await page.anchor()
    page.show(FRAME_TICKS)
    frame = await page.inbox.next(VideoFrame)
    person, background = detail(frame)
    assert (frame.width, frame.height) == (WIDTH, HEIGHT)
    assert person > 0.8 * detailed_luma().std()
    assert background < 0.4 * detailed_luma().std()
    await page.close()


async def test_the_mask_is_a_small_png_in_the_frames_shape(page: Page) -> None:
    await page.configure(mask=True)
    page.show(0)
    result = await page.inbox.next(FrameResult)
    assert result.header.flags == FLAG_MASK
    assert result.mask_png is not None
    mask = cv2.imdecode(np.frombuffer(result.mask_png, np.uint8), cv2.IMREAD_UNCHANGED)
    assert mask is not None
    assert mask.dtype == np.uint8
    assert mask.shape == (240, 320)
    assert np.all(mask[:, :156] == 255)
    assert np.all(mask[:, 164:] == 0)


async def test_without_effects_frames_are_reported_and_not_touched(
    page: Page, segmenter: PersonOnTheLeft
) -> None:
    await page.configure(revision=1, blur=False, mask=False)
    page.show(0)
    await page.inbox.next(UplinkFrame)
    assert segmenter.pictures == 0
    await page.configure(revision=2, mask=True)
    page.show(FRAME_TICKS)
    assert (await page.inbox.next(FrameResult)).header.pts_90khz == FRAME_TICKS
    assert segmenter.pictures == 1


async def test_each_result_names_the_settings_it_was_made_under(page: Page) -> None:
    await page.configure(revision=1, blur=True)
    await page.anchor()
    pts_90khz = 0
    for revision in range(2, 8):
        blur = revision % 2 == 1
        await page.configure(revision=revision, blur=blur, mask=True)
        pts_90khz += FRAME_TICKS
        page.show(pts_90khz)
        result = await page.inbox.next(FrameResult)
        assert (result.header.pts_90khz, result.header.revision) == (pts_90khz, revision)
        assert bool(result.header.flags & FLAG_COMPOSED) == blur
        if blur:
            assert (await page.inbox.next(VideoFrame)).pts == pts_90khz
    assert page.inbox.count(VideoFrame) == 0


async def test_a_new_epoch_is_anchored_anew(page: Page) -> None:
    await page.configure(epoch=1, blur=True)
    await page.anchor(epoch=1)
    await page.configure(revision=2, epoch=2, blur=True)
    page.show(90_000)
    assert (await page.inbox.next(UplinkFrame)) == UplinkFrame(epoch=2, pts_90khz=90_000)
    assert (await page.inbox.next(DownlinkFrame)) == DownlinkFrame(epoch=2, pts_90khz=90_000)
    assert (await page.inbox.next(VideoFrame)).key_frame
    # What is said about the last epoch does not let frames flow in this one.
    page.send(DownlinkAnchored(epoch=1))
    page.send(UplinkAnchored(epoch=1))
    await page.server_has_read_all()
    page.show(90_000 + FRAME_TICKS)
    assert (await page.inbox.next(UplinkFrame)).pts_90khz == 90_000 + FRAME_TICKS


async def test_a_request_for_a_key_frame_reaches_our_encoder(page: Page) -> None:
    await page.configure(blur=True)
    await page.anchor()
    page.show(FRAME_TICKS)
    assert not (await page.inbox.next(VideoFrame)).key_frame
    await page.ask_for_key_frame()
    pts_90khz = FRAME_TICKS
    async with asyncio.timeout(DEADLINE_S):
        # The request travels by itself, so a frame or two may be ahead of it.
        while True:
            pts_90khz += FRAME_TICKS
            page.show(pts_90khz)
            if (await page.inbox.next(VideoFrame)).key_frame:
                break
    pts_90khz += FRAME_TICKS
    page.show(pts_90khz)
    assert not (await page.inbox.next(VideoFrame)).key_frame


async def test_a_failure_shows_nothing_and_the_session_goes_on(
    page: Page, segmenter: PersonOnTheLeft
) -> None:
    await page.configure(blur=True, mask=True)
    await page.anchor()
    segmenter.broken = True
    for number in (1, 2):
        # Another light: for a picture that stands still no model is asked.
        page.show(number * FRAME_TICKS, detailed_luma() + np.uint8(20 * number))
        result = await page.inbox.next(FrameResult)
        assert (result.header.pts_90khz, result.header.flags) == (number * FRAME_TICKS, 0)
    assert (await page.inbox.next(Failure)).code == "model-unavailable"
    segmenter.broken = False
    page.show(3 * FRAME_TICKS)
    assert (await page.inbox.next(VideoFrame)).pts == 3 * FRAME_TICKS
    assert page.inbox.count(Failure) == 0
    assert page.inbox.count(VideoFrame) == 0


async def test_a_size_may_be_odd_and_change_with_every_frame() -> None:
    sessions = sessions_of(PersonOnTheLeft(), SessionLimits())
    page = Page(VP8_ONLY)  # H.264 has even sizes only
    await page.connect((await sessions.open(await page.offer(), TAB)).answer_sdp)
    await page.configure(blur=True, mask=True)
    await page.anchor()
    sizes = [*ODD_SIZES, Size(WIDTH, HEIGHT), *reversed(ODD_SIZES)]
    for number, size in enumerate(sizes, start=1):
        page.camera.play(frame_of(noise_picture(size, pts_90khz=number * FRAME_TICKS)))
        result = await page.inbox.next(FrameResult)
        frame = await page.inbox.next(VideoFrame)
        assert result.header.flags == FLAG_COMPOSED | FLAG_MASK
        assert frame.pts == result.header.pts_90khz
        # Whatever is odd comes back with its last column or row twice.
        even = (size.width + size.width % 2, size.height + size.height % 2)
        assert (frame.width, frame.height) == even
    assert page.inbox.count(Failure) == 0
    await page.close()
    await sessions.close_all()


async def test_a_message_that_is_none_is_answered_and_changes_nothing(page: Page) -> None:
    await page.configure(mask=True)
    page.control.send('{"type": "configure", "revision": true}')
    assert (await page.inbox.next(Failure)).code == "bad-message"
    page.control.send(b"\x00")
    assert (await page.inbox.next(Failure)).code == "bad-message"
    page.show(0)
    assert (await page.inbox.next(FrameResult)).header.flags == FLAG_MASK


async def test_the_page_closes_its_session(page: Page, sessions: Sessions) -> None:
    await page.configure(blur=True)
    await page.anchor()
    page.send(CloseSession())
    await closed(sessions)


async def test_a_page_that_goes_away_ends_its_session(page: Page, sessions: Sessions) -> None:
    await page.configure(blur=True)
    page.show(0)
    await page.connection.close()
    await closed(sessions)


async def test_a_page_that_never_connects_is_given_up(segmenter: PersonOnTheLeft) -> None:
    sessions = sessions_of(segmenter, SessionLimits(connect_within_s=0.05))
    page = Page()
    await sessions.open(await page.offer(), TAB)
    await closed(sessions)
    await page.close()


@pytest.mark.parametrize("configured", [True, False])
async def test_a_page_that_falls_silent_is_given_up(
    segmenter: PersonOnTheLeft, configured: bool
) -> None:
    sessions = sessions_of(segmenter, SessionLimits(silent_within_s=0.05))
    page = Page()
    await page.connect((await sessions.open(await page.offer(), TAB)).answer_sdp)
    if configured:
        await page.configure(blur=True)
    await closed(sessions)
    await page.close()


async def test_an_offer_that_cannot_be_answered_leaves_nothing(sessions: Sessions) -> None:
    page = Page()
    offer = await page.offer()
    with pytest.raises(BadSdp):
        await sessions.open(offer.replace("a=ice-pwd", "a=other"), TAB)
    with pytest.raises(BadSdp):
        await sessions.open("this is not SDP", TAB)
    # Passes the first look and fails inside aiortc, with a connection already made.
    with pytest.raises(BadSdp, match="inconsistent"):
        await sessions.open(offer.replace("a=rtcp-mux\r\n", ""), TAB)
    assert len(sessions) == 0
    await page.close()


async def test_closing_in_the_middle_of_opening_leaves_nothing(sessions: Sessions) -> None:
    page = Page()
    opening = asyncio.create_task(sessions.open(await page.offer(), TAB))
    await asyncio.sleep(0)  # The session exists and waits for aiortc.
    assert len(sessions) == 1
    await sessions.close_all()
    with pytest.raises((BadSdp, InvalidTransition)):
        await opening
    assert len(sessions) == 0
    await page.close()


async def test_what_hides_the_background_changes_in_the_middle_of_a_call(page: Page) -> None:
    await page.configure(blur=True)
    await page.anchor()
    for revision, (color, want) in enumerate((("#ffffff", 255), ("#000000", 0)), start=2):
        await page.configure(revision=revision, blur=True, effect="color", color=color)
        page.show(revision * FRAME_TICKS)
        result = await page.inbox.next(FrameResult)
        assert (result.header.revision, result.header.flags) == (revision, FLAG_COMPOSED)
        shown = luma(await page.inbox.next(VideoFrame))
        margin = WIDTH // 10
        assert abs(float(shown[:, WIDTH // 2 + margin :].mean()) - want) < 3
        assert shown[:, : WIDTH // 2 - margin].std() > 30, "the person is there"


async def test_a_background_is_asked_for_and_a_blur_hides_until_it_comes(
    page: Page, backgrounds: Backgrounds
) -> None:
    file = encoded(".png", np.full((180, 320, 3), 255, np.uint8))
    background_id = hashlib.sha256(file).hexdigest()
    await page.configure(blur=True, effect="background", background=background_id)
    await page.anchor()
    assert await page.inbox.next(BackgroundWanted) == BackgroundWanted(id=background_id)

    page.show(FRAME_TICKS)
    assert (await page.inbox.next(FrameResult)).header.flags == FLAG_COMPOSED
    person, background = detail(await page.inbox.next(VideoFrame))
    assert person > 30
    assert background < 3, "blurred"

    assert backgrounds.add(file) == background_id
    page.show(2 * FRAME_TICKS)
    await page.inbox.next(FrameResult)
    shown = luma(await page.inbox.next(VideoFrame))
    assert shown[:, WIDTH // 2 + WIDTH // 10 :].mean() > 250
    assert page.inbox.count(BackgroundWanted) == 0


async def test_a_background_that_breaks_is_told_of_and_a_blur_hides(
    page: Page, backgrounds: Backgrounds
) -> None:
    background_id = backgrounds.add(breaking_clip())
    await page.configure(blur=True)
    await page.anchor(first_pts_90khz=page.now_90khz())
    await page.configure(blur=True, effect="background", background=background_id)
    told = None
    while told is None:
        page.show(page.now_90khz())
        assert (await page.inbox.next(FrameResult)).header.flags == FLAG_COMPOSED
        last = await page.inbox.next(VideoFrame)
        if page.inbox.count(BackgroundBroken):
            told = await page.inbox.next(BackgroundBroken)
    assert told == BackgroundBroken(id=background_id, reason="damaged", parts=())
    person, background = detail(last)
    assert (person > 30, background < 3) == (True, True)
    page.show(page.now_90khz())
    await page.inbox.next(FrameResult)
    assert page.inbox.count(BackgroundBroken) == 0, "once"


async def test_as_many_sessions_as_allowed_and_no_more(page: Page, sessions: Sessions) -> None:
    second, third = Page(), Page()
    await second.connect((await sessions.open(await second.offer(), TAB)).answer_sdp)
    offer = await third.offer()
    with pytest.raises(TooManySessions):
        await sessions.open(offer, TAB)
    await second.close()
    await closed(sessions, left=1)
    await third.connect((await sessions.open(offer, TAB)).answer_sdp)
    await third.close()
    await closed(sessions, left=1)


async def connected(sessions: Sessions, tab: Tab) -> Page:
    page = Page()
    await page.connect((await sessions.open(await page.offer(), tab)).answer_sdp)
    await page.configure(mask=True)
    return page


async def test_a_full_tab_is_refused_and_others_are_not(
    segmenter: PersonOnTheLeft, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    limits = SessionLimits(count_per_tab=2, in_use_within_s=60, silent_within_s=60)
    sessions = sessions_of(segmenter, limits)
    tab, other = Tab(TAB.origin, 918273645), Tab(TAB.origin, 918273646)
    pages = [await connected(sessions, tab) for _ in range(2)]
    third = Page()
    offer = await third.offer()
    with pytest.raises(TooManySessionsOfTab):
        await sessions.open(offer, tab)
    assert len(sessions) == 2
    pages.append(await connected(sessions, other))
    pages.append(await connected(sessions, Tab("chrome-extension://another", tab.number)))
    pages[0].send(CloseSession())
    await closed(sessions, left=3)
    await third.connect((await sessions.open(offer, tab)).answer_sdp)
    for page in (*pages, third):
        await page.close()
    await sessions.close_all()
    assert "91827364" not in caplog.text


async def test_a_page_that_comes_back_is_not_locked_out_by_its_own_dead_sessions() -> None:
    clock, segmenter = FakeClock(), PersonOnTheLeft()
    sessions = Sessions(
        make_pipeline=lambda: Pipeline(segmenter, clock),
        clock=clock,
        limits=SessionLimits(count_per_tab=2),
    )
    dead, alive = [await connected(sessions, TAB) for _ in range(2)]
    clock.advance(3.0)
    alive.show(0)
    await alive.inbox.next(FrameResult)
    back = await connected(sessions, TAB)
    await closed(sessions, left=2)
    for page in (alive, back):
        page.show(FRAME_TICKS)
        await page.inbox.next(FrameResult)
    # Both are in use now.
    fourth = Page()
    with pytest.raises(TooManySessionsOfTab):
        await sessions.open(await fourth.offer(), TAB)
    for page in (dead, alive, back, fourth):
        await page.close()
    await sessions.close_all()


async def test_a_tab_that_asks_for_many_at_once_gets_its_share() -> None:
    sessions = sessions_of(PersonOnTheLeft(), SessionLimits(count_per_tab=2))
    pages = [Page() for _ in range(6)]
    offers = [await page.offer() for page in pages]
    opening = (sessions.open(offer, TAB) for offer in offers)
    answers = await asyncio.gather(*opening, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, TooManySessionsOfTab)]
    assert (len(refused), len(sessions)) == (4, 2)
    for page in pages:
        await page.close()
    await sessions.close_all()


@pytest.mark.parametrize("local", [True, False])
async def test_what_a_path_carries_is_estimated_on_the_way_to_another_machine_alone(
    local: bool,
) -> None:
    sessions = sessions_of(PersonOnTheLeft(), SessionLimits(), local=local)
    page = Page()
    offer = await page.offer()
    answer = (await sessions.open(offer, TAB)).answer_sdp
    for asked in ("/abs-send-time", "goog-remb"):
        assert asked in offer
        assert (asked in answer) is not local
    await page.connect(answer)
    await page.configure(mask=True)
    page.show(0)
    await page.inbox.next(FrameResult)
    await page.close()
    await sessions.close_all()


async def test_the_newest_frame_wins(page: Page, segmenter: PersonOnTheLeft) -> None:
    """A burst is not worked off: what the worker is not free for is replaced."""
    await page.configure(mask=True)
    page.show(0)
    await page.inbox.next(FrameResult)
    for number in range(1, 61):
        page.show(number * FRAME_TICKS)
    last = await page.inbox.next(
        FrameResult, lambda result: result.header.pts_90khz == 60 * FRAME_TICKS
    )
    assert last.header.wait_us < 1_000_000


async def test_a_model_that_is_too_slow_is_asked_less_often_and_blur_stays_on() -> None:
    class Slow(PersonOnTheLeft):
        """Turns the clock that it is measured by."""

        def segment(self, picture: Picture) -> Alpha:
            clock.advance(0.020)
            return super().segment(picture)

    clock, segmenter = FakeClock(), Slow()
    sessions = Sessions(
        make_pipeline=lambda: Pipeline(segmenter, clock), clock=clock, limits=SessionLimits()
    )
    page = Page()
    await page.connect((await sessions.open(await page.offer(), TAB)).answer_sdp)
    await page.configure(blur=True, mask=True)
    await page.anchor()
    masks, asked = [], []
    for number in range(1, 31):
        page.show(number * FRAME_TICKS)
        result = await page.inbox.next(FrameResult)
        assert result.header.flags == FLAG_COMPOSED | FLAG_MASK
        assert result.mask_png is not None
        mask = cv2.imdecode(np.frombuffer(result.mask_png, np.uint8), cv2.IMREAD_UNCHANGED)
        masks.append(np.asarray(mask, np.float32))
        asked.append(segmenter.pictures)
        person, background = detail(await page.inbox.next(VideoFrame))
        assert person > 2 * background
    # The picture stands still, so a moved mask is the computed one.
    assert max(np.abs(mask - masks[0]).mean() for mask in masks) < 2
    assert asked[19] - asked[9] in (3, 4)
    await page.close()
    await sessions.close_all()


async def closed(sessions: Sessions, left: int = 0) -> None:
    """Wait until tasks of sessions end of themselves and only this many sessions are left."""
    async with asyncio.timeout(DEADLINE_S):
        while len(sessions) > left:
            tasks = {task for task in asyncio.all_tasks() if task.get_name().startswith("session-")}
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
