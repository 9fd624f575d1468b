"""How a program's calls reach the monitor: where they are made, or, once it has transforms, in a thread.

The SDK hands each call to the executor of its event loop. Run inline, calls keep their order and cost no
thread. But a transform is called back on that very loop, which must stay free meanwhile. From the first
callback server on, calls therefore run in one thread, in the order in which the program made them, and the
program takes each answer up before it is given the next: so two runs of a program leave the same graph either
way.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar, cast

from pulumi.runtime._callbacks import _CallbackServicer  # pyright: ignore[reportPrivateUsage]

P = ParamSpec("P")
T = TypeVar("T")

_in_callback: ContextVar[bool] = ContextVar("in_callback", default=False)


class CallExecutor(ThreadPoolExecutor):
    """Runs calls where they are made, or in a thread once the program serves callbacks.

    What a transform calls itself can't wait for that thread, which waits for the transform: it has others.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(max_workers=1)
        self._loop = loop
        self._of_callbacks = ThreadPoolExecutor()
        self._answers: deque[Callable[[], None]] = deque()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run the call, or start it, and return its future."""
        if _in_callback.get():
            return self._of_callbacks.submit(fn, *args, **kwargs)
        answer: Future[T] = Future()
        if _CallbackServicer._servicers:  # pyright: ignore[reportPrivateUsage]
            super().submit(fn, *args, **kwargs).add_done_callback(lambda done: self._answered(done, answer))
        else:
            _settle(answer, lambda: fn(*args, **kwargs))
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the threads."""
        self._of_callbacks.shutdown(wait, cancel_futures=cancel_futures)
        super().shutdown(wait, cancel_futures=cancel_futures)

    def _answered(self, done: Future[T], answer: Future[T]) -> None:
        with contextlib.suppress(RuntimeError):  # the program has ended, and its loop is closed
            self._loop.call_soon_threadsafe(self._take, lambda: _settle(answer, done.result))

    def _take(self, give: Callable[[], None]) -> None:
        self._answers.append(give)
        if len(self._answers) == 1:
            self._loop.call_soon(self._give)

    def _give(self) -> None:
        """Give the program its next answer, unless it still has something to do with those before."""
        has_work = bool(cast("Any", self._loop)._ready)  # as pulumi/runtime/sync_await.py asks, too
        if not has_work:
            self._answers.popleft()()
        if self._answers:
            self._loop.call_soon(self._give)


def _settle(answer: Future[T], call: Callable[[], T]) -> None:
    try:
        answer.set_result(call())
    except Exception as error:  # noqa: BLE001 - it is raised where the answer is awaited
        answer.set_exception(error)


@contextlib.contextmanager
def callbacks_marked() -> Generator[None]:
    """While the block runs, calls made by a callback (a transform) know that they are."""
    servicers: Any = _CallbackServicer
    invoke = servicers.Invoke

    async def marked(servicer: Any, request: Any, context: Any) -> Any:
        _in_callback.set(True)
        return await invoke(servicer, request, context)

    servicers.Invoke = marked
    try:
        yield
    finally:
        servicers.Invoke = invoke
