"""A browser's part in talking to a running app, over plain HTTP: logging in, asking, and what the page would show."""

from __future__ import annotations

import json
from typing import Any

import httpx

from assistant.app.library import Library


class Site:
    """A running app as a browser sees it; with a token, as one that has logged in."""

    def __init__(self, port: int, library: Library | None = None, token: str = "") -> None:
        self.port = port
        self.library = library
        cookies = {"zhibi": token} if token else {}
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20, cookies=cookies)
        self.talks: dict[str, str] = {}
        self.config = self.http.get("/config").json()
        self.components = {one["id"]: one for one in self.config["components"]}
        self.by_name = {
            one["props"].get("elem_id"): one["id"] for one in self.config["components"] if one["props"].get("elem_id")
        }

    def listener(self, name: str, event: str) -> dict[str, Any]:
        target = [self.by_name[name], event]
        return next(one for one in self.config["dependencies"] if target in [list(pair) for pair in one["targets"]])

    def fire(
        self, name: str, event: str, data: list[object], session: str, event_data: dict[str, str] | None = None
    ) -> tuple[Any, Any]:
        """Do what the page does when something is clicked; returns the values the page would show."""
        return self.ask(self.listener(name, event)["id"], data, session, event_data)

    def ask(
        self, number: int, data: list[object], session: str, event_data: dict[str, str] | None = None
    ) -> tuple[Any, Any]:
        """Run the handler with this number; returns its output and the last notice."""
        asked = {"data": data, "fn_index": number, "session_hash": session, "event_data": event_data}
        self.http.post("/gradio_api/queue/join", json=asked).raise_for_status()
        last = None
        with self.http.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
            for line in stream.iter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line[5:])
                if message["msg"] == "log":
                    last = message
                if message["msg"] == "process_completed":
                    return message["output"], last
        raise AssertionError("the stream ended without an answer")

    def say(self, text: str, session: str) -> str:
        """The chat window and its sources after a question; the page keeps which conversation is open."""
        given = [text, self.talks.get(session, ""), "副市长", "individual", "", "", ["教育"], "2025"]
        output, _ = self.fire("ask", "submit", given, session)
        _, talk, window, panel, *_ = output["data"]
        self.talks[session] = talk
        return json.dumps([window, panel], ensure_ascii=False)
