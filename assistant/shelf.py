"""The library as this installation uses it: settings, knowledge and corpus put together once, for screen and terminal."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import as_file
from pathlib import Path

from assistant import resources, settings
from assistant.asking import outlines
from assistant.drafting import Composer, Meaning, ModelComposer
from assistant.export import STANDARD, Exported, export, layout, readable
from assistant.model import connect
from assistant.settings import Settings
from index import WEIGHTS, Corpus, Document, Embedder, Fault, Lexicon, Parser, Report, read, usable_embedder

Progress = Callable[[int, int, str], None]


def chosen(library: Path | None = None, embedding: str | None = None) -> Settings:
    """The settings in force; command-line options win."""
    return settings.load(library=library, embedding=embedding)


def with_model(setting: Settings, name: str | None) -> Settings:
    """The settings with another model of the same endpoint; unchanged when none is named."""
    if not name:
        return setting
    return setting.model_copy(update={"model": setting.model.model_copy(update={"name": name})})


def lexicon(setting: Settings) -> Lexicon:
    """What is known of the genres, with the outlines this library's office added."""
    return resources.lexicon(extra_outlines=outlines(setting))


def parser(library: Path | None = None) -> Parser:
    """A parser with this library's knowledge."""
    return Parser(lexicon(chosen(library)))


def embedder(setting: Settings) -> Embedder:
    """The embedder the settings name, or the built-in one in its stead with a notice that search and doctor show."""
    endpoint = setting.endpoint
    return usable_embedder(
        setting.embedding,
        builtin=Path(str(resources.folder("data") / "embedding")),
        base_url=endpoint.base_url,
        api_key=endpoint.api_key.get_secret_value(),
        timeout=endpoint.timeout,
    )


@contextmanager
def open_corpus(
    library: Path | None = None, embedding: str | None = None, *, writable: bool = True
) -> Iterator[Corpus]:
    """The library, open; LibraryBusy when another process writes to it."""
    setting = chosen(library, embedding)
    with Corpus.open(
        setting.library,
        embedder=embedder(setting),
        parse=_parse_with(setting),
        read=read,
        writable=writable,
        weights=WEIGHTS if setting.rewording else replace(WEIGHTS, rewording=0.0),
    ) as corpus:
        yield corpus


def _parse_with(setting: Settings) -> Callable[[Document], Report]:
    """Parsing that loads the knowledge at its first use: a search needs none of it."""
    made: list[Parser] = []

    def parse(document: Document) -> Report:
        if not made:
            made.append(Parser(lexicon(setting)))
        return made[0].parse(document)

    return parse


@contextmanager
def open_to_read(
    library: Path | None = None, progress: Progress | None = None, notice: Callable[[str], None] = lambda text: None
) -> Iterator[Corpus]:
    """The library for reading, beside a writer if there is one. A library that was never made begins with the bundled examples."""
    if not Corpus.exists(chosen(library).library):
        notice("首次使用：正在收入内置示例……")
        with open_corpus(library=library) as corpus:
            add_bundled(corpus, progress)
    with open_corpus(library=library, writable=False) as corpus:
        yield corpus


def add_bundled(corpus: Corpus, progress: Progress | None = None) -> int:
    """Take the bundled examples in, if they are not there yet; returns how many were added."""
    folder = resources.folder("data") / "reports"
    with as_file(folder) as path:
        files = sorted(path.glob("*.md"))
        if not files:
            raise Fault("安装包里没有内置示例。", "请重新安装执笔。")
        return len(corpus.ingest(files, bundled=True, progress=progress).added)


def composer(setting: Settings, corpus: Corpus) -> Composer:
    """The drafter over an open library: with the model the settings name, else the built-in one."""
    expressions, meaning = lexicon(setting).expressions, Meaning(embedder(setting).passages)
    model = connect(setting.model)
    if model is None:
        return Composer(corpus, expressions, meaning)
    return ModelComposer(corpus, expressions, meaning, model=model, context=setting.model.context)


def layout_folder(setting: Settings) -> Path:
    """Where an office keeps layouts of its own."""
    return setting.library / "layouts"


def export_document(
    document: Document, output: Path, layout_name: str = STANDARD, *, library: Path | None = None
) -> Exported:
    """A document set in a layout as .docx; besides the shipped layouts those in the library's folder `layouts` are known."""
    setting = chosen(library)
    chosen_layout = layout(layout_name, layout_folder(setting))
    return export(document, Parser(lexicon(setting)).parse(document), chosen_layout, output)


def export_text(text: str, output: Path, layout_name: str = STANDARD, *, library: Path | None = None) -> Exported:
    """Markdown text set in a layout as .docx."""
    return export_document(document(readable(text)), output, layout_name, library=library)


def document(text: str, name: str = "draft.md") -> Document:
    """A text as if it had been read from a file of this name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        # Exactly as given: offsets in it must count in the document too.
        path.write_text(text, encoding="utf-8", newline="\n")
        return read(path)
