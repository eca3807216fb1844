"""What people wait for on the page: one person in a browser, then twenty at once, on a real server with a large library."""

from __future__ import annotations

import json
import os
import platform
import random
import shutil
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import resources
from assistant.accounts import Accounts
from assistant.app.desk.start import SAMPLE, SAMPLE_FACTS
from assistant.app.library import FILLED
from assistant.app.profile import profile_of
from assistant.desk import Desk, Draft, numbered_facts
from assistant.drafting import facts_from_text
from index.corpus import Corpus
from index.embedding import load_embedder
from tests.bench.measure import Prepared
from tests.bench.texts import queries, reports
from tests.browser import LAUNCH, served
from tests.visiting import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

Times = dict[str, list[float]]
TITLE = "## On the page"
PEOPLE = 20
_LOADS = 15
_PATIENCE = 60_000
_ACTS = 20
_ROUNDS = 6
_PARTS = tuple(f"problems/{number}" for number in range(1, 6))
_ROWS = (
    ("load", "First useful screen, from the address to a desk that can be read"),
    ("suggest", "Alternatives, from the click to the first visible text"),
    ("wording", "A wording looked up, from the key to the list"),
    ("typed", "A key typed, until the page says it is saved"),
    ("many_typed", f"{PEOPLE} people at once: a text saved"),
    ("many_wording", f"{PEOPLE} people at once: a wording looked up"),
    ("many_suggest", f"{PEOPLE} people at once: alternatives"),
    ("many_chat", f"{PEOPLE} people at once: first sign of an answer in the chat"),
    ("many_answer", f"{PEOPLE} people at once: the whole answer"),
)


def section(passages: int) -> str:
    """The page's figures as a section of Markdown."""
    times = measured(passages)
    rows = [f"| {name} | {_cells(times[key])} |" for key, name in _ROWS if times.get(key)]
    load = f"load average {os.getloadavg()[0]:.0f}"
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {load}, {date.today()}"
    return "\n".join(
        [
            TITLE,
            "",
            f"`python -m tests.bench --only screen`, {machine}: `zhibi serve` with a login and {passages:,} made-up passages, Chromium",
            f"and, for the crowd, {PEOPLE} clients that write, look up, ask and wait a second in between, all on the same cores as",
            "the server. With few measurements p99 is the slowest.",
            "",
            "| | ms p50 | p99 | measured |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _cells(times: list[float]) -> str:
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, round(0.99 * (len(ordered) - 1)))]
    return f"{1000 * ordered[len(ordered) // 2]:.0f} | {1000 * p99:.0f} | {len(ordered)}"


def measured(passages: int) -> Times:
    """Seconds of every act, as often as it was measured."""
    home = Path(tempfile.mkdtemp(prefix="zhibi-screen-"))
    try:
        _say(f"{passages} passages …")
        names = [f"user{number}" for number in range(PEOPLE)]
        tokens, drafts = _prepared(home, passages, names)
        with served(home, 7860, ZHIBI_LOGIN="1") as (address, _):
            port = int(address.rstrip("/").rpartition(":")[2])
            _warm(Site(port, token=tokens[0]), drafts[0])
            _say("one in a browser …")
            times = _alone(address, tokens[0])
            _say(f"{PEOPLE} at once …")
            return times | _together(port, tokens, drafts)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _prepared(home: Path, passages: int, names: list[str]) -> tuple[list[str], list[Draft]]:
    """A library of that size, and everybody with an account, a visit and a draft."""
    made = list(reports(passages))
    prepared = Prepared(made)
    embedder = load_embedder("builtin", builtin=Path(str(resources.folder("data") / "embedding")))
    with Corpus.open(home, embedder=embedder, read=prepared.read, parse=prepared.parse) as corpus:
        corpus.ingest([Path(report.source) for report in made])
        corpus.catch_up()
    (home / FILLED).touch()
    accounts, desk = Accounts.open(home), Desk.open(home)
    facts = numbered_facts((), facts_from_text(SAMPLE_FACTS))
    tokens, drafts = [], []
    for name in names:
        accounts.add(name, uuid.uuid4().hex)
        tokens.append(accounts.enter(name))
        drafts.append(desk.new(name, f"{name}的材料", "2025", profile_of(*SAMPLE), facts))
    accounts.close()
    desk.close()
    return tokens, drafts


def _warm(site: Site, draft: Draft) -> None:
    """What is made at its first use is not what everybody waits for later."""
    person = _Person(site, draft, {}, random.Random(0))
    person.wording("学习不深")
    person.suggest()
    person.chat()
    site.http.close()


def _alone(address: str, token: str) -> Times:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(**LAUNCH)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": "zhibi", "value": token, "url": address}])
        window = _Window(context.new_page())
        for _ in range(_LOADS):
            window.load(address)
        for turn in range(_ACTS):
            window.suggest(3 + turn % 5)
        window.write(_ACTS)
        for words in queries(_ACTS):
            window.look_up(words[:8])
        browser.close()
    return window.times


class _Window:
    """The page in a browser, and how long its owner waits."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.times: Times = {}
        self.parts = page.locator("#outline .zd-part")

    def load(self, address: str) -> None:
        """The page opened."""
        began = time.perf_counter()
        self.page.goto(address)
        self.page.locator("#desk-room:visible").wait_for()
        self.parts.first.wait_for()
        self._timed("load", began)
        self.page.wait_for_timeout(300)

    def suggest(self, number: int) -> None:
        """Alternatives for a part."""
        self._open(number)
        self._changed("suggest", "#table", self.page.locator("#suggest").click, ".zd-card")

    def write(self, count: int) -> None:
        """A text typed key by key."""
        self._open(0)
        box = self.page.locator("#text textarea")
        box.fill("")
        box.focus()
        for turn in range(1, count + 1):
            began = time.perf_counter()
            self.page.keyboard.type("学")
            self.page.locator("#saved", has_text=f" {turn} 字").wait_for(timeout=_PATIENCE)
            self._timed("typed", began)

    def look_up(self, words: str) -> None:
        """A wording."""
        self.page.get_by_role("tab", name="查说法").click()
        self.page.locator("#wording textarea").fill(words)
        self._changed("wording", "#phrases", lambda: self.page.keyboard.press("Enter"), "*")

    def _open(self, number: int) -> None:
        # What an act still draws when its first text is seen may undo a click; a person would click again.
        for _ in range(20):
            self.page.wait_for_timeout(1000)
            if self.parts.nth(number).get_attribute("aria-current"):
                return
            self.parts.nth(number).click()
            self.page.wait_for_timeout(2000)
        raise TimeoutError("a part does not open")

    def _changed(self, name: str, place: str, act: Callable[[], None], wanted: str) -> None:
        before = self.page.locator(place).inner_html()
        began = time.perf_counter()
        act()
        self.page.wait_for_function(
            "([place, wanted, before]) => { const here = document.querySelector(place);"
            " return here.innerHTML !== before && here.querySelector(wanted) !== null; }",
            arg=[place, wanted, before],
            timeout=_PATIENCE,
        )
        self._timed(name, began)

    def _timed(self, name: str, began: float) -> None:
        self.times.setdefault(name, []).append(time.perf_counter() - began)


def _together(port: int, tokens: list[str], drafts: list[Draft]) -> Times:
    """Everybody at work at the same time, each in a thread of their own."""
    times: Times = {}
    people = [
        _Person(Site(port, token=token), draft, times, random.Random(number))
        for number, (token, draft) in enumerate(zip(tokens, drafts, strict=True))
    ]
    threads = [threading.Thread(target=person.work) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


class _Person:
    """Somebody who writes a line, looks a wording up, asks for alternatives, asks in the chat, and thinks in between."""

    def __init__(self, site: Site, draft: Draft, times: Times, chance: random.Random) -> None:
        self.site = site
        self.draft = draft
        self.times = times
        self.chance = chance
        self.session = uuid.uuid4().hex
        self.text = ""

    def work(self) -> None:
        """A few rounds of it."""
        words = queries(_ROUNDS, seed=self.chance.randrange(10_000))
        for turn in range(_ROUNDS):
            time.sleep(self.chance.uniform(0.5, 1.5))
            for _ in range(3):
                self.type()
                time.sleep(self.chance.uniform(0.2, 0.6))
            self.wording(words[turn][:8])
            time.sleep(self.chance.uniform(0.5, 1.5))
            self.suggest() if turn % 2 else self.chat()
        self.site.http.close()

    def _timed(self, name: str, began: float) -> None:
        self.times.setdefault(name, []).append(time.perf_counter() - began)

    def type(self) -> None:
        """One more character, kept."""
        self.text += "学"
        handler = self.site.listener("text", "change")["id"]
        data = [f"{self.draft.id}|opening", 1, self.text]
        asked = {"data": data, "fn_index": handler, "session_hash": self.session}
        began = time.perf_counter()
        self.site.http.post("/gradio_api/run/predict", json=asked).raise_for_status()
        self._timed("many_typed", began)

    def wording(self, words: str) -> None:
        """A wording looked up."""
        began = time.perf_counter()
        for _ in self._said("wording", "submit", [words]):
            pass
        self._timed("many_wording", began)

    def suggest(self) -> None:
        """Alternatives for some part."""
        place = [f"{self.draft.id}|{self.chance.choice(_PARTS)}", 1, ""]
        began = time.perf_counter()
        for _ in self._said("suggest", "click", place):
            pass
        self._timed("many_suggest", began)

    def chat(self) -> None:
        """A question, until something of the answer is seen and until it is whole."""
        data = ["帮我写担当作为方面的问题", None, "副市长", "individual", "city", "", ["教育"], "2025"]
        began = time.perf_counter()
        first = True
        for _ in self._said("ask", "submit", data):
            if first:
                self._timed("many_chat", began)
                first = False
        self._timed("many_answer", began)

    def _said(self, name: str, event: str, data: list[object]) -> Iterator[str]:
        """What the server says about an act, message by message."""
        handler = self.site.listener(name, event)["id"]
        asked = {"data": data, "fn_index": handler, "session_hash": self.session}
        self.site.http.post("/gradio_api/queue/join", json=asked).raise_for_status()
        query = {"session_hash": self.session}
        with self.site.http.stream("GET", "/gradio_api/queue/data", params=query, timeout=120) as stream:
            for line in stream.iter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line[5:])
                if message["msg"] in ("process_generating", "process_completed"):
                    if not message["success"]:
                        raise RuntimeError(message)
                    yield message["msg"]
                if message["msg"] == "process_completed":
                    return


def _say(text: str) -> None:
    print(text, file=sys.stderr)
