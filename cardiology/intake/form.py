"""The form of the import page."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary.registry import sections
from cardiology.dictionary.section import Declared
from cardiology.intake import mapping
from cardiology.models import Admission, Patient


class SeveralFiles(forms.ClearableFileInput):
    """A control for more than one file."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files; each is checked like one."""

    widget = SeveralFiles

    def clean(self, files: Any, initial: Any = None) -> list[Any]:
        given = files if isinstance(files, list | tuple) else [files]
        return [cleaned for one in given if (cleaned := super(SeveralFilesField, self).clean(one, initial))]


class ImportForm(forms.Form):
    """Which file, and what is in it."""

    content = forms.ChoiceField(
        label=_("What is in the file"),
        help_text=_("The product's own headers are those of the codebook; a mapping reads a known source."),
    )
    file = forms.FileField(label=_("File"), help_text=_("CSV, gzipped CSV or XLSX, up to 64 MB."))
    beside = SeveralFilesField(
        label=_("Files beside it"), required=False, help_text=_("Only where the mapping names some.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["content"].choices = contents()  # type: ignore[attr-defined]


def contents() -> list[Any]:
    """Own headers by kind, then the mappings that ship with the product."""
    own = [(f"kind:{kind}", str(mapping.model_of(kind).title)) for kind in kinds()]
    mapped = [(f"mapping:{told.name}", told.title) for told in sources()]
    return [
        ("", gettext("Choose")),
        (gettext("Own headers"), own),
        (gettext("Known sources"), mapped),
    ]


def sources() -> list[mapping.Mapping]:
    """The known sources with what their mappings say of them, in the reader's language."""
    known = [mapping.load(name) for name in mapping.names()]
    return [replace(told, **told.chinese) for told in known] if get_language() == "zh-hans" else known


def kinds() -> list[str]:
    """Patient, admission and the sections of the record, in their order."""
    own = [m for m in sections() if m._meta.app_label == Patient._meta.app_label]
    models: list[type[Declared]] = [Patient, Admission, *own]
    return [str(m._meta.model_name) for m in models]
