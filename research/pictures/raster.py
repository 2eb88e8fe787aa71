"""A figure as a picture for a paper: the same drawing, 300 dots to the inch over 6.3 inches."""

from pathlib import Path

FONT = "NotoSansSC-Regular.otf"
WIDTH = 1900  # pixels


def png(svg: str) -> bytes:
    """PNG on white, with the typeface of the documents, whatever is installed on the machine."""
    import pylopdf_fonts_zh_cn
    import resvg_py

    font = str(Path(pylopdf_fonts_zh_cn.__file__).parent / FONT)
    return bytes(resvg_py.svg_to_bytes(
        svg_string=str(svg), width=WIDTH, background="#ffffff", font_files=[font], font_family="Noto Sans SC",
        sans_serif_family="Noto Sans SC", serif_family="Noto Sans SC", skip_system_fonts=True,
    ))  # fmt: skip
