"""The model on the command line, over the real protocol: suggest, doctor and the chat."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_openai import KEY, FakeOpenAI, serving
from typer.testing import CliRunner

from assistant import shelf
from assistant.cli import app

ASK = ["--meeting", "2025"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model-cli") / "library"
    with shelf.open_corpus(library=folder) as corpus:
        shelf.add_bundled(corpus)
    return folder


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, library: Path) -> Iterator[FakeOpenAI]:
    with serving() as server:
        monkeypatch.setenv("ZHIBI_LIBRARY", str(library))
        monkeypatch.setenv("ZHIBI_MODEL_BASE_URL", server.url)
        monkeypatch.setenv("ZHIBI_MODEL_API_KEY", KEY)
        monkeypatch.setenv("ZHIBI_MODEL_TIMEOUT", "2")
        yield server


@pytest.fixture
def profile(tmp_path: Path) -> str:
    path = tmp_path / "profile.toml"
    path.write_text('role = "副市长"\nlevel = "city"\nportfolio = ["教育"]\n', encoding="utf-8")
    return str(path)


def test_suggest_with_a_model_is_labelled_the_models(server: FakeOpenAI, profile: str) -> None:
    done = CliRunner().invoke(
        app,
        ["suggest", "--profile", profile, *ASK, "--part", "problems/4", "-n", "1", "--model", "qwen-test", "--json"],
    )
    assert done.exit_code == 0, done.output
    (one,) = json.loads(done.stdout)["suggestions"]
    assert (one["origin"], one["text"]) == ("model", server.said)
    assert server.asked[0]["model"] == "qwen-test"


@pytest.mark.parametrize("mode", ["401", "500", "html", "hang"])
def test_suggest_is_answered_by_the_built_in_drafter_when_the_model_fails(
    server: FakeOpenAI, profile: str, mode: str
) -> None:
    server.mode = mode
    done = CliRunner().invoke(
        app, ["suggest", "--profile", profile, *ASK, "--part", "problems/4", "-n", "1", "--model", "m", "--json"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["suggestions"][0]["origin"] == "excerpt"
    assert "内置写法代替" in told["degraded"][0]
    assert "CANARY" not in done.output


def test_without_a_setting_nothing_is_asked(server: FakeOpenAI, profile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHIBI_MODEL_BASE_URL")
    done = CliRunner().invoke(app, ["suggest", "--profile", profile, *ASK, "--part", "problems/4", "-n", "1", "--json"])
    assert json.loads(done.stdout)["suggestions"][0]["origin"] == "excerpt"
    assert not server.asked


def checked(name: str = "写作模型") -> dict[str, object]:
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert "CANARY" not in done.output
    return next(check for check in json.loads(done.stdout)["checks"] if check["name"] == name)


def test_doctor_asks_the_model_and_says_what_is_wrong(server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBI_MODEL_NAME", "qwen-test")
    fine = checked()
    assert fine["ok"]
    assert "qwen-test" in str(fine["message"])
    server.mode = "401"
    bad = checked()
    assert not bad["ok"]
    assert "密钥" in str(bad["message"])
    assert "api_key" in str(bad["remedy"])


def test_the_chat_answers_line_by_line_and_leaves_when_told(server: FakeOpenAI, profile: str) -> None:
    said = "帮我写担当作为方面的问题\n还缺什么\n“学用结合不紧”怎么说\n退出\n帮我写整改措施部分\n"
    done = CliRunner().invoke(app, ["chat", "--profile", profile, *ASK, "--model", "m"], input=said)
    assert done.exit_code == 0, done.output
    assert server.said in done.stdout
    assert "还要您补 1 处" in done.stdout
    assert "整改措施部分" not in done.stdout.partition("还要您补")[0]
    assert len(server.asked) == 1


def test_a_fault_in_the_chat_is_told_and_the_chat_goes_on(server: FakeOpenAI, profile: str) -> None:
    said = "写2031年的整改措施部分\n帮我写整改措施部分\n"
    done = CliRunner().invoke(app, ["chat", "--profile", profile, *ASK], input=said)
    assert done.exit_code == 0, done.output
    assert "没有“2031”" in done.output
    assert "整改措施" in done.stdout


def test_the_chat_is_listed_and_gone_on_with(profile: str, tmp_path: Path, library: Path) -> None:
    own = ["--library", str(tmp_path / "own")]
    talk = ["chat", "--profile", profile, *own]
    shutil.copytree(library, tmp_path / "own", ignore=shutil.ignore_patterns("drafts*"))
    assert "还没有存着的对话" in CliRunner().invoke(app, ["chat", "--list", *own]).stderr
    first = CliRunner().invoke(app, talk, input="帮我写担当作为方面的问题\n退出\n")
    assert first.exit_code == 0, first.output
    assert CliRunner().invoke(app, talk, input="“学用结合不紧”怎么说\n").exit_code == 0
    listed = CliRunner().invoke(app, ["chat", "--list", *own]).stdout
    assert listed.index("学用结合不紧") < listed.index("帮我写担当作为")
    again = CliRunner().invoke(app, ["chat", "--resume", "--number", "2", *own], input="还缺什么\n")
    assert "接着说" in again.stdout
    assert "还没写的 11 个" in again.stdout
    assert "帮我写担当作为" in CliRunner().invoke(app, ["chat", "--list", *own]).stdout.splitlines()[0]
    wrong = CliRunner().invoke(app, ["chat", "--resume", "--number", "9", *own])
    assert wrong.exit_code
