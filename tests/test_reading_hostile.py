from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from files_pdf import column, pdf_of, pdf_with
from files_word import HEAD, docx_of, p, parts_of, zipped

from index.errors import Unreadable
from index.reading import SUFFIXES, Jail, Limits, find_files, read

GOOD = docx_of(p("一是学习不深。"))
Refused = Callable[..., str]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT = "一是理论学习不够系统深入，担当作为还有差距。"


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail() as shared:
        yield shared


@pytest.fixture
def refused(tmp_path: Path, jail: Jail) -> Refused:
    def reason(data: bytes, name: str = "a.docx") -> str:
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(Unreadable) as caught:
            read(path, jail=jail)
        assert caught.value.remedy
        return caught.value.message

    return reason


def with_part(name: str, data: bytes) -> bytes:
    return zipped({**parts_of(p("正文")), name: data})


def with_body(prologue: str, text: str) -> bytes:
    document = parts_of(p(text))["word/document.xml"].decode().removeprefix(HEAD)
    return with_part("word/document.xml", (HEAD + prologue + document).encode())


def test_entities_are_refused_whatever_they_do(refused: Refused) -> None:
    xxe = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    laughs = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert "DOCTYPE" in refused(with_body(xxe, "前&x;后"))
    assert "DOCTYPE" in refused(with_body(laughs, "&b;"))
    assert "DOCTYPE" in refused(with_part("word/settings.bin", b"<!doctype x>"))
    assert "DOCTYPE" in refused(with_part("word/x.xml", "\ufeff<!DOCTYPE x><x/>".encode("utf-16-le")))


def test_an_encoding_that_could_hide_a_doctype_is_refused(refused: Refused) -> None:
    assert "编码" in refused(with_part("word/x.xml", b'<?xml version="1.0" encoding="utf-7"?><x/>'))


def test_bombs_are_refused_unopened(refused: Refused) -> None:
    assert "压缩炸弹" in refused(with_part("word/document.xml", b"<a>" + b" " * 5_000_000))
    assert "压缩炸弹" in refused(docx_of("<w:p/>" * 1_000_000))


def test_too_many_or_duplicate_parts_are_refused(refused: Refused) -> None:
    assert "2100" in refused(zipped({f"word/{i}": b"" for i in range(2100)}))
    out = io.BytesIO(GOOD)
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("word/document.xml", b"<x/>")
    assert "重名" in refused(out.getvalue())


def test_a_flood_of_paragraphs_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(docx_of(p("文") * 300))
    with pytest.raises(Unreadable, match="200 段"):
        read(path, limits=Limits(paragraphs=200))


def test_deep_nesting_is_refused(refused: Refused) -> None:
    depth = 3000
    assert refused(docx_of("<w:tbl><w:tr><w:tc>" * depth + p("深") + "</w:tc></w:tr></w:tbl>" * depth))


def test_every_shortened_word_file_is_refused_or_read(tmp_path: Path, jail: Jail) -> None:
    path = tmp_path / "a.docx"
    for length in range(4, len(GOOD), 97):
        path.write_bytes(GOOD[:length])
        with pytest.raises(Unreadable):
            read(path, jail=jail)


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_damaged_bytes_never_end_in_anything_but_text_or_a_reason(tmp_path: Path, jail: Jail, suffix: str) -> None:
    whole = GOOD if suffix == ".docx" else pdf_of([column([TEXT])])
    chance = random.Random(7)
    path = tmp_path / f"a{suffix}"
    reasons: set[tuple[str, str]] = set()
    for _ in range(60):
        data = bytearray(whole)
        data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data))
        try:
            assert read(path, jail=jail).blocks
        except Unreadable as fault:
            reasons.add((fault.message, fault.remedy))
    assert all(message and remedy for message, remedy in reasons)


def test_a_locked_word_file_says_so(refused: Refused) -> None:
    assert "密码" in refused(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    flagged = GOOD.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    assert flagged != GOOD
    assert "密码" in refused(flagged)


def test_other_kinds_of_file_are_named(refused: Refused) -> None:
    assert "Excel" in refused(OLE + "Workbook".encode("utf-16-le") + bytes(600))
    assert "Excel" in refused(zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}))
    assert "压缩包" in refused(zipped({"a.txt": b"x"}))
    assert "图片" in refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100), "a.pdf")
    assert "网页" in refused(b"<html><body>x</body></html>", "a.doc")
    assert "不是有效的 .docx" in refused(os.urandom(5000))


def test_a_wrong_suffix_is_read_by_content_and_said(tmp_path: Path, jail: Jail) -> None:
    cases = {"a.pdf": GOOD, "b.txt": GOOD, "c.doc": GOOD, "d.docx": pdf_of([column([TEXT])]), "e.docx": TEXT.encode()}
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
        document = read(tmp_path / name, jail=jail)
        assert "学习" in document.text
        assert "扩展名" in document.notes[0]


def test_empty_files_say_so(refused: Refused) -> None:
    for suffix in sorted(SUFFIXES):
        for data in (b"", b"\n", b" \r\n\t "):
            assert "空" in refused(data, f"a{suffix}")
    assert "没有文字" in refused("\u3000\n\u3000".encode(), "a.txt")
    assert refused(b"\0", "a.docx")


def test_an_unsupported_kind_names_the_supported_ones(tmp_path: Path) -> None:
    for name in ("a.xlsx", "a", "a.exe", "x" * 250):
        with pytest.raises(Unreadable) as caught:
            read(tmp_path / name)
        assert ".docx" in caught.value.remedy


def test_files_that_cannot_be_opened_say_why(tmp_path: Path) -> None:
    (tmp_path / "x.docx").mkdir()
    for path, word in (
        (tmp_path / "x.docx", "文件夹"),
        (tmp_path / "gone.txt", "找不到"),
        (tmp_path / f"{'长' * 300}.txt", "文件"),
        (Path("a\0b.txt"), "文件"),
    ):
        with pytest.raises(Unreadable, match=word):
            read(path)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may open everything")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(Unreadable, match="权限"):
        read(path)


def test_names_are_shown_without_tricks(tmp_path: Path) -> None:
    path = tmp_path / "0a1b.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert read(path, name="材料\u202etxt.exe\n.txt").source == "材料txt.exe.txt"
    assert len(read(path, name=f"{'长' * 300}.txt").source) <= 200
    with pytest.raises(Unreadable):
        read(path, name="a.exe")


def test_a_file_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 2_000)
    with pytest.raises(Unreadable, match="MB"):
        read(path, limits=Limits(upload_bytes=1_000))


def test_a_parser_that_takes_too_long_is_killed_and_the_next_file_is_read() -> None:
    slow = pdf_with([b"BT /F 12 Tf " + b"0 0 Td <0041> Tj " * 2_000_000 + b"ET"], "A")
    with Jail(Limits(wall_seconds=1.5)) as jail:
        with pytest.raises(Unreadable, match=r"1\.5 秒"):
            jail.extract("pdf", slow)
        assert jail.extract("docx", GOOD).lines


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no such limit here")
def test_a_parser_that_takes_too_much_processor_time_or_memory_is_stopped() -> None:
    slow = pdf_with([b"BT /F 12 Tf " + b"0 0 Td <0041> Tj " * 2_000_000 + b"ET"], "A")
    with Jail(Limits(cpu_seconds=1)) as jail, pytest.raises(Unreadable, match="处理器"):
        jail.extract("pdf", slow)
    large = with_part("word/media/a.bin", bytes(190_000_000))
    with Jail(Limits(address_space=300_000_000)) as jail, pytest.raises(Unreadable, match="内存"):
        jail.extract("docx", large)


def test_the_network_other_programs_and_writing_are_out_of_reach_in_the_jail(tmp_path: Path) -> None:
    attempts = """
import os, socket, subprocess, sys
from index.reading.guard import Refused, lock_down
from index.reading.limits import Limits
lock_down(Limits())
def tried(attempt):
    try:
        attempt()
    except Refused:
        return "refused"
    return "done"
print(tried(socket.socket), tried(lambda: subprocess.run(["true"])), tried(lambda: os.system("true")),
      tried(lambda: open(sys.argv[1], "w")), tried(lambda: open(os.devnull).close()))
"""
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", attempts, str(tmp_path / "x")]
    env = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    assert done.stdout.split() == ["refused", "refused", "refused", "refused", "done"]
    assert not (tmp_path / "x").exists()


def test_keys_of_the_environment_do_not_reach_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    from index.reading.jail import environment

    monkeypatch.setenv("ZHIBI_MODEL_API_KEY", "secret")
    assert "secret" not in environment().values()


def test_files_are_found_in_folders_sorted_and_hidden_ones_are_not(tmp_path: Path) -> None:
    for name in ("b.docx", "a.txt", "下/c.PDF", "~$b.docx", ".DS_Store", ".隐/d.txt", "e.jpg", ".f.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found, failures = find_files([tmp_path, tmp_path / "a.txt", tmp_path / "gone.txt", tmp_path / "e.jpg"])
    names = [str(path.relative_to(tmp_path)) for path in found]
    assert names == sorted(["a.txt", "b.docx", "e.jpg", str(Path("下/c.PDF"))])
    assert [failure.source for failure in failures] == [str(tmp_path / "gone.txt")]
    assert failures[0].remedy


def test_one_bad_file_stops_no_other(tmp_path: Path) -> None:
    for name, data in {"a.docx": GOOD, "b.docx": GOOD[:99], "c.pdf": b"%PDF-", "d.txt": TEXT.encode()}.items():
        (tmp_path / name).write_bytes(data)
    outcome = {}
    with Jail() as jail:
        for path in find_files([tmp_path])[0]:
            try:
                outcome[path.name] = bool(read(path, jail=jail).blocks)
            except Unreadable:
                outcome[path.name] = False
    assert outcome == {"a.docx": True, "b.docx": False, "c.pdf": False, "d.txt": True}


def test_without_libreoffice_old_files_say_how_to_save_them(refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    message = refused(OLE + "WordDocument".encode("utf-16-le") + bytes(600), "a.wps")
    assert "LibreOffice" in message


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_old_word_files_are_read_through_libreoffice(tmp_path: Path, jail: Jail, refused: Refused) -> None:
    (tmp_path / "a.docx").write_bytes(GOOD)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("doc", "rtf"):
        command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(tmp_path), "a.docx"]
        subprocess.run(command, check=True, capture_output=True, cwd=tmp_path)
    shutil.copy(tmp_path / "a.doc", tmp_path / "b.wps")
    (tmp_path / "a.rtf").rename(tmp_path / "c.doc")
    for name in ("a.doc", "b.wps", "c.doc"):
        document = read(tmp_path / name, jail=jail)
        assert document.text == "一是学习不深。"
        assert any("LibreOffice" in note for note in document.notes)
    with pytest.raises(Unreadable, match="秒"):
        read(tmp_path / "a.doc", limits=Limits(wall_seconds=0.05))
    assert "LibreOffice" in refused(OLE + "WordDocument".encode("utf-16-le") + bytes(600), "a.doc")
