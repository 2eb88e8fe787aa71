"""The rows of the catheterisation report as forms: short, and filled by keyboard."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology.codes import segments
from cardiology.dictionary import Section, YesNo
from cardiology.dictionary.form_fields import VariableField
from cardiology.forms import SectionForm
from cardiology.models import Device, Lesion, Procedure
from cardiology.queries.cath import rows
from cardiology.queries.cath.lines import stent_label

MODELS: dict[str, type[Section]] = {
    "start": Procedure, "end": Procedure, "lesion": Lesion, "device": Device,
}  # fmt: skip


class SegmentField(VariableField):
    """A segment by its number or by what people call it; the list of all stands beside it."""

    def __init__(self, **options: Any) -> None:
        attrs = {"list": "segments", "autocomplete": "off", "data-segment-input": ""}
        super().__init__(**options, widget=forms.TextInput(attrs=attrs))

    def read(self, text: str) -> str:
        found = segments.read(text)
        if len(found) == 1:
            return found[0].code
        if not found:
            raise ValidationError(
                _("No segment is called “%(text)s”; a number such as 12, or pLAD."),
                params={"text": text[:40]},
            )
        offered = ", ".join(f"{s.code} {s.short}" for s in found[:5])
        raise ValidationError(
            _("“%(text)s” can be: %(offered)s."), params={"text": text[:40], "offered": offered}
        )


class SegmentsField(SegmentField):
    """Several segments, one beside the other: "13 14", "mLAD, D1"."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": "13 14"})

    def read(self, text: str) -> list[str]:  # type: ignore[override]
        words = text.replace(",", " ").replace("，", " ").replace(";", " ").split()
        found = {super(SegmentsField, self).read(word) for word in words}
        return [code for code in segments.all_segments() if code in found]

    def prepare_value(self, value: Any) -> Any:
        return " ".join(value) if isinstance(value, list | tuple) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")


class Tick(forms.CheckboxInput):
    """A box that is ticked for yes."""

    def format_value(self, value: Any) -> str:
        return str(YesNo.YES)


class MarkField(forms.BooleanField):
    """Yes where it is ticked. Not ticked leaves a no or an unknown as it was, and takes back a yes."""

    def __init__(self, variable: Any, before: str | None, key: str) -> None:
        self.variable, self.before = variable, before
        widget = Tick(attrs={"data-mark": key}, check_test=lambda value: value in (YesNo.YES, True))
        super().__init__(label=variable.verbose_name, required=False, widget=widget)

    def clean(self, value: Any) -> str | None:
        if value:
            return str(YesNo.YES)
        return None if self.before == YesNo.YES else self.before


class PartForm(SectionForm):
    """A part of the report. A reason for a missing value that this form does not show is kept."""

    carried: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if type(field.widget) is forms.RadioSelect:
                field.widget = forms.Select(choices=[("", "—"), *field.widget.choices])
            elif isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 2

    def reason_for(self, name: str) -> str:
        if self.is_bound and self.add_prefix(f"missing_{name}") not in self.data:
            return "" if self.data.get(self.add_prefix(name)) else self.instance.missing.get(name, "")
        return super().reason_for(name)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a new row beyond what it took over from the last one."""
        return not (set(self.changed_data) - {"submission", "revision"})


class LesionForm(PartForm):
    """A lesion: segment by number or name, marks ticked by letter, the stent that it lies in."""

    def __init__(self, *args: Any, stents: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["segment"] = SegmentField(
            variable=Lesion._meta.get_field("segment"), label=_("Segment"), required=False
        )
        further = Lesion._meta.get_field(rows.FURTHER)
        self.fields[further.name] = SegmentsField(variable=further, label=_("Extends into"), required=False)
        for name, key in rows.MARKS.items():
            if name not in self.fields:
                continue
            self.fields[name] = MarkField(Lesion._meta.get_field(name), getattr(self.instance, name), key)
        chosen = self.fields["prior_device"]
        chosen.queryset = Device.objects.filter(pk__in=[s.pk for s in stents])
        chosen.choices = [("", "—"), *((s.pk, stent_label(s)) for s in stents)]

    @property
    def ticks(self) -> list[Any]:
        return [self[name] for name in rows.MARKS if name in self.fields]

    @property
    def row(self) -> list[Any]:
        """The fields of the first line."""
        return [self[name] for name in rows.LESION if name in self.fields]

    @property
    def more(self) -> list[Any]:
        """The fields that few lesions need."""
        return [self[name] for name in (*rows.MORE, "prior_device")]

    @property
    def has_more(self) -> bool:
        """Whether one of those has something to say."""
        return any(field.errors or field.value() not in (None, "") for field in self.more)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("segment") and "segment" not in self.errors:
            self.add_error("segment", gettext_lazy("Which segment? A number such as 12, or pLAD."))
        rows.follow(cleaned)
        for name in rows.FOLLOWING:
            setattr(self.instance, name, cleaned.get(name) or getattr(self.instance, name))
        return cleaned


class DeviceForm(PartForm):
    """A device of a lesion."""

    @property
    def row(self) -> list[Any]:
        """The fields of the line."""
        return [self[name] for name in rows.DEVICE]


def part_form(part: str, row: Section, kind: str, **options: Any) -> Any:
    """The form of a part of the report: facts before and after, a lesion, a device."""
    base = {"lesion": LesionForm, "device": DeviceForm}.get(part, PartForm)
    fields = rows.names(part, kind) + (["prior_device"] if part == "lesion" else [])
    made: Any = forms.modelform_factory(MODELS[part], form=base, fields=fields)
    return made(instance=row, auto_id=f"{part}_%s", **options)
