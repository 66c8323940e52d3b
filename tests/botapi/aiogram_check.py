"""A second opinion on recorded requests: the method models of aiogram, independent of PTB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from .log import Request
from .params import Upload


def validate_requests(requests: Iterable[Request]) -> None:
    """Fail with every field that aiogram's models do not know or do not take."""
    problems = [
        f"{request.method}: {problem}" for request in requests for problem in request_problems(request)
    ]
    if problems:
        raise AssertionError("requests that aiogram's models refuse:\n" + "\n".join(dict.fromkeys(problems)))


def request_problems(request: Request) -> list[str]:
    model = _models().get(request.method.lower())
    if model is None:
        return ["aiogram knows no such method"]
    try:
        parsed = model.model_validate(_without_uploads(request.params, model))
    except ValidationError as error:
        return [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    return [f"no field {name}" for name in unknown_fields(parsed)]


@cache
def _models() -> dict[str, type[BaseModel]]:
    from aiogram import methods

    every = (getattr(methods, name) for name in methods.__all__)
    named = ((getattr(model, "__api_method__", None), model) for model in every)
    return {name.lower(): model for name, model in named if isinstance(name, str)}


def _without_uploads(params: dict[str, Any], model: type[BaseModel]) -> dict[str, Any]:
    """Parameters with uploaded files as aiogram's own; the parts that attach:// names are not parameters."""
    from aiogram.types import BufferedInputFile

    return {
        name: BufferedInputFile(value.content, value.name) if isinstance(value, Upload) else value
        for name, value in params.items()
        if not (isinstance(value, Upload) and name not in model.model_fields)
    }


def unknown_fields(value: object, path: str = "") -> Iterator[str]:
    """Names that went into a model but are none of its fields, at any depth."""
    if isinstance(value, BaseModel):
        yield from (f"{path}{name}" for name in value.model_extra or {})
        for name in type(value).model_fields:
            yield from unknown_fields(getattr(value, name), f"{path}{name}.")
    elif isinstance(value, list | tuple):
        for item in value:
            yield from unknown_fields(item, path)
