"""One row by plain SQL, as the model it belongs to: for the few statements that nearly every request asks.

Building such a query with the ORM costs more than the database's answer (python3 dev.py bench).
"""

from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


class DeferredRow(Generic[M]):
    """Some columns of a model's table; fields that are not among them load when they are asked for."""

    def __init__(self, model: type[M], *names: str) -> None:
        """`names` are attribute names ("source_id"), kept in the model's own order, which from_db() goes by."""
        self.model = model
        self.fields = [field for field in model._meta.concrete_fields if not names or field.attname in names]

    def columns(self, alias: str) -> str:
        return ", ".join(f"{alias}.{field.column}" for field in self.fields)

    def made_of(self, row: tuple[Any, ...]) -> M:
        """The instance for the first columns of a row, each value as its field would read it."""
        values = list(row[: len(self.fields)])
        for position, converters in self._converters.items():
            for convert in converters:
                values[position] = convert(values[position], None, connection)
        return self.model.from_db(connection.alias, [field.attname for field in self.fields], values)

    def rest(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        return row[len(self.fields) :]

    @cached_property
    def _converters(self) -> dict[int, list[Any]]:
        """SQLite keeps moments as text and truth as 0 and 1."""
        results = {}
        for position, field in enumerate(self.fields):
            own = connection.ops.get_db_converters(field.get_col("t")) + field.get_db_converters(connection)
            if own:
                results[position] = own
        return results
