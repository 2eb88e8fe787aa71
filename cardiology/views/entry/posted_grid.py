"""A grid as its form sends it: a pasted block, or heads, names and cells; what was corrected wins."""

import hashlib
import re
import uuid
from collections.abc import Mapping

from cardiology.intake.grids.block import LONGEST, Block, Line, named, read_block
from cardiology.intake.grids.subjects import split_pressure

MOST = 300  # columns or rows of a typed grid
_PLACE = re.compile(r"(head|row|cell)-(\d{1,5})(?:-(\d{1,5}))?")


def posted_block(posted: Mapping[str, str]) -> Block:
    """The block that was typed or pasted, with the corrections made on the page.

    Raises ValidationError with a sentence where the pasted text holds no block.
    """
    said = {name: str(value).strip()[:LONGEST] for name, value in posted.items() if _PLACE.fullmatch(name)}
    pasted = str(posted.get("block", ""))
    if pasted.strip():
        block = split_pressure(read_block(pasted))
        said = said if posted.get("mends") == mark_of(pasted) else {}
    else:
        block = _typed(said)
    for name, text in said.items():
        _correct(block, name, text.replace("\0", ""))
    return block


def mark_of(pasted: str) -> str:
    """Which text the cells on the page mend: those of another text or grid are not of this one."""
    return (
        hashlib.sha256(pasted.replace("\r\n", "\n").strip("\n").encode()).hexdigest()[:16] if pasted else ""
    )


def _typed(said: Mapping[str, str]) -> Block:
    """An empty block as large as what was sent."""
    last = {"head": 0, "row": 0}
    for name in said:
        what, number, _column = _PLACE.fullmatch(name).groups()  # type: ignore[union-attr]
        if what in last:
            last[what] = max(last[what], min(int(number), MOST) + 1)
    return Block([""] * last["head"], [Line("", "", [""] * last["head"]) for _r in range(last["row"])])


def _correct(block: Block, name: str, text: str) -> None:
    what, number, column = _PLACE.fullmatch(name).groups()  # type: ignore[union-attr]
    at = int(number)
    if what == "head" and at < len(block.times):
        block.times[at] = text
    elif what == "row" and at < len(block.lines):
        line = block.lines[at]
        line.name, unit = named(text)
        line.unit = unit or line.unit
    elif what == "cell" and at < len(block.lines) and int(column or 0) < len(block.times):
        block.lines[at].cells[int(column or 0)] = text


def key_of(posted: Mapping[str, str]) -> uuid.UUID:
    """The idempotency key of the form; a new one for a form that is opened."""
    try:
        return uuid.UUID(posted.get("submission", ""))
    except ValueError:
        return uuid.uuid4()
