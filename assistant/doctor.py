"""What works on this machine, what is missing, and what to do about it."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from assistant import settings, shelf
from assistant.accounts import Accounts
from assistant.model import connect, settled
from assistant.prompts import Prompt
from assistant.settings import ModelEndpoint, Settings
from index import Corpus, Fault, lock_holder, standing_in

_LEAST_PYTHON = (3, 11)
_LEAST_ROOM = 1 << 30
_OFFICIAL_FONTS = ("仿宋", "黑体", "楷体", "小标宋")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing examined; `remedy` is empty when there is nothing to do."""

    name: str
    ok: bool
    message: str
    remedy: str = ""


def examine(library: Path | None = None) -> tuple[Check, ...]:
    """Every check of this installation, each one line. Never raises: what cannot be examined is itself a finding."""
    found = [_made("运行环境", _python)]
    try:
        setting = shelf.chosen(library)
    except Fault as fault:
        return (*found, Check("设置", False, fault.message, fault.remedy))
    found.append(_made("设置", _settings))
    checks: tuple[tuple[str, Callable[[Settings], Check]], ...] = (
        ("示例库", _library),
        ("占用情况", _holder),
        ("全文索引", _lexical),
        ("语义索引", _dense),
        ("向量模型", _embedder),
        ("写作模型", lambda setting: _model(setting.model)),
        ("读写权限", _writable),
        ("磁盘空间", _room),
        ("网页端口", _port),
        ("登录", _login),
    )
    found += [_made(name, lambda check=check: check(setting)) for name, check in checks]  # type: ignore[misc]
    return (*found, _made("LibreOffice", _office), _made("中文字体", _fonts))


def examine_model(setting: ModelEndpoint) -> Check:
    """Whether the model answers one word, and in Chinese what is wrong if it does not; never the key."""
    return _made("写作模型", lambda: _model(setting))


def _made(name: str, check: Callable[[], Check]) -> Check:
    try:
        made = check()
    except Fault as fault:
        made = Check(name, False, fault.message, fault.remedy)
    except Exception as error:  # whatever is broken here, the other findings are still wanted
        made = Check(name, False, f"检查时出错：{type(error).__name__} {error}", "请把这一行发给维护人员。")
    return replace(made, name=name, message=" ".join(made.message.split()), remedy=" ".join(made.remedy.split()))


def _python() -> Check:
    said = f"Python {platform.python_version()}，{platform.system()} {platform.machine()}"
    ok = sys.version_info >= _LEAST_PYTHON
    return Check("", ok, said, "" if ok else "请安装 Python 3.11 或更新的版本。")


def _settings() -> Check:
    file = settings.config_file()
    return Check("", True, f"已读取 {file}" if file.is_file() else "未写设置文件，全部使用默认值")


def _library(setting: Settings) -> Check:
    folder = setting.library
    if not Corpus.exists(folder):
        return Check("", True, f"尚未建立（{folder}），首次使用时自动收入内置示例")
    with shelf.open_corpus(folder, writable=False) as corpus:
        state = corpus.state(thorough=True)
    said = f"完好，{state['reports']} 份材料、{state['passages']} 个段落（{folder}）"
    return Check("", True, said)


def _holder(setting: Settings) -> Check:
    holder = lock_holder(setting.library)
    if holder is None:
        return Check("", True, "没有其他程序在使用")
    return Check("", True, f"正由另一个执笔程序使用（{holder}），可以查询，暂不能导入或移除")


def _lexical(setting: Settings) -> Check:
    if not Corpus.exists(setting.library):
        return Check("", True, "示例库建立后自动生成")
    with shelf.open_corpus(setting.library, writable=False) as corpus:
        state = corpus.state()
    index = state["lexical"]
    assert isinstance(index, dict)
    if index["in_memory"]:
        return Check("", False, "磁盘上的索引缺失或过期，本次临时重建在内存中", "请运行 zhibi reindex。")
    ok = index["count"] == state["passages"]
    return Check("", ok, f"收有 {index['count']} 个段落", "" if ok else "请运行 zhibi reindex。")


def _dense(setting: Settings) -> Check:
    if not Corpus.exists(setting.library):
        return Check("", True, "示例库建立后自动生成")
    with shelf.open_corpus(setting.library, writable=False) as corpus:
        state = corpus.state()
    share = float(str(state["embedded"]))
    ok = share >= 1
    said = f"当前向量模型（{state['embedder']}）已处理 {share:.0%} 的段落"
    return Check("", ok, said, "" if ok else "请运行 zhibi reindex，完成前按文字检索。")


def _embedder(setting: Settings) -> Check:
    chosen = shelf.embedder(setting)
    chosen.query("民主生活会")
    notice = standing_in(chosen)
    if notice:
        return Check("", False, notice, "请检查设置中的 embedding；内置模型缺失时请重新安装执笔。")
    where = f"（服务 {setting.endpoint.base_url}）" if setting.endpoint.base_url else ""
    return Check("", True, f"{chosen.name}{where} 可用，{chosen.dimension} 维")


def _model(setting: ModelEndpoint) -> Check:
    model = connect(setting)
    if model is None:
        return Check("", True, "未设置，使用内置写法（不影响使用）")
    started = time.monotonic()
    answer = settled(model, Prompt((("user", "请只回复一个字：好"),)))
    said = f"{model.name}（{urlsplit(setting.base_url).hostname}）可用，{time.monotonic() - started:.1f} 秒答复"
    return Check("", answer.complete, said if answer.complete else f"{said}，但没有写完：{answer.why}")


def _writable(setting: Settings) -> Check:
    folder = _standing(setting.library)
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Check("", True, f"{folder} 可写")
    except OSError as error:
        return Check(
            "", False, f"{folder} 不可写：{error.strerror}", "请检查文件夹权限，或用 --library 另选一个文件夹。"
        )


def _room(setting: Settings) -> Check:
    free = shutil.disk_usage(_standing(setting.library)).free
    ok = free >= _LEAST_ROOM
    return Check("", ok, f"剩余 {free / (1 << 30):.1f} GB", "" if ok else "请清理磁盘，至少留出 1 GB。")


def _port(setting: Settings) -> Check:
    port = setting.server.port
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return Check("", True, f"{port} 已被占用（可能网页版正在运行），再打开时自动改用下一个端口")
    return Check("", True, f"{port} 可用")


def _login(setting: Settings) -> Check:
    """Who may come in by which way; of interest where more than this machine is served."""
    server = setting.server
    server.check_certificate()
    here = settings.only_here(server.host)
    if here and not setting.login:
        return Check("", True, "网页只在本机打开，不需要登录；几个人共用时见 zhibi user --help")
    accounts = Accounts.open(setting.library, setting.database.get_secret_value())
    known = len(accounts.known())
    accounts.close()
    where = f"{server.host}" + (f"，又名 {'、'.join(server.names)}" if server.names else "")
    said = f"在 {where} 上服务，{known} 个账号，{'HTTPS' if server.certificate else '没有证书'}"
    if not known:
        return Check("", False, said, "请先运行 zhibi user add 姓名，否则网页打不开。")
    if not here and server.certificate is None:
        return Check("", False, said, "口令和稿件在网络上是明文；请设置 server.certificate 和 server.key。")
    return Check("", True, said)


def _office() -> Check:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program:
        return Check("", True, f"已安装（{program}），可以读取 .doc 和 .wps")
    return Check(
        "", False, "未安装，读不了 .doc 和 .wps，其他格式不受影响", "需要时安装 LibreOffice，或先另存为 .docx。"
    )


def _fonts() -> Check:
    if sys.platform == "win32":
        return Check("", True, "使用系统自带的中文字体")
    lister = shutil.which("fc-list")
    if lister is None:
        return Check("", True, "没有 fc-list，未检查")
    command = [lister, ":lang=zh", "family"]
    listed = subprocess.run(command, capture_output=True, timeout=20, check=False).stdout.decode("utf-8", "replace")
    if not listed.strip():
        return Check("", False, "没有中文字体，网页和文档可能显示为方框", "请安装中文字体，如思源宋体、思源黑体。")
    missing = [name for name in _OFFICIAL_FONTS if name not in listed]
    said = "有中文字体" + (f"，但缺公文常用的{'、'.join(missing)}，导出的文档在本机会用近似字体显示" if missing else "")
    return Check("", True, said)


def _standing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.resolve().parents) if path.is_dir())
