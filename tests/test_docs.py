"""The documents say what the program does: commands, files, links and examples are tried."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import typer.main

from assistant.asking import load_facts, load_profile
from assistant.cli import app
from assistant.settings import Server

ROOT = Path(__file__).parents[1]
PAGES = (
    "README.md",
    "README.en.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/retrieval.md",
    "docs/samples/README.md",
)
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (ROOT / page).parent.joinpath(target).exists(), target


@pytest.mark.parametrize("page", PAGES)
def test_every_command_named_exists_with_its_options(page: str) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    text = (ROOT / page).read_text(encoding="utf-8")
    for name, rest in re.findall(r"zhibi (?!COMMAND)([a-z]+)([^\n`|]*)", text):
        assert name in commands, name
        group = getattr(commands[name], "commands", {})
        known = {
            option for one in (commands[name], *group.values()) for parameter in one.params for option in parameter.opts
        }
        for option in re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest.split("#")[0]):
            assert option in known, (name, option)


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert {"run", "test", "check", "bench", "help"} <= targets
    assert set(re.findall(r"^make ([a-z]+)", README, re.M)) == {"run", "test"}


def test_the_example_files_in_the_readme_are_taken_as_they_stand(tmp_path: Path) -> None:
    profile, facts, served = re.findall(r"```toml\n(.*?)```", README, re.S)
    assert Server(**tomllib.loads(served)["server"]).names == ("zhibi.example.cn",)
    for name, text in (("我.toml", profile), ("事实.toml", facts)):
        assert tomllib.loads(text)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert load_profile(tmp_path / "我.toml").portfolio == ("教育", "卫生健康", "市场监管")
    assert load_facts(tmp_path / "事实.toml")[0].topic == "people"


def test_the_readme_fits_its_reader() -> None:
    assert len(re.findall(r"[\u4e00-\u9fff]", README)) < 1500
    assert "![" in README
