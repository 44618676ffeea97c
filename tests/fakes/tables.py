"""Tables of services as officers send them."""

from io import BytesIO
from zipfile import ZipFile

HEADING = ("ชื่อบริการ", "หน่วยงาน", "กลุ่ม", "ระดับทั้งหมด")
LEVELS = "SISIASIIIIII"


def csv_table(*services: str, group: str = "3.1", levels: str = LEVELS) -> bytes:
    """A table in CSV, with a byte order mark as Excel writes it."""
    rows = [",".join(HEADING), *(f"{service},กรมตัวอย่าง,{group},{levels}" for service in services)]
    return "\r\n".join(rows).encode("utf-8-sig")


def pasted_table(*services: str, group: str = "3.1", levels: str = LEVELS) -> str:
    """The same as rows that were copied from a spreadsheet program."""
    return "\n".join(["\t".join(HEADING), *(f"{service}\tกรมตัวอย่าง\t{group}\t{levels}" for service in services)])


def xlsx_table(*services: str, group: str = "3.1", levels: str = LEVELS) -> bytes:
    """A table as the smallest workbook that a spreadsheet program would open."""
    rows = [HEADING, *((service, "กรมตัวอย่าง", group, levels) for service in services)]
    cells = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{"ABCD"[place]}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in enumerate(row)
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    content = BytesIO()
    with ZipFile(content, "w") as package:
        for name, part in _PARTS.items():
            package.writestr(name, part)
        package.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{_MAIN}"><sheetData>{cells}</sheetData></worksheet>'
        )
    return content.getvalue()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
    '<sheets><sheet name="บริการ" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
