"""The report as python-docx and an HTML parser see it: headings in order, numbered paragraphs, tables, no broken markup.

Called by run.sh with the server's address.
"""

import io
import sys
import urllib.request

import docx
import html5lib

# Sections with nothing in them are left out.
HEADINGS = [
    "Summary",
    "I. Current status and work",
    "Annex: all presences and posts",
    "Sources of the figures",
]


def get(address, query):
    with urllib.request.urlopen(f"{address}/v1/reports/adviser-programme?{query}", timeout=30) as answer:
        return answer.read()


address = sys.argv[1]
document = docx.Document(io.BytesIO(get(address, "format=docx")))
headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
assert headings == HEADINGS, headings
numbered = [p for p in document.paragraphs if p.style.name == "Numbered Paragraph"]
assert len(numbered) >= 6, len(numbered)
captions = [p.text for p in document.paragraphs if p.style.name == "Caption"]
assert len(captions) == len(document.tables) - 1, "every table but the list of sources has a caption"
presences = next(t for t in document.tables if t.cell(0, 0).text == "Presence")
assert len(presences.rows) > 90, len(presences.rows)
for table in document.tables:
    assert len({len(row.cells) for row in table.rows}) == 1, "every row has every column"

for language in ["en", "fr", "es", "ar", "ru", "zh"]:
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(get(address, f"format=html&lang={language}"))
    assert page.get("lang") == language
    assert len(page.findall(".//h1")) == 1 and len(page.findall(".//h2")) == len(HEADINGS)
    assert not page.findall(".//script")
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), "an id is there once"
    for table in page.findall(".//table"):
        assert table.find("caption") is not None and table.find(".//th[@scope='col']") is not None
    docx.Document(io.BytesIO(get(address, f"format=docx&lang={language}")))
print("the report opens: headings, paragraphs and tables are where they should be")
