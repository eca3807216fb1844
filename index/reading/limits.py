"""How much of a file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one file and of the process that parses it; no report anybody writes comes near them.

    A part of a Word file is held to `xml_ratio` only from `ratio_from` bytes on: small parts compress well and harm nobody.
    """

    upload_bytes: int = 20 * MEGABYTE
    zip_entries: int = 2_000
    expanded_bytes: int = 200 * MEGABYTE
    xml_part_bytes: int = 30 * MEGABYTE
    xml_ratio: int = 100
    ratio_from: int = MEGABYTE
    paragraphs: int = 50_000
    characters: int = 5_000_000
    pages: int = 2_000
    front_matter_bytes: int = 4_096
    address_space: int = 1536 * MEGABYTE
    file_bytes: int = 200 * MEGABYTE
    cpu_seconds: float = 30
    wall_seconds: float = 60
    files_per_child: int = 50
