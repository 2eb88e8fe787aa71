"""The form of the chest-pain timeline: a column of times that are read together.

Beside each time stand how sure it is (`precision_<name>`: exact, estimated, or why there is none) and where
it was read (`source_<name>`). The control shows what that source's clock showed; stored is hospital time.
"""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary.missing import Missing
from cardiology.forms import OWN_FORMS, SectionForm
from cardiology.timeline import POINTS, Times
from cardiology.timeline.entry import Column, Reading
from cardiology.timeline.order import in_future
from cardiology.timeline.sources import ABOUT, CLOCKS, ESTIMATED, SOURCES

FORMAT = "%Y-%m-%d %H:%M"


class TimelineForm(SectionForm):
    """A row of the timeline. `readings` says what each filled point means."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.told = dict(self.data.items()) if self.is_bound else dict(options.get("initial") or {})
        self.points = [p.name for p in POINTS if p.name in self.fields]
        for name in self.points:
            self.fields[name].widget.attrs["placeholder"] = " "  # tells the style sheet that nothing is typed
        stay = self.instance.admission
        self.readings = Column(
            texts={p.name: self._text(p.name) for p in POINTS},
            now=timezone.now(),
            admitted_at=stay.admitted_at if stay else timezone.now(),
            ahead={p.name: self.ahead(self.source_of(p.name)) for p in POINTS},
        ).readings
        if self.is_bound:
            self.data = self.told | self._as_read(only=self.told)
        else:
            self.initial.update(self._as_read(only=self.points))

    @property
    def times(self) -> Times:
        """The instants that the column means now, in hospital time."""
        return {p.name: self.readings.get(p.name, Reading()).at for p in POINTS}

    @property
    def row_now(self) -> Any:
        """The answers as they stand in the form, for what depends on them."""
        return SimpleNamespace(**{name: self._said(name) for name in self.fields} | dict(self.times))

    def source_of(self, name: str) -> str:
        """Where the time was read; "" is the hospital's own clock. A program sends hospital time."""
        unsaid = "" if name in self.told else self._stored(name).get("source", "")
        return str(self.told.get(f"source_{name}", unsaid))

    def precision_of(self, name: str) -> str:
        """Exact (""), estimated, or the reason for having no time."""
        reading = self.readings.get(name, Reading())
        if reading.unknown:
            return str(Missing.UNKNOWN)
        if reading.estimated:
            return ESTIMATED
        unsaid = self._stored(name).get("precision", "") or self.instance.missing.get(name, "")
        return str(self.told.get(f"precision_{name}", "" if name in self.told else unsaid))

    def ahead(self, source: str) -> int:
        """Minutes by which the clock of a source is ahead of the hospital's."""
        name = CLOCKS.get(source, "")
        if name not in self.fields:
            return int(getattr(self.instance, name, None) or 0)
        try:
            said = self.told.get(name, getattr(self.instance, name))
            return int(self.fields[name].clean(str(said if said is not None else "")) or 0)
        except ValidationError:
            return 0

    def reason_for(self, name: str) -> str:
        if name not in self.points or f"missing_{name}" in self.told:
            return super().reason_for(name)
        precision = self.precision_of(name)
        return "" if precision == ESTIMATED else precision

    def beside(self, name: str) -> dict[str, str]:
        if name not in self.points:
            return super().beside(name)
        return {f"precision_{name}": self.precision_of(name), f"source_{name}": self.source_of(name)}

    def remark(self, name: str) -> str:
        if not self.readings.get(name, Reading()).at:
            return ""
        source, precision = self.source_of(name), self.precision_of(name)
        words = [dict(SOURCES).get(source, "") if source else "", ABOUT[1] if precision == ESTIMATED else ""]
        return " · ".join(str(word) for word in words if word)

    def clean(self) -> dict[str, Any]:
        """Times become hospital time; what cannot be read, or lies in the future, is refused."""
        cleaned = super().clean()
        entered = {k: v for k, v in self.instance.entered.items() if k not in self.points}
        for name in self.points:
            reading = self.readings.get(name, Reading())
            self._check(name, reading)
            if reading.at and name not in self.errors:
                cleaned[name] = reading.at
                entered[name] = self._typed(name, reading)
        self.instance.entered = {k: v for k, v in entered.items() if v}
        stay = self.instance.admission
        if stay and not stay.hospital.dates_are_shifted:
            for name in set(in_future(self.times, now=timezone.now())) & set(self.points):
                self.add_error(name, _("This lies in the future."))
        return cleaned

    def _check(self, name: str, reading: Reading) -> None:
        """Say what could not be read, instead of that it is no time."""
        if reading.error:
            self.errors.pop(name, None)
            self.add_error(name, reading.error)
        if self.source_of(name) not in dict(SOURCES):
            self.add_error(name, _("This source cannot be chosen here."))

    def _typed(self, name: str, reading: Reading) -> dict[str, Any]:
        """What is kept beside the instant: how it was typed, how sure it is, its source, that one's clock."""
        text, source = self._text(name), self.source_of(name)
        ahead = self.ahead(source)
        shown = _written(reading.shown)
        kept = {
            "text": text[:40] if text != shown else "",
            "precision": ESTIMATED if self.precision_of(name) == ESTIMATED else "",
            "source": source,
            "shown": shown if ahead else "",
            "ahead": ahead,
        }
        return {key: value for key, value in kept.items() if value}

    def _as_read(self, only: Any) -> dict[str, str]:
        """The controls as they are understood: whole dates, the day meant, the mark of an estimate."""
        found: dict[str, str] = {}
        for name, reading in self.readings.items():
            if name in only and reading.error is None:
                found[name] = _written(reading.shown)
                if reading.unknown or reading.estimated:
                    found[f"precision_{name}"] = self.precision_of(name)
        return found

    def _said(self, name: str) -> Any:
        """The answer to a question now; the stored one where the form does not say."""
        return (self.told.get(name) or None) if name in self.told else getattr(self.instance, name, None)

    def _text(self, name: str) -> str:
        """What stands in the control of a point."""
        if name in self.told:
            return str(self.told[name] or "")
        stored = getattr(self.instance, name)
        return _written(stored + timedelta(minutes=self._stored(name).get("ahead", 0))) if stored else ""

    def _stored(self, name: str) -> dict[str, Any]:
        kept: dict[str, Any] = self.instance.entered.get(name, {})
        return kept


def _written(at: Any) -> str:
    return timezone.localtime(at).strftime(FORMAT) if at else ""


OWN_FORMS["timeline"] = TimelineForm
