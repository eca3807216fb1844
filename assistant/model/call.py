"""One request to an endpoint in a thread of its own, so that waiting can be bounded and stopped at any moment."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from assistant.model import faults
from assistant.model.faults import ModelUnavailable
from assistant.prompts import Prompt
from assistant.settings import ModelEndpoint

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

_PAUSE = 0.5
_WHOLE = 10


class Call:
    """Runs at once. `events` gives text in pieces, then a ModelUnavailable or a tuple with the reason it stopped."""

    def __init__(self, setting: ModelEndpoint, host: str, prompt: Prompt) -> None:
        self._setting, self._host, self._prompt = setting, host, prompt
        self._told = False
        self.events: queue.Queue[str | ModelUnavailable | tuple[str]] = queue.Queue()
        self.limit = setting.timeout * _WHOLE
        self._began = time.monotonic()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._turn, name="zhibi-model", daemon=True)
        self._thread.start()
        self._ready.wait()

    def lasts(self) -> bool:
        """Whether an event may still come: the request ends itself at its limit."""
        return time.monotonic() < self._began + self.limit + 5

    def cancel(self) -> None:
        """End the request, if it still runs."""
        with suppress(RuntimeError):  # the loop is closed when the request is over
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(timeout=2)

    def _turn(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.ensure_future(self._run())
        self._ready.set()
        await self._task

    async def _run(self) -> None:
        try:
            async with asyncio.timeout(self.limit):
                self.events.put((await self._attempts(),))
        except ModelUnavailable as fault:
            self.events.put(fault)
        except TimeoutError:
            self.events.put(faults.silent(self._host, self._setting.timeout))
        except (
            Exception
        ) as error:  # whatever a server can send, the writer gets a sentence; its own text may hold the key
            self.events.put(_fault(error, self._host))

    async def _attempts(self) -> str:
        """One try and, unless text has come or the fault would only repeat, one more."""
        started = time.monotonic()
        try:
            return await self._once()
        except Exception as error:
            pause = _pause(error)
            spent = time.monotonic() - started + (pause or 0)
            if self._told or pause is None or spent >= self._setting.timeout:
                raise
        await asyncio.sleep(pause)
        return await self._once()

    async def _once(self) -> str:
        from langsmith.run_helpers import tracing_context
        from openai import DefaultAsyncHttpxClient, DefaultHttpxClient

        wait = self._setting.timeout
        plain: dict[str, Any] = {"trust_env": False, "follow_redirects": False, "timeout": wait}
        with DefaultHttpxClient(**plain) as unused, tracing_context(enabled=False):
            async with DefaultAsyncHttpxClient(**plain) as client:
                return await self._read(_model(self._setting, unused, client))

    async def _read(self, model: ChatOpenAI) -> str:
        """Text into the queue; the reason the endpoint gives for stopping."""
        pieces = model.astream(list(self._prompt.messages))
        reason = ""
        try:
            while True:
                try:
                    piece = await asyncio.wait_for(anext(pieces), self._setting.timeout)
                except StopAsyncIteration:
                    return reason
                reason = str(piece.response_metadata.get("finish_reason") or reason)
                if isinstance(piece.content, str) and piece.content:
                    self._told = True
                    self.events.put(piece.content)
        finally:
            await pieces.aclose()  # type: ignore[attr-defined]


def _model(setting: ModelEndpoint, unused: Any, client: Any) -> ChatOpenAI:  # noqa: ANN401 - openai's own clients
    """LangChain's connector with nothing taken from the environment."""
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        model=setting.name,
        base_url=setting.base_url.rstrip("/"),
        api_key=setting.api_key if setting.api_key.get_secret_value() else _no_key(),
        organization="",
        openai_proxy="",
        timeout=setting.timeout,
        max_retries=0,
        http_client=unused,
        http_async_client=client,
        cache=False,
        stream_usage=False,
        http_socket_options=(),
    )


def _no_key() -> Any:  # noqa: ANN401 - a SecretStr
    from pydantic import SecretStr

    return SecretStr("none")


def _pause(error: Exception) -> float | None:
    """How long to wait before trying again; None where trying again would only repeat the fault."""
    from openai import APIConnectionError, APITimeoutError

    status = getattr(error, "status_code", None)
    if status == 429:
        asked = _retry_after(error)
        return float(asked) if asked.isdigit() else _PAUSE
    if status in (500, 502, 503, 504):
        return _PAUSE
    return _PAUSE if isinstance(error, APIConnectionError) and not isinstance(error, APITimeoutError) else None


def _retry_after(error: Exception) -> str:
    headers = getattr(getattr(error, "response", None), "headers", {})
    return str(headers.get("retry-after", ""))


def _fault(error: Exception, host: str) -> ModelUnavailable:
    from openai import APIConnectionError, APITimeoutError

    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return faults.refused(status, host, _retry_after(error))
    if isinstance(error, APITimeoutError):
        return faults.ModelUnavailable(f"模型服务（{host}）没有在时限内回应。", faults.silent(host, 0).remedy)
    return faults.unreachable(host) if isinstance(error, APIConnectionError) else faults.garbled(host)
