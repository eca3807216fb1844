"""The tools for other programs' models: spoken to over the real protocol, off unless set, nothing else among them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from browser import served

pytest.importorskip("mcp", reason="mcp is not installed")
from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client

from assistant.app.mcp import ADDRESS

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
Session = Callable[[ClientSession], Awaitable[Any]]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHIBI_MCP", "1")
        with served(tmp_path_factory.mktemp("mcp") / "library") as (address, _):
            yield address.rstrip("/")


def spoken(address: str, doing: Session) -> Any:  # noqa: ANN401
    async def main() -> Any:  # noqa: ANN401
        async with (
            streamablehttp_client(f"{address}{ADDRESS}") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return await doing(session)

    return asyncio.run(main())


def called(address: str, tool: str, **given: object) -> tuple[Any, bool]:
    async def doing(session: ClientSession) -> Any:  # noqa: ANN401
        return await session.call_tool(tool, given)

    answer = spoken(address, doing)
    text = "".join(part.text for part in answer.content)
    return (text if answer.isError else json.loads(text)), bool(answer.isError)


def test_four_tools_are_offered_and_described_in_chinese(address: str) -> None:
    async def doing(session: ClientSession) -> Any:  # noqa: ANN401
        return await session.list_tools()

    tools = {tool.name: tool for tool in spoken(address, doing).tools}
    assert set(tools) == {"search", "phrases", "suggest", "check"}
    assert "示例库" in (tools["search"].description or "")
    assert "query" in tools["search"].inputSchema["properties"]


def test_the_tools_answer(address: str) -> None:
    for _ in range(200):
        found, failed = called(address, "search", query="担当作为", kind="problems", limit=3)
        assert not failed
        if found:
            break
    assert len(found) == 3
    assert found[0]["kind"] == "problems"
    drafts, _ = called(
        address, "suggest", part="problems/4", meeting="2025", role="副市长", facts="2025年3月招标开了三次会没有定"
    )
    assert any("三次会" in one["text"] for one in drafts)
    assert any(one["missing"] for one in drafts)
    checked, _ = called(address, "check", text="一是某某镇的事没有管，，拖着。", meeting="2025")
    assert [one["rule"] for one in checked["findings"]][:2] == ["placeholder", "double-mark"]
    assert called(address, "phrases", words="学用结合不紧")[1] is False


def test_a_wrong_question_is_told_in_chinese(address: str) -> None:
    told, failed = called(address, "suggest", part="nonsense", meeting="2025")
    assert failed
    assert "没有“nonsense”这一部分" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/tools/", "GET"),
        ("/tools/config", "GET"),
        ("/tools/gradio_api/queue/join", "POST"),
        ("/tools/gradio_api/call/search", "POST"),
        ("/tools/gradio_api/mcp/sse", "GET"),
        ("/tools/gradio_api/mcp/schema", "GET"),
        ("/tools/gradio_api/upload", "POST"),
        ("/tools/gradio_api/file=/etc/passwd", "GET"),
        ("/gradio_api/mcp/", "POST"),
    ],
)
def test_nothing_but_the_tools_is_served_besides(address: str, path: str, method: str) -> None:
    assert httpx.request(method, f"{address}{path}", trust_env=False).status_code == 404


@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_another_page_cannot_call_the_tools(address: str, headers: dict[str, str]) -> None:
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"accept": "application/json, text/event-stream", **headers}
    assert httpx.post(f"{address}{ADDRESS}", json=asked, headers=headers, trust_env=False).status_code == 403


def test_without_the_setting_there_are_no_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHIBI_MCP", raising=False)
    with served(tmp_path / "library") as (address, _):
        asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        headers = {"accept": "application/json, text/event-stream"}
        url = f"{address.rstrip('/')}{ADDRESS}"
        assert httpx.post(url, json=asked, headers=headers, trust_env=False).status_code == 404
