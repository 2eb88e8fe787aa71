"""Files that nobody means well with, and honest ones of an odd kind: made anew for each campaign."""

import gzip
import io
import zipfile

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
HEAD, ROW = "number,name,sex\n", "<row>{}</row>"


def book(rows, shared="", sheets=1, before="", **more):
    """A workbook with these rows in its first sheet, and what else is asked for."""
    names = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    links = "".join(_link(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, sheets + 1))
    links += _link("rs", "sharedStrings", "sharedStrings.xml") if shared else ""
    start = _link("r", "officeDocument", "xl/workbook.xml")
    empty = f"<worksheet {MAIN}><sheetData/></worksheet>"
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f"<Relationships {PACKAGE}>{start}</Relationships>",
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATION}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {PACKAGE}>{links}</Relationships>",
        "xl/worksheets/sheet1.xml": f"{before}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>",
        **{f"xl/worksheets/sheet{n}.xml": empty for n in range(2, sheets + 1)},
        **({"xl/sharedStrings.xml": f"<sst {MAIN}>{shared}</sst>"} if shared else {}),
        **more,
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _link(name, kind, target):
    return f'<Relationship Id="{name}" Type="{RELATION}/{kind}" Target="{target}"/>'


def cells(count, told="<v>1</v>", kind=""):
    return f"<c{kind}>{told}</c>" * count


def laughs():
    """Ten entities, each ten times the one before: a thousand million letters."""
    told = '<!ENTITY e0 "ha">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f"<!DOCTYPE worksheet [{told}]>"


def giants():
    """Name and content of hostile files that take a while to make."""
    yield "a sheet of 600 MB", book("<row/>", **{"xl/worksheets/sheet9.xml": b"0" * (600 << 20)})
    yield "gzip of 600 MB", gzip.compress(b"0" * (600 << 20), 1, mtime=0)
    yield "16 million cells without a place", book(ROW.format(cells(10)) * 1_600_000)
    yield "1,048,576 rows of ten", book(ROW.format(cells(10)) * 1_048_576)


def hostile():
    """Name and content of files that must be refused with a sentence, quickly and in little memory."""
    long_text = f"<si><t>{'A' * 10_000_000}</t></si>"
    shared = {"kind": ' t="s"', "told": "<v>0</v>"}
    yield "a text of 10 MB in 20,000 cells", book(ROW.format(cells(20, **shared)) * 1000, long_text)
    shared["kind"] = " t='s'"
    yield "the same in other quotes", book(ROW.format(cells(20, **shared)) * 1000, long_text)
    yield "16,384 columns", book(ROW.format(cells(16_384)))
    yield "a cell in the last corner", book('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    yield "a thousand million laughs", book(ROW.format("<c t='str'><v>&e9;</v></c>"), before=laughs())
    yield "an archive cut in half", book(ROW.format(cells(1)))[:400]
    yield "gzip in gzip", gzip.compress(gzip.compress(b"a,b\n1,2\n"))
    yield "a document with a script", b"%PDF-1.7\n1 0 obj <</S /JavaScript>>\n\xff\xfe\xfd"
    yield "one cell of 2 MB", b'a\n"' + b"x" * 2_000_000 + b'"\n'
    yield "two columns of one name", b"number,number\n1,2\n"
    yield "an encoding of elsewhere", "number,name\n1,M\xfcller \xe9 \xe8\n".encode("cp1252")
    yield "UTF-16 cut in a letter", HEAD.encode("utf-16")[:-1]
    yield "nothing", b""


def unfit():
    """Name and content of files that can be read as a table of some kind and must not be taken."""
    yield "a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 1000
    yield "only blanks", b" \r\n \r\n"
    yield "a web page", b"<html><script>alert(1)</script></html>"
    yield "no name", b"number,sex\n1,male\n2,male\n"
    yield "formulas and NUL", f"{HEAD}=1+1,\0,male\n".encode()
    yield "one row of two is wrong", f"{HEAD}1,A,male\n2,B,martian\n".encode()
    yield "a number twice", f"{HEAD}1,A,male\n1,B,male\n".encode()


def honest():
    """Name and content of odd files that are read."""
    text = f"{HEAD}1,张三,male\n2,·买买提·,female\n"
    for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"):
        yield f"as {encoding}", text.encode(encoding)
    yield "lone CR", text.replace("\n", "\r").encode()
    yield "packed", gzip.compress(text.encode())
    yield "300 sheets", book("<row><c t='str'><v>a</v></c></row>", sheets=300)


def honest_giants():
    """Name and content of the largest sheet that a spreadsheet program writes."""
    head = ROW.format("<c t='str'><v>a</v></c><c t='str'><v>b</v></c>")
    yield "1,048,576 rows of two", book(head + ROW.format(cells(2)) * 1_048_575)
