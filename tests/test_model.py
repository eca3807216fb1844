"""A model's endpoint may fail in every way there is: the writer gets a sentence, keeps the text, and is never told it is whole."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_openai import KEY, TEXT, FakeOpenAI, serving

from assistant.model import Answer, Endpoint, ModelUnavailable, connect, settled
from assistant.prompts import Prompt
from assistant.settings import ModelEndpoint

ASK = Prompt((("system", "规矩"), ("user", "写一段")))


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with serving() as server:
        yield server


def answered(server: FakeOpenAI, mode: str, timeout: float = 1.0) -> Answer:
    server.mode = mode
    return settled(Endpoint(server.setting(timeout)), ASK)


def test_a_whole_answer_comes_in_pieces_and_is_complete(server: FakeOpenAI) -> None:
    pieces = list(Endpoint(server.setting()).stream(ASK))
    assert len(pieces) > 2
    assert "".join(pieces) == TEXT
    assert settled(Endpoint(server.setting()), ASK) == Answer(TEXT)
    assert server.asked[0]["messages"] == [
        {"content": "规矩", "role": "system"},
        {"content": "写一段", "role": "user"},
    ]


@pytest.mark.parametrize(
    "mode",
    ["401", "403", "400", "404", "413", "429", "429-late", "500", "503", "html", "redirect", "empty", "only-thinks"],
)
def test_an_endpoint_that_gives_nothing_is_a_fault_in_chinese_without_the_key(server: FakeOpenAI, mode: str) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        answered(server, mode)
    fault = caught.value
    assert "127.0.0.1" in fault.message
    assert fault.message.endswith("。")
    assert "内置写法" in fault.remedy
    assert "CANARY" not in f"{fault}{fault.__cause__!r}{fault.__context__!r}"


def test_the_host_that_is_not_there_is_named(server: FakeOpenAI) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        gone = ModelEndpoint(name="m", base_url=f"http://127.0.0.1:{taken.getsockname()[1]}/v1", timeout=1)
        with pytest.raises(ModelUnavailable, match=r"连不上模型服务（127\.0\.0\.1）"):
            settled(Endpoint(gone), ASK)
    with pytest.raises(ModelUnavailable, match=r"连不上模型服务（nowhere\.invalid）"):
        settled(Endpoint(ModelEndpoint(name="m", base_url="http://nowhere.invalid/v1", timeout=1)), ASK)


def test_silence_is_ended_by_the_timeout(server: FakeOpenAI) -> None:
    started = time.monotonic()
    with pytest.raises(ModelUnavailable, match="回应"):
        answered(server, "hang", 0.4)
    assert time.monotonic() - started < 0.4 * 10, "one silence, not one for every try"
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "mode",
    [
        "length",
        "content-filter",
        "tool-calls",
        "no-done",
        "cut",
        "bad-json",
        "error-object",
        "null-choices",
        "half-utf8",
        "stall",
    ],
)
def test_what_breaks_off_is_kept_and_never_called_complete(server: FakeOpenAI, mode: str) -> None:
    answer = answered(server, mode, 0.5)
    assert answer.text
    assert TEXT.startswith(answer.text)
    assert not answer.complete
    assert answer.why
    assert "CANARY" not in answer.why


def test_an_answer_that_drips_ends_at_the_deadline_with_what_there_is(server: FakeOpenAI) -> None:
    answer = answered(server, "drip", 0.15)
    assert not answer.complete
    assert 0 < len(answer.text) < 200


def test_an_answer_without_end_is_cut(server: FakeOpenAI) -> None:
    answer = answered(server, "huge")
    assert not answer.complete
    assert len(answer.text) <= 20_000


@pytest.mark.parametrize("mode", ["busy-once", "down-once"])
def test_a_passing_fault_is_tried_once_more(server: FakeOpenAI, mode: str) -> None:
    assert answered(server, mode, 2.0) == Answer(TEXT)
    assert len(server.asked) == 2


@pytest.mark.parametrize(("mode", "tries"), [("401", 1), ("400", 1), ("503", 2), ("429-late", 1)])
def test_what_would_only_repeat_is_not_tried_again(server: FakeOpenAI, mode: str, tries: int) -> None:
    with pytest.raises(ModelUnavailable):
        answered(server, mode, 2.0)
    assert len(server.asked) == tries


def test_how_long_to_wait_is_told(server: FakeOpenAI) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        answered(server, "429-late")
    assert "3600 秒" in caught.value.remedy


def test_thinking_is_no_part_of_the_answer_nor_of_what_is_shown(server: FakeOpenAI) -> None:
    server.mode = "thinks"
    shown = "".join(Endpoint(server.setting()).stream(ASK))
    assert shown.strip() == TEXT
    assert settled(Endpoint(server.setting()), ASK) == Answer(TEXT)


def test_a_lone_closing_tag_ends_thinking_too(server: FakeOpenAI) -> None:
    server.said = f"暗自想</think>{TEXT}"
    assert settled(Endpoint(server.setting()), ASK) == Answer(TEXT)


def test_stopping_hangs_up_at_the_endpoint(server: FakeOpenAI) -> None:
    server.mode = "endless"
    for _ in range(3):
        server.hung_up.clear()
        pieces = Endpoint(server.setting(5)).stream(ASK)
        next(pieces)
        pieces.close()
        assert server.hung_up.wait(2)
    assert not [thread for thread in threading.enumerate() if thread.name == "zhibi-model"]


def test_only_the_endpoint_is_contacted_whatever_the_environment_says(
    server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving() as other:
        for name in (
            "http_proxy",
            "https_proxy",
            "all_proxy",
            "HTTP_PROXY",
            "ALL_PROXY",
            "OPENAI_PROXY",
            "OPENAI_BASE_URL",
        ):
            monkeypatch.setenv(name, other.url.removesuffix("/v1"))
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", other.url)
        monkeypatch.setenv("LANGSMITH_API_KEY", "ls")
        monkeypatch.setenv("OPENAI_API_KEY", "sk-another")
        assert settled(Endpoint(server.setting()), ASK) == Answer(TEXT)
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"
        assert not other.asked


def test_the_key_and_the_text_are_in_no_log(server: FakeOpenAI, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answered(server, "good")
        with pytest.raises(ModelUnavailable):
            answered(server, "401")
    assert caplog.records, "the measure sees logs at all"
    assert "CANARY" not in caplog.text


def test_the_settings_name_the_model_and_hide_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant import settings

    for name, value in {"NAME": "qwen", "BASE_URL": "http://127.0.0.1:1/v1", "API_KEY": KEY, "TIMEOUT": "7"}.items():
        monkeypatch.setenv(f"ZHIBI_MODEL_{name}", value)
    model = settings.load().model
    assert (model.name, model.base_url, model.timeout) == ("qwen", "http://127.0.0.1:1/v1", 7)
    assert model.api_key.get_secret_value() == KEY
    assert "CANARY" not in repr(model)


@pytest.mark.parametrize(
    ("half", "missing"),
    [
        (ModelEndpoint(name="qwen"), "base_url"),
        (ModelEndpoint(name="qwen", base_url="file:///etc/passwd"), "base_url"),
        (ModelEndpoint(base_url="http://127.0.0.1/v1"), "name"),
    ],
)
def test_half_a_setting_is_told_when_the_model_is_asked(half: ModelEndpoint, missing: str) -> None:
    model = connect(half)
    assert model is not None
    with pytest.raises(ModelUnavailable, match=missing):
        settled(model, ASK)


def test_no_setting_is_no_model() -> None:
    assert connect(ModelEndpoint()) is None
