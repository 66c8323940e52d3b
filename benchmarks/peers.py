"""The retrievers of the usual frameworks, each with its defaults, as functions from texts to rankings.

Needs the extra "benchmarks". A peer that is not installed is left out; MiniLM runs where
sentence-transformers and its model are at hand.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy

Ranking = Callable[[str], Sequence[int]]
"""From a question to the numbers of the texts, best first (at least the best `MOST`)."""

Peer = Callable[[Sequence[str]], Ranking]

Chunker = Callable[[str], list[tuple[int, int]]]
"""From an article's text to the spans of what a framework would index."""

MOST = 50


def find_peers(dense: bool = False) -> Iterator[tuple[str, Peer]]:
    """The peers that are installed, by name."""
    logging.disable(logging.WARNING)
    peers = {
        "rank_bm25 .lower().split()": _rank_bm25,
        "LangChain": _langchain,
        "LlamaIndex": _llama_index,
        "Haystack": _haystack,
        "bm25s": _bm25s,
    }
    if dense:
        peers["MiniLM"] = _minilm
    for name, peer in peers.items():
        try:
            peer(["one text", "another text"])("text")
        except ImportError as error:
            print(f"{name}: not installed ({error.name})")
        else:
            yield name, peer


def find_pipelines() -> Iterator[tuple[str, Chunker, Peer]]:
    """The frameworks that cut articles themselves, each with its default chunks and its retriever."""
    logging.disable(logging.WARNING)
    pipelines = {
        "LangChain, its chunks": (_langchain_chunks, _langchain),
        "LlamaIndex, its chunks": (_llama_index_chunks, _llama_index),
        "Haystack, its chunks": (_haystack_chunks, _haystack),
    }
    for name, (chunker, peer) in pipelines.items():
        try:
            chunker("one text")
        except ImportError as error:
            print(f"{name}: not installed ({error.name})")
        else:
            yield name, chunker, peer


def _langchain_chunks(text: str) -> list[tuple[int, int]]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    made = RecursiveCharacterTextSplitter(add_start_index=True).create_documents([text])
    starts = [(one.metadata["start_index"], one.page_content) for one in made]
    return [(start, start + len(content)) for start, content in starts]


def _llama_index_chunks(text: str) -> list[tuple[int, int]]:
    from llama_index.core import Document
    from llama_index.core.node_parser import SentenceSplitter

    nodes: list[Any] = SentenceSplitter().get_nodes_from_documents([Document(text=text)])
    return [(node.start_char_idx, node.end_char_idx) for node in nodes]


def _haystack_chunks(text: str) -> list[tuple[int, int]]:
    from haystack import Document
    from haystack.components.preprocessors import DocumentSplitter

    splitter = DocumentSplitter()
    splitter.warm_up()
    made = splitter.run(documents=[Document(content=text)])["documents"]
    starts = [(one.meta["split_idx_start"], one.content) for one in made]
    return [(start, start + len(content)) for start, content in starts]


def _best(scores: Any, texts: Sequence[str]) -> Sequence[int]:
    order: list[int] = numpy.argsort(-numpy.asarray(scores), kind="stable")[: max(MOST, 1)].tolist()
    return order


def _rank_bm25(texts: Sequence[str]) -> Ranking:
    from rank_bm25 import BM25Okapi

    ranker = BM25Okapi([text.lower().split() for text in texts])
    return lambda question: _best(ranker.get_scores(question.lower().split()), texts)


def _langchain(texts: Sequence[str]) -> Ranking:
    from langchain_community.retrievers import BM25Retriever

    retriever = BM25Retriever.from_texts(texts, metadatas=[{"at": at} for at in range(len(texts))], k=MOST)
    return lambda question: [found.metadata["at"] for found in retriever.invoke(question)]


def _llama_index(texts: Sequence[str]) -> Ranking:
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever

    nodes = [TextNode(text=text, id_=str(at)) for at, text in enumerate(texts)]
    retriever = BM25Retriever.from_defaults(
        nodes=nodes, similarity_top_k=min(MOST, len(nodes)), verbose=False
    )
    return lambda question: [int(found.node.node_id) for found in retriever.retrieve(question)]


def _haystack(texts: Sequence[str]) -> Ranking:
    from haystack import Document
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore()
    store.write_documents([Document(id=str(at), content=text) for at, text in enumerate(texts)])
    return lambda question: [int(found.id) for found in store.bm25_retrieval(question, top_k=MOST)]


def _bm25s(texts: Sequence[str]) -> Ranking:
    import bm25s

    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(list(texts), show_progress=False), show_progress=False)

    def rank(question: str) -> Sequence[int]:
        words = bm25s.tokenize(question, show_progress=False)
        found, _ = retriever.retrieve(words, k=min(MOST, len(texts)), show_progress=False)
        numbers: list[int] = found[0].tolist()
        return numbers

    return rank


def _minilm(texts: Sequence[str]) -> Ranking:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer("all-MiniLM-L6-v2")
    matrix = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    return lambda question: _best(matrix @ model.encode(question, normalize_embeddings=True), texts)
