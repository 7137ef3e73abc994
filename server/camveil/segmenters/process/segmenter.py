"""A user's own model, as the pipeline and the server see it."""

import contextlib
import socket
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from threading import Lock, Thread
from typing import Final

from camveil.clock import Clock
from camveil.errors import ModelFailed, ModelRefused
from camveil.log import Log
from camveil.segmenters.process.child import COMMAND, Child, ChildFailed
from camveil.segmenters.process.messages import (
    ABOUT_THE_MODEL,
    ANSWER_WITHIN_S,
    LOAD_WITHIN_S,
    Garbled,
    Kind,
    about_a_picture,
    decode_alpha,
    decode_found,
    decode_reason,
    encode_picture,
    encode_wishes,
)
from camveil.segmenters.process.state import FAILURES, Backoff, Event, State, next_state
from camveil.segmenters.process.wishes import Found, Wishes, known
from camveil.segmenters.providers import AUTO, Choice, Choices
from camveil.segmenters.tensors import shrink
from camveil.values import Alpha, Picture, Size

NUMBERS: Final = 2**32
MAX_RINGS: Final = 4096
"Heard at once; each picture rings, and a session has one at a time."
REASONS: Final = {
    Event.REFUSED: "its process no longer accepts it",
    Event.DIED: "its process has ended",
    Event.LATE: "it did not answer in time",
    Event.GARBLED: "its process gave an answer that is none",
    Event.STOPPED: "the server is ending",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLimits:
    """How long a model may take."""

    load_within_s: float = LOAD_WITHIN_S
    answer_within_s: float = ANSWER_WITHIN_S


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    picture: bytes
    until_s: float
    "By the clock: nobody needs an answer to a picture that has waited longer."
    alpha: "Future[Alpha]" = field(default_factory=Future)


class ProcessSegmenter:
    """Runs a model in a process of its own, and starts it again when it fails.

    One thread has the process to itself. Sessions' threads leave pictures with it and wait for
    their alphas, which come or fail in bounded time; while no process serves, they fail at once.
    """

    def __init__(
        self,
        path: Path,
        content: bytes,
        clock: Clock,
        *,
        name: str | None = None,
        wishes: Wishes | None = None,
        limits: ModelLimits | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        """Begin to load the content of this file, and return. By itself it has the file's name."""
        self._path = path
        # A file's name may be any bytes, and health is text.
        self._name = name or path.name.encode(errors="replace").decode()
        self._content = content
        self._clock = clock
        self._limits = limits or ModelLimits()
        self._command = command
        self._log = Log(model=self._name)
        self._loaded: Future[Found] = Future()
        wishes = wishes or Wishes()
        self._wanted = wishes.provider
        # What follows up to the lock is the thread's own.
        self._wishes = wishes
        self._backoff = Backoff()
        self._due_s = 0.0
        self._number = 0
        self._lock = Lock()
        # What follows is read and written with the lock held.
        self._state = State.LOADING
        self._jobs: deque[_Job] = deque()
        self._child: Child | None = None
        self._stopping = False
        self._bell, self._heard = socket.socketpair()
        self._bell.setblocking(False)
        self._thread = Thread(target=self._run, name=f"model-{self._name}")
        self._thread.start()

    @property
    def name(self) -> str:
        """The file's name without its folder, which may hold the name of a person."""
        return self._name

    @property
    def found(self) -> Found:
        """What there is to know of the model; waits and raises as `wait_ready` does."""
        return self._loaded.result()

    @property
    def input_size(self) -> Size:
        return self.found.interface.input_size

    @property
    def cheaper(self) -> None:
        """There is none: nobody knows of another model that would do."""

    @property
    def choices(self) -> Choices:
        found = self.found
        if self._wanted in (AUTO, found.provider):
            choice = Choice(found.provider, reasons=found.provider_notes)
        else:
            choice = Choice(found.provider, failures=found.provider_notes)
        return {self.name: choice}

    @property
    def state(self) -> State:
        with self._lock:
            return self._state

    def wait_ready(self) -> None:
        """Wait until the model can be used; raises ModelRefused."""
        self._loaded.result()

    def segment(self, picture: Picture) -> Alpha:
        """As the protocol says; raises ModelFailed."""
        shrunk = shrink(picture, self.input_size)
        until_s = self._clock.now_s() + self._limits.answer_within_s
        job = _Job(encode_picture(shrunk), until_s)
        with self._lock:
            if self._state is not State.SERVING:
                event = Event.STOPPED if self._state is State.CLOSED else Event.DIED
                raise ModelFailed(REASONS[event])
            self._jobs.append(job)
            self._ring()
        return job.alpha.result()

    def close(self) -> None:
        """End the process and the thread; pictures that wait fail. Can be called again."""
        with self._lock:
            self._stopping = True
            self._ring()
            if self._child is not None:
                self._child.hang_up()
        self._thread.join()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):  # it has ended, or will hear an earlier ring
            self._bell.send(b"\0")

    def _run(self) -> None:
        try:
            while self.state is not State.CLOSED:
                self._live_on()
        except Exception as exc:  # a mistake of ours must not leave sessions waiting
            self._log.fault("model-failed", exc)
            self._end(Event.STOPPED)
        finally:
            with self._lock:
                self._bell.close()
                self._heard.close()

    def _live_on(self) -> None:
        """Do what this state is for, up to the event that ends it."""
        try:
            match self.state:
                case State.LOADING | State.RELOADING:
                    self._load()
                case State.SERVING:
                    self._serve()
                case State.WAITING:
                    self._wait_until_due()
        except ChildFailed as failed:
            self._end(failed.event)
        except Garbled:
            self._end(Event.GARBLED)

    def _load(self) -> None:
        try:
            child = self._start_child()
        except OSError as exc:
            self._end(Event.DIED, f"its process cannot be started ({exc.strerror})")
            return
        kind, payload = child.ask(
            Kind.MODEL,
            self._content,
            number=0,
            lengths=ABOUT_THE_MODEL,
            within_s=self._limits.load_within_s,
        )
        if kind is Kind.REFUSED:
            self._end(Event.REFUSED, decode_reason(payload))
            return
        found = decode_found(payload)
        if self._loaded.done() and self.found.interface != found.interface:
            raise Garbled
        self._move(Event.READY)
        if not self._loaded.done():
            self._wishes = known(found.interface, tried=True, provider=found.provider)
            self._loaded.set_result(found)
            for note in found.notes:
                self._log.info("model-guessed", note=note)

    def _start_child(self) -> Child:
        child = Child((*self._command, encode_wishes(self._wishes)), self._clock)
        with self._lock:
            self._child = child
            if self._stopping:
                raise ChildFailed(Event.STOPPED)
        return child

    def _serve(self) -> None:
        with self._lock:
            child = self._child
        assert child is not None, "it was loaded"
        while True:
            job = self._next_job()
            if job is not None:
                self._answer(child, job)
            elif child.socket in self._wait(child.socket):
                raise child.overheard()

    def _next_job(self) -> _Job | None:
        with self._lock:
            if self._stopping:
                raise ChildFailed(Event.STOPPED)
            return self._jobs.popleft() if self._jobs else None

    def _answer(self, child: Child, job: _Job) -> None:
        if self._clock.now_s() > job.until_s:
            job.alpha.set_exception(ModelFailed("it is too slow for so many cameras"))
            return
        self._number = (self._number + 1) % NUMBERS
        size = self.input_size
        try:
            kind, payload = child.ask(
                Kind.PICTURE,
                job.picture,
                number=self._number,
                lengths=about_a_picture(size),
                within_s=self._limits.answer_within_s,
            )
        except ChildFailed as failed:
            job.alpha.set_exception(ModelFailed(REASONS[failed.event]))
            raise
        if kind is Kind.FAILED:
            job.alpha.set_exception(ModelFailed("it cannot do this picture"))
            return
        self._backoff.good_frame()
        job.alpha.set_result(decode_alpha(payload, size))

    def _wait_until_due(self) -> None:
        while (left_s := self._due_s - self._clock.now_s()) > 0:
            self._next_job()  # there is none; but the owner may want an end
            self._wait(timeout_s=left_s)
        self._next_job()
        self._move(Event.DUE)

    def _wait(self, *others: socket.socket, timeout_s: float | None = None) -> Sequence[object]:
        """Until the bell rings or another can be read; returns what can."""
        ready = wait([self._heard, *others], timeout_s)
        if self._heard in ready:
            self._heard.recv(MAX_RINGS)
        return ready

    def _end(self, event: Event, reason: str | None = None) -> None:
        """There is no process from here on, until another is due."""
        with self._lock:
            child, self._child = self._child, None
            if self._stopping:  # whatever the process did, it was told to
                event = Event.STOPPED
        process = "none" if child is None else child.end()
        facts: dict[str, object] = {"process": process}
        if event in FAILURES:
            wait_s = facts["due_in_s"] = self._backoff.failed()
            self._due_s = self._clock.now_s() + wait_s
        self._move(event, **facts)
        if not self._loaded.done():
            words = reason or f"{REASONS[event]} while it was loaded ({process})"
            self._loaded.set_exception(ModelRefused(self._path, words))

    def _move(self, event: Event, **facts: object) -> None:
        with self._lock:
            old, self._state = self._state, next_state(self._state, event)
            left, self._jobs = self._jobs, deque()  # only while it served can there be any
            now = self._state
        if self._loaded.done() or now is State.SERVING:  # else the command line says it
            self._log.info("model", was=old.value, now=now.value, cause=event.value, **facts)
        for job in left:
            job.alpha.set_exception(ModelFailed(REASONS[event]))
