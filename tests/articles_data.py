"""Hand-made files of every format for the tests of articles."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

FILES = Path(__file__).parent / "data" / "articles"
SEED = Path(__file__).parent.parent / "seeds" / "ap-sheinbaum-trump-troops.txt"

FIRST = (
    "President Jane Roe said on Monday that the country would not accept soldiers from abroad. "
    "She spoke to reporters in the capital."
)
SECOND = (
    "The minister of defence answered that talks would go on for several weeks. "
    "“Nobody expects a quick result,” he told a committee."
)
PAGE = (FILES / "page.html").read_bytes()
FEED = (FILES / "feed.xml").read_bytes()


def make_zip(files: dict[str, bytes], mode: int = 0o100644, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = compression
            archive.writestr(info, data)
    return packed.getvalue()


def make_pdf(pages: list[list[list[str]]], *, locked: bool = False) -> bytes:
    """A PDF of pages, each of blocks of lines, as a typesetter would place them; or with a password."""
    streams = [_page_stream(blocks) for blocks in pages]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(streams)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, stream in enumerate(streams):
        resources = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 612 792]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {resources} /Contents {5 + 2 * number} 0 R >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    if locked:  # for a password that nobody knows: 32 bytes that no password gives
        secret = f"/O <{'5a' * 32}> /U <{'a5' * 32}>"
        objects.append(f"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 {secret} >>")
    return _assemble(objects, "/ID [<00> <00>] " + f"/Encrypt {len(objects)} 0 R " * locked)


def _page_stream(blocks: list[list[str]]) -> str:
    height, parts = 740, []
    for block in blocks:
        for line in block:
            escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            parts.append(f"BT /F1 11 Tf 60 {height} Td ({escaped}) Tj ET")
            height -= 13
        height -= 22
    return "\n".join(parts)


def _assemble(objects: list[str], more: str = "") -> bytes:
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(data)
    size = len(objects) + 1
    data += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    return data + f"trailer\n<< /Size {size} /Root 1 0 R {more}>>\nstartxref\n{start}\n%%EOF\n".encode()


def zip_bomb() -> bytes:
    """A small zip archive of 250 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(10):
            archive.writestr(f"{number}.txt", bytes(25 * 1024 * 1024))
    return file.getvalue()
