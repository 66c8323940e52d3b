"""The engines that are measured beside ours, each with the same k1 and b over the same terms.

Every class is built from a file with one passage a line, its terms between spaces, in an empty
folder; `ask` gives passage numbers, best first. One that is not installed raises ImportError.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy

K1, B, LIMIT = 0.6, 0.4, 5


def read_passages(file: Path) -> Iterator[list[str]]:
    """The terms of each passage of a corpus file."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.split()


class RankBm25:
    """BM25Plus with delta 0: the definition."""

    def __init__(self, file: Path, folder: Path) -> None:
        from rank_bm25 import BM25Plus

        self._bm25 = BM25Plus(list(read_passages(file)), k1=K1, b=B, delta=0)

    def ask(self, terms: Sequence[str]) -> list[int]:
        """The best by a stable sort of all scores."""
        scores = self._bm25.get_scores(terms)
        return [int(number) for number in (-scores).argsort(kind="stable")[:LIMIT] if scores[number] > 0]


class Bm25s:
    """bm25s with Lucene's formula, its default, and its numpy backend."""

    backend = "numpy"

    def __init__(self, file: Path, folder: Path) -> None:
        import bm25s

        self._index = bm25s.BM25(k1=K1, b=B, backend=self.backend)
        self._index.index(list(read_passages(file)), show_progress=False)
        if self.backend == "numba":
            self._index.activate_numba_scorer()
        self._index.save(str(folder))

    def ask(self, terms: Sequence[str]) -> list[int]:
        """Its `retrieve`, in one thread."""
        found, _ = self._index.retrieve([list(terms)], k=LIMIT, show_progress=False, n_threads=0)
        return [int(number) for number in found[0]]


class Bm25sNumba(Bm25s):
    """The same with its compiled scorer."""

    backend = "numba"


class Tantivy:
    """tantivy, terms split at spaces, one segment."""

    def __init__(self, file: Path, folder: Path) -> None:
        import tantivy

        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        schema.add_integer_field("number", stored=True)
        self._schema, self._tantivy = schema.build(), tantivy
        self._index = tantivy.Index(self._schema, path=str(folder))
        writer = self._index.writer(heap_size=1 << 28, num_threads=1)
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                writer.add_document(tantivy.Document(text=line, number=number))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, terms: Sequence[str]) -> list[int]:
        """A disjunction of term queries."""
        make = self._tantivy.Query
        should = self._tantivy.Occur.Should
        words = [(should, make.term_query(self._schema, "text", term)) for term in terms]
        hits = self._searcher.search(make.boolean_query(words), LIMIT, count=False).hits
        return [int(self._searcher.doc(address)["number"][0]) for _, address in hits]


class Fts5:
    """SQLite's own full text search."""

    def __init__(self, file: Path, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "fts.db", isolation_level=None)
        self._connection.execute("CREATE VIRTUAL TABLE passages USING fts5(text)")
        self._connection.execute("BEGIN")
        with file.open(encoding="utf-8") as lines:
            rows = ((number, line) for number, line in enumerate(lines))
            self._connection.executemany("INSERT INTO passages (rowid, text) VALUES (?, ?)", rows)
        self._connection.execute("COMMIT")
        self._connection.execute("INSERT INTO passages (passages) VALUES ('optimize')")

    def ask(self, terms: Sequence[str]) -> list[int]:
        """An OR of the words by its bm25()."""
        query = " OR ".join(f'"{term}"' for term in terms)
        found = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?"
        return [row[0] for row in self._connection.execute(found, (query, LIMIT))]


class Pisa:
    """PISA's MaxScore over SIMD-BP blocks, through the extension of pyterrier-pisa alone."""

    algorithm, quantized = "maxscore", 0

    def __init__(self, file: Path, folder: Path) -> None:
        self._pisa = load_pisa()
        named = folder / "named"
        with file.open(encoding="utf-8") as lines, named.open("w", encoding="utf-8") as out:
            out.writelines(f"{number} {line}" for number, line in enumerate(lines))
        self._pisa.index(str(named), str(folder), "", 100_000, 1)
        named.unlink()
        self._context = self._pisa.RetrievalContext()
        prepare = (self._context, str(folder), "block_simdbp", "bm25", "")
        self._pisa.prepare_index(*prepare, quantize=self.quantized, bm25_k1=K1, bm25_b=B)
        self._numbers = (numpy.empty(LIMIT, dtype=numpy.int32), numpy.empty(LIMIT, dtype=numpy.int32))
        self._names = numpy.empty(LIMIT, dtype=object)
        self._scores = numpy.empty(LIMIT, dtype=numpy.float32)

    def ask(self, terms: Sequence[str]) -> list[int]:
        """One question in one thread."""
        size = self._pisa.retrieve(
            self._context, self.algorithm, [(0, " ".join(terms))],
            k=LIMIT, threads=1, query_weighted=0, pretokenised=False,
            result_qidxs=self._numbers[0], result_docnos=self._names,
            result_ranks=self._numbers[1], result_scores=self._scores,
        )  # fmt: skip
        return [int(name) for name in self._names[:size]]


class PisaQuantized(Pisa):
    """The same with scores rounded to 8 bits when indexing."""

    quantized = 1


class PisaBlockMaxWand(Pisa):
    """The same index by block-max WAND."""

    algorithm = "block_max_wand"


class Lucene:
    """Lucene's searcher, in a Java machine inside this process.

    It needs pyjnius, and LUCENE_JARS naming lucene-core and lucene-analysis-common from Maven Central
    (or one jar that holds both, as pyserini's source distribution has), with the system's separator.
    """

    def __init__(self, file: Path, folder: Path) -> None:
        jars = [jar for jar in os.environ.get("LUCENE_JARS", "").split(os.pathsep) if Path(jar).is_file()]
        if not jars:
            raise ImportError(
                "pip install pyjnius, and LUCENE_JARS=lucene-core-….jar:lucene-analysis-common-….jar"
            )
        import jnius_config

        if not jnius_config.vm_running:
            jnius_config.set_classpath(*jars)
            jnius_config.add_options("-Xmx4g", "--add-modules=jdk.incubator.vector")
        from jnius import autoclass

        self._class = cache(lambda name: autoclass(f"org.apache.lucene.{name}"))
        self._field = autoclass("org.apache.lucene.document.TextField")
        self._store = autoclass("org.apache.lucene.document.Field$Store")
        self._directory = self._class("store.FSDirectory").open(
            autoclass("java.io.File")(str(folder)).toPath()
        )
        self._similarity = self._class("search.similarities.BM25Similarity")(K1, B)
        self._write(file)
        reader = self._class("index.DirectoryReader").open(self._directory)
        self._searcher = self._class("search.IndexSearcher")(
            reader, signature="(Lorg/apache/lucene/index/IndexReader;)V"
        )
        self._searcher.setSimilarity(self._similarity)
        self._searcher.setQueryCache(None)

    def _write(self, file: Path) -> None:
        analyzer = self._class("analysis.core.WhitespaceAnalyzer")()
        config = self._class("index.IndexWriterConfig")(analyzer)
        config.setSimilarity(self._similarity)
        config.setRAMBufferSizeMB(256.0)
        writer = self._class("index.IndexWriter")(self._directory, config)
        make = self._class("document.Document")
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                document = make()
                document.add(self._field("text", line, self._store.NO))
                writer.addDocument(document)
        writer.forceMerge(1)
        writer.close()

    def ask(self, terms: Sequence[str]) -> list[int]:
        """A disjunction of term queries, with Lucene's own pruning."""
        make = self._class("search.BooleanQuery$Builder")()
        should = self._class("search.BooleanClause$Occur").SHOULD
        for term in terms:
            word = self._class("search.TermQuery")(self._class("index.Term")("text", term))
            make = make.add(word, should)
        hits = self._searcher.search(make.build(), LIMIT).scoreDocs
        return [int(hit.doc) for hit in hits]


def load_pisa() -> Any:
    """pyterrier-pisa's extension module, without the pipeline around it; it wants the old libtbb.so.2."""
    package = importlib.util.find_spec("pyterrier_pisa")
    if package is None or not package.submodule_search_locations:
        raise ImportError("pip install --no-deps pyterrier-pisa tbb==2020.3.254")
    threads = Path(sys.prefix, "lib", "libtbb.so.2")
    if threads.exists():
        ctypes.CDLL(str(threads), ctypes.RTLD_GLOBAL)
    found = next(Path(package.submodule_search_locations[0]).glob("_pisathon*.so"))
    spec = importlib.util.spec_from_file_location("pyterrier_pisa._pisathon", found)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
