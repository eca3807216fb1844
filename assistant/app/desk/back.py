"""What a file brought back sets going: it is read and shown, then taken in part or put away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.app.desk.returned import TITLE
from assistant.app.notices import clicked

if TYPE_CHECKING:
    from assistant.app.desk.acts import Acts
    from assistant.app.desk.work import Seat
    from assistant.desk import Draft


class BackActs:
    """The handlers for files brought back; arguments as in `Acts`."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts
        self._returning = acts.work.returning

    def brought(self, where: str, seen: float, text: str, path: str, request: Any) -> list[Any]:  # noqa: ANN401
        """A file was chosen: what it would change lies on the table."""
        file = Path(path)
        try:
            seat = self._acts.seat(where, seen, text, request)
            self._returning.bring(seat, file, file.name)
        finally:
            file.unlink(missing_ok=True)
        return self._shown(self._acts.work.here(seat), seat)

    def decided(self, where: str, seen: float, text: str, request: Any, event: Any) -> list[Any]:  # noqa: ANN401
        """The ticked changes are taken, or the file is put away."""
        seat = self._acts.seat(where, seen, text, request)
        act = clicked(event, "returned")
        if act == "take" and seat.seen != int(seen or 0):
            # What was typed a moment ago is kept, and was not in what the user saw.
            return self._shown(self._acts.work.here(seat), seat, "您刚刚又改了文字，请看一眼新的对照再采用。")
        if act == "take":
            parts = clicked(event, "parts").split()
            put = dict(_put(one) for one in clicked(event, "put").split())
            draft, told = self._returning.take(seat, parts, put, TITLE in parts)
            return self._acts.draw.whole(draft, seat.part, news=told)
        if act == "close":
            return self._acts.draw.whole(self._returning.close(seat), seat.part)
        return self._shown(self._acts.work.here(seat), seat)

    def _shown(self, draft: Draft, seat: Seat, news: str = "") -> list[Any]:
        review = self._returning.review(draft)
        table = self._acts.draw.review(draft, review) if review else ""
        return self._acts.draw.whole(draft, seat.part, table=table, news=news)


def _put(chosen: str) -> tuple[int, str]:
    place, _, part = chosen.partition("=")
    return (int(place) if place.isdecimal() and len(place) < 6 else -1), part
