"""How many examples a property test tries, and how real input is damaged."""

import os
from collections.abc import Sequence

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

FACTOR = int(os.environ.get("FUZZ") or 1)


def tries(number: int) -> settings:
    """Run `number` examples, the same in every run; with FUZZ=20 twenty times as many, chosen at
    random.
    """
    return settings(
        max_examples=number * FACTOR,
        deadline=None,
        derandomize=FACTOR == 1,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@st.composite
def damaged(draw: st.DrawFn, seeds: Sequence[bytes], *, most: int = 4) -> bytes:
    """One of the seeds: cut short, or with bytes changed, repeated, left out and put in."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, most))):
        position = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 8))
        act = draw(st.sampled_from(("change", "repeat", "cut", "truncate")))
        if act == "change":
            data[position : position + length] = draw(st.binary(max_size=8))
        elif act == "repeat":
            data[position:position] = data[position : position + length] * draw(st.integers(1, 50))
        elif act == "cut":
            del data[position : position + draw(st.integers(0, 400))]
        else:
            del data[position:]
    return bytes(data)


@st.composite
def damaged_text(
    draw: st.DrawFn, seeds: Sequence[str], words: Sequence[str] = (), *, most: int = 4
) -> str:
    """One of the seeds with pieces cut out, repeated, moved, and other words put in."""
    text = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, most))):
        position = draw(st.integers(0, len(text)))
        end = position + draw(st.integers(0, 40))
        fragment = draw(
            st.one_of(
                st.sampled_from((*words, "")), st.text(max_size=4), st.just(text[position:end] * 2)
            )
        )
        text = (
            text[:position] + fragment + text[end:]
            if draw(st.booleans())
            else text[:position] + fragment + text[position:]
        )
    return text
