"""Old Word and WPS files, turned into .docx by LibreOffice where there is one."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from index.errors import Unreadable
from index.reading.jail import end, environment, kill
from index.reading.limits import Limits

SAVE_AS_DOCX = "请在 Word 或 WPS 里打开它，另存为 .docx 后再试。"
# Named, because LibreOffice takes a broken file for plain text and converts the rubbish.
FILTERS = {"doc": "MS Word 97", "rtf": "Rich Text Format"}
# LibreOffice stumbles over itself when it runs twice.
ONE_AT_A_TIME = threading.Lock()
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


def office_program() -> str | None:
    """Where LibreOffice is, if it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_docx(data: bytes, kind: str, limits: Limits) -> bytes:
    """The file as .docx; `kind` is "doc" or "rtf". Raises Unreadable without LibreOffice or if it cannot read the file."""
    program = office_program()
    if program is None:
        raise Unreadable("没有安装 LibreOffice，读不了 .doc 和 .wps 文件。", SAVE_AS_DOCX)
    with ONE_AT_A_TIME, tempfile.TemporaryDirectory(prefix="zhibi-", ignore_cleanup_errors=True) as folder:
        return _converted(program, Path(folder), data, kind, limits)


def _converted(program: str, folder: Path, data: bytes, kind: str, limits: Limits) -> bytes:
    given, made = folder / f"in.{kind}", folder / "out" / "in.docx"
    given.write_bytes(data)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    command = [
        program, "--headless", "--norestore", "--nologo", "--nolockcheck", f"-env:UserInstallation={profile.as_uri()}",
        f"--infilter={FILTERS[kind]}", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(made.parent), str(given),
    ]  # fmt: skip
    if not _finished([*_confined(limits), *command], folder, limits):
        raise Unreadable(f"LibreOffice 转换超过 {limits.wall_seconds:g} 秒，已停止。", SAVE_AS_DOCX)
    if not made.is_file() or made.stat().st_size > limits.expanded_bytes:
        raise Unreadable("LibreOffice 打不开这个文件，可能已经损坏或加了密码。", SAVE_AS_DOCX)
    return made.read_bytes()


def _finished(command: list[str], folder: Path, limits: Limits) -> bool:
    """Runs the command in a session of its own and leaves nothing of it behind."""
    child = subprocess.Popen(
        command,
        cwd=folder,
        env=environment(HOME=str(folder), TMPDIR=str(folder)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.wait(limits.wall_seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        kill(child)
        end(child)
    return True


def _confined(limits: Limits) -> list[str]:
    """What to put before a command so that it runs without network and with limits, as far as the system lets us."""
    if sys.platform == "win32":
        return []
    seconds, blocks = int(limits.cpu_seconds) + 1, limits.file_bytes // 512
    limited = ["sh", "-c", f'ulimit -t {seconds} -f {blocks} 2>/dev/null; exec "$@"', "sh"]
    return [*_unshared(), *limited]


def _unshared() -> list[str]:
    program = shutil.which("unshare")
    if program is None:
        return []
    alone = [program, "--user", "--map-root-user", "--net"]
    tried = subprocess.run([*alone, "true"], capture_output=True, check=False, timeout=10)
    return alone if tried.returncode == 0 else []
