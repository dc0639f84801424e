"""The rows of each group as one JSON text, which takes a third of the time to read that the rows take."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class JsonRows(FunctionElement[str]):
    """A JSON array of the rows of a group, in any order; each is an array of the values of some columns."""

    name = "json_rows"
    type = String()
    inherit_cache = True

    def __init__(self, *columns: ColumnElement[Any]) -> None:
        super().__init__(*columns)


@compiles(JsonRows, "sqlite")
def _in_sqlite(rows: JsonRows, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(rows.clauses, **options)}))"


@compiles(JsonRows, "postgresql")
def _in_postgresql(rows: JsonRows, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(json_agg(json_build_array({compiler.process(rows.clauses, **options)})) AS TEXT)"
