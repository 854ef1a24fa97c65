"""Many saved pages at once: the stages of the core over a stream of files, in one process or several.

The outcomes come in the order of the input whatever the number of workers. A page on which a stage raises is refused
with the traceback, and the run goes on. So it does when a worker process dies (killed, out of memory, a crash in C):
a new one takes over at the page on which it died, and a page that kills a second worker is refused.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import time
import traceback
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from crawler import core, inputs
from crawler.core.model import Article, Context, Page, Reason, Reject
from crawler.core.record import page_id
from crawler.hostlines import HostLines
from crawler.inputs import Skipped, Source
from crawler.items import article_line, reject_line

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from crawler.inputs import Entry

    Command = tuple[tuple[Source, ...], int] | None

logger = logging.getLogger(__name__)

ARTICLE = "article"
SKIPPED = "skipped"

#: Files in one task: 32 pages of 2 ms amortise the hand-over, and the last tasks still end together.
FILES_PER_TASK = 32
#: Tasks handed out ahead of the one whose outcomes are due, per worker.
TASKS_AHEAD = 4
#: Outcomes (about 10 KB each) kept of a task that is not due yet; then its worker waits.
OUTCOMES_AHEAD = 512
#: Seconds a worker has for ending by itself.
_GRACE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What all workers need to know; ``process`` must be a function that another process can import."""

    context: Context
    max_bytes: int  # of one page
    process: Callable[[Page, Context], Article | Reject] = core.process


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one entry of the input.

    ``what`` is ``article``, ``skipped`` or the reason of a reject; ``line`` is the line to write. ``if_duplicate`` is
    the line of the reject that the page becomes if its ``id`` was written before, which only the reader of all
    outcomes can know.
    """

    path: str
    url: str
    what: str
    id: str | None = None
    sha256: str = ""
    size: int = 0  # bytes
    milliseconds: float = 0.0  # CPU time of the core
    line: bytes = b""
    if_duplicate: bytes = b""


def run(sources: Iterable[Source], job: Job, *, workers: int = 1) -> Generator[Outcome, None, None]:
    """Yield the outcome of every entry of the sources, in their order; close the generator to end the workers early."""
    if workers > 1:
        yield from _in_processes(sources, job, workers)
        return
    for task in _tasks(sources):
        yield from _in_this_process(task.sources, job)


def _treat(page: Page, job: Job, lines: HostLines) -> Article | Reject:
    """Return what the stages make of a page; an exception becomes a reject with the traceback.

    ``lines`` is the memory of the task, so that it is the same whatever the number of workers.
    """
    try:
        outcome = job.process(page, lines.context(job.context, page))
        lines.learn(page, outcome)
    except Exception:  # noqa: BLE001 - whatever a stage raises, the run goes on
        return _failed(page, traceback.format_exc())
    return outcome


def _in_this_process(sources: Iterable[Source], job: Job, skip: int = 0) -> Generator[Outcome, None, None]:
    lines = HostLines()
    for source, entry in islice(_entries(sources, job.max_bytes), skip, None):
        yield _outcome(source, entry, job, lines)


def _entries(sources: Iterable[Source], max_bytes: int) -> Iterator[tuple[Source, Entry]]:
    for source in sources:
        try:
            for entry in inputs.read(source, max_bytes):
                yield source, entry
        except Exception:  # noqa: BLE001 - one bad file never stops the run
            yield source, _failed(_no_page(source), traceback.format_exc())


def _failed(page: Page, detail: str) -> Reject:
    return Reject(reason=Reason.FAILED, page=page, detail=detail)


def _no_page(source: Source) -> Page:
    url = inputs.file_url(source.path)
    return Page(body=b"", url=url, requested_url=url, fetched="")


def _outcome(source: Source, entry: Entry, job: Job, lines: HostLines) -> Outcome:
    path = str(source.path)
    if isinstance(entry, Skipped):
        return Outcome(path=path, url=entry.url, what=SKIPPED)
    if isinstance(entry, Reject):
        return _written(path, entry.page, entry)
    begin = time.process_time_ns()
    result = _treat(entry, job, lines)
    milliseconds = (time.process_time_ns() - begin) / 1e6
    try:
        return _written(path, entry, result, milliseconds)
    except Exception:  # noqa: BLE001 - a stage made a value that is no JSON
        return _written(path, entry, _failed(entry, traceback.format_exc()), milliseconds)


def _written(path: str, page: Page, result: Article | Reject, milliseconds: float = 0.0) -> Outcome:
    """Give a result its line; bodies are left out, because saved input can be read again from its place."""
    digest = sha256(page.body).hexdigest()
    if isinstance(result, Reject):
        what, identity, line, spare = str(result.reason), page_id(page.url), reject_line(result, keep_body=False), b""
    else:
        what, identity, line, spare = ARTICLE, result.id, article_line(result), _duplicate(page, result.id)
    return Outcome(
        path=path,
        url=page.url,
        what=what,
        id=identity,
        sha256=digest,
        size=len(page.body),
        milliseconds=milliseconds,
        line=line,
        if_duplicate=spare,
    )


def _duplicate(page: Page, identity: str) -> bytes:
    detail = f"a page with the id {identity} was already written in this run"
    return reject_line(Reject(reason=Reason.DUPLICATE, page=page, detail=detail), keep_body=False)


@dataclass(slots=True, eq=False)
class _Task:
    """Sources for one worker, and what came back of them; ``died_at`` is the entry on which a worker died."""

    sources: tuple[Source, ...]
    outcomes: deque[Outcome] = field(default_factory=deque)
    done: int = 0
    died_at: int = -1
    finished: bool = False


@dataclass(slots=True, eq=False)
class _Worker:
    process: SpawnProcess
    connection: Connection[Command, Outcome | None]
    task: _Task | None = None


def _tasks(sources: Iterable[Source]) -> Iterator[_Task]:
    """Yield the sources in tasks: many small files, or one archive."""
    files: list[Source] = []
    for source in sources:
        files.append(source)
        if source.kind == "warc" or len(files) == FILES_PER_TASK:
            yield _Task(tuple(files))
            files = []
    if files:
        yield _Task(tuple(files))


def _in_processes(sources: Iterable[Source], job: Job, workers: int) -> Generator[Outcome, None, None]:
    tasks = _tasks(sources)
    due: deque[_Task] = deque()
    crew = _Crew(job, workers)
    try:
        while True:
            while crew.idle and len(due) < workers * TASKS_AHEAD and (task := next(tasks, None)):
                due.append(task)
                crew.begin(task)
            if not due:
                return
            crew.receive(due[0])
            while due and (due[0].outcomes or due[0].finished):
                yield from _drain(due[0].outcomes)
                if due[0].finished:
                    due.popleft()
    finally:
        crew.stop()


def _drain(outcomes: deque[Outcome]) -> Iterator[Outcome]:
    while outcomes:
        yield outcomes.popleft()


class _Crew:
    """The worker processes, each with a pipe: tasks go in, outcomes come back one by one."""

    def __init__(self, job: Job, workers: int) -> None:
        self.job = job
        self.idle = workers
        self.spare: list[_Worker] = []
        self.busy: list[_Worker] = []

    def begin(self, task: _Task) -> None:
        """Give a task to an idle worker; the process is started when it is first needed."""
        self.idle -= 1
        worker = self.spare.pop() if self.spare else self._start()
        worker.task = task
        self.busy.append(worker)
        with suppress(OSError):  # it died while idle: seen when its outcomes are awaited
            worker.connection.send((task.sources, task.done))

    def receive(self, head: _Task) -> None:
        """Wait for outcomes and take them in; workers that are far ahead of ``head`` have to wait."""
        due = {w.connection: w for w in self.busy if w.task is head or len(_task(w).outcomes) < OUTCOMES_AHEAD}
        for connection in wait(list(due)):
            worker = due[connection]  # type: ignore[index]
            try:
                self._take(worker, worker.connection.recv())
            except (EOFError, OSError):
                self._replace(worker)

    def _take(self, worker: _Worker, outcome: Outcome | None) -> None:
        task = _task(worker)
        if outcome is not None:
            task.outcomes.append(outcome)
            task.done += 1
            return
        task.finished = True
        worker.task = None
        self.busy.remove(worker)
        self.spare.append(worker)
        self.idle += 1

    def _replace(self, dead: _Worker) -> None:
        task = _task(dead)
        dead.process.join()
        dead.connection.close()
        self.busy.remove(dead)
        how = _how_it_ended(dead.process.exitcode)
        twice = task.died_at == task.done
        logger.warning(
            "worker process %s %s on entry %d of %s …: %s",
            dead.process.pid,
            how,
            task.done + 1,
            task.sources[0].path,
            "the page is refused" if twice else "it is tried again",
        )
        task.died_at = task.done
        if twice:
            self._give_up(task, how)
        self.idle += 1
        if not task.finished:
            self.begin(task)

    def _give_up(self, task: _Task, how: str) -> None:
        """Refuse the page on which two workers died; the stages do not run for it here."""
        found = next(islice(_entries(task.sources, self.job.max_bytes), task.done, None), None)
        if found is None:  # they died after the last page
            task.finished = True
            return
        source, entry = found
        page = entry if isinstance(entry, Page) else _no_page(source)
        reject = _failed(page, f"two worker processes died on this page, the last one {how}")
        task.outcomes.append(_written(str(source.path), page, reject))
        task.done += 1

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")  # a fork would copy the threads and locks of this process
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self.job), daemon=True)
        # Ctrl-C goes to all processes of a terminal; one that is just starting must not answer with a traceback.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        theirs.close()  # so that the worker's death closes the pipe
        return _Worker(process, ours)

    def stop(self) -> None:
        """End all workers, also in the middle of a page."""
        workers = [*self.busy, *self.spare]
        for worker in workers:
            worker.connection.close()
            worker.process.terminate()
        for worker in workers:
            worker.process.join(_GRACE)
            worker.process.kill()
            worker.process.join()


def _task(worker: _Worker) -> _Task:
    if worker.task is None:
        raise RuntimeError("a busy worker without a task")
    return worker.task


def _how_it_ended(exitcode: int | None) -> str:
    return f"was killed by signal {-exitcode}" if exitcode is not None and exitcode < 0 else f"ended with {exitcode}"


def _work(connection: Connection[Outcome | None, Command], job: Job) -> None:
    """Treat tasks until the pipe closes; Ctrl-C is for the parent, which ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        while command := connection.recv():
            sources, skip = command
            for outcome in _in_this_process(sources, job, skip):
                connection.send(outcome)
            connection.send(None)
