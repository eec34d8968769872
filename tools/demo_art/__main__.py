"""Draw the demo's pictures again: `python -m tools.demo_art [name ...]`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

from tools.demo_art import country, fields, library, people, rooms, shore
from tools.demo_art.canvas import Canvas, save

DEMO = Path(__file__).resolve().parents[2] / "articles" / "demo"
SCENES: dict[str, Callable[[Canvas], None]] = {
    "allotment": fields.allotment,
    "bridge": shore.bridge,
    "field-gate": country.field_gate,
    "harbour": shore.harbour,
    "kitchen-table": rooms.kitchen_table,
    "lambing-shed": country.lambing_shed,
    "lighthouse": shore.lighthouse,
    "reading-room": library.reading_room,
    "river": country.river,
    "slow-train": fields.slow_train,
    "town-at-dusk": shore.town_at_dusk,
    "waiting-room": rooms.waiting_room,
    "winter-trees": country.winter_trees,
}
PORTRAITS: dict[str, Callable[[Canvas], None]] = {
    "anselm-tavarro": people.anselm,
    "desmond-achterberg": people.desmond,
    "leila-noorani": people.leila,
    "ondrej-malicek": people.ondrej,
    "philippa-harrington-oyelaran": people.philippa,
    "tamsin-peverell": people.tamsin,
}
BACKGROUND = "f4ecdc"


def main(names: list[str]) -> None:
    wanted = set(names or [*SCENES, *PORTRAITS])
    for name in sorted(wanted & SCENES.keys()):
        sheet = Canvas(1600, 1067, BACKGROUND, seed=crc32(name.encode()))
        SCENES[name](sheet)
        save(sheet, DEMO / "photos" / f"{name}.jpg")
    for name in sorted(wanted & PORTRAITS.keys()):
        sheet = Canvas(800, 800, BACKGROUND, seed=crc32(name.encode()))
        PORTRAITS[name](sheet)
        save(sheet, DEMO / "portraits" / f"{name}.jpg", trim=84)


if __name__ == "__main__":
    main(sys.argv[1:])
