"""The page says who writes and whether the model answers, in Chinese and without the key."""

from __future__ import annotations

import pytest
from fake_openai import KEY, serving

from assistant.app.connection import mode, outcome
from assistant.settings import ModelEndpoint


def test_without_a_model_the_page_says_so_and_how_to_get_one() -> None:
    assert "内置写法" in mode(ModelEndpoint())
    assert "没有接入" in outcome(ModelEndpoint())
    assert "base&#95;url" in outcome(ModelEndpoint())


def test_a_model_that_answers_is_told_usable() -> None:
    with serving() as server:
        assert "模型 fake" in mode(server.setting())
        shown = outcome(server.setting())
        assert "可用" in shown
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("fault", "told"),
    [("401", "密钥"), ("404", "没有这个地址或模型"), ("500", "出了故障"), ("html", "读不懂"), ("hang", "没有回应")],
)
def test_what_is_wrong_is_said_in_chinese_without_the_key(fault: str, told: str) -> None:
    with serving(fault) as server:
        shown = outcome(server.setting(timeout=0.6))
    assert "有问题" in shown
    assert told in shown
    assert KEY not in shown
    assert "CANARY" not in mode(server.setting()) + shown


@pytest.mark.parametrize("address", ["", "ftp://x", "http://"])
def test_a_wrong_address_is_told(address: str) -> None:
    shown = outcome(ModelEndpoint(name="m", base_url=address))
    assert "没有设好" in shown
    assert "有问题" in shown


def test_a_name_that_is_markup_stays_text() -> None:
    assert "<img" not in mode(ModelEndpoint(name="<img src=x onerror=alert(1)>", base_url="http://127.0.0.1:1/v1"))
