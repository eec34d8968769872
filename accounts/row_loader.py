"""Load one model instance by raw SQL, for the few queries that nearly every request makes.

Building such a query with the ORM takes longer than the database needs to answer (python3 dev.py
bench).
"""

from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


class DeferredRow(Generic[M]):
    """A model with some columns loaded; Django loads the others at first use."""

    def __init__(self, model: type[M], *names: str) -> None:
        """Take attribute names ("source_id"); no names means all fields."""
        self.model = model
        # In the model's own field order, which from_db() needs.
        self.fields = [
            field for field in model._meta.concrete_fields if not names or field.attname in names
        ]

    def columns(self, alias: str) -> str:
        return ", ".join(f"{alias}.{field.column}" for field in self.fields)

    def instance_from(self, row: tuple[Any, ...]) -> M:
        """Return an instance from the first columns of a row, converted as the ORM would."""
        values = list(row[: len(self.fields)])
        for position, converters in self._converters.items():
            for convert in converters:
                values[position] = convert(values[position], None, connection)
        return self.model.from_db(
            connection.alias, [field.attname for field in self.fields], values
        )

    def extra_columns(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        return row[len(self.fields) :]

    @cached_property
    def _converters(self) -> dict[int, list[Any]]:
        """Return converters by position: SQLite stores datetimes as text, booleans as 0 and 1."""
        results = {}
        for position, field in enumerate(self.fields):
            own = connection.ops.get_db_converters(field.get_col("t")) + field.get_db_converters(
                connection
            )
            if own:
                results[position] = own
        return results
