"""PDF files by different producers for benchmarks.pdf_reading; what is not installed makes none.

Programs: LibreOffice (`soffice`), Chromium, XeTeX, LuaTeX, Ghostscript. Libraries: reportlab, arabic-reshaper,
python-bidi, weasyprint, python-docx (the extra `bench`). Fonts: whichever of `FONTS` fontconfig finds.
"""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.pdf_texts import TITLE, texts

FONTS = (
    "Amiri",
    "DejaVu Sans",
    "Noto Naskh Arabic",
    "Noto Sans Arabic",
    "Noto Kufi Arabic",
    "Scheherazade",
    "KacstOne",
)
_TIMEOUT_S = 180


@dataclass(frozen=True, slots=True)
class Made:
    """One file: who made it, how, and whether a careful reader can be asked to read it."""

    path: Path
    producer: str
    readable: bool = True


def make_all(folder: Path) -> Iterator[Made]:
    """Make the files that the installed programs can make."""
    made = [*_chromium(folder), *_libreoffice(folder), *_weasyprint(folder), *_reportlab(folder), *_tex(folder)]
    yield from made
    yield from _distilled(folder, [each for each in made if each.readable][::4])


def _font_file(name: str) -> str | None:
    told = subprocess.run(
        ["fc-match", "-f", "%{family}|%{file}", name], capture_output=True, text=True, check=False
    ).stdout
    family, _, file = told.partition("|")
    return file if name in family else None


def fonts() -> dict[str, str]:
    """Return the installed fonts with their files."""
    return {name: file for name in FONTS if (file := _font_file(name))}


def _run(command: list[str], result: Path, cwd: Path) -> bool:
    try:
        subprocess.run(command, cwd=cwd, capture_output=True, check=False, timeout=_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return False
    return result.is_file() and result.stat().st_size > 0


_HTML = """<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><title>{title}</title><style>
@page {{ size: A4; margin: 22mm 18mm; {page} }}
body {{ font: {size}pt/1.6 "{font}"; text-align: {align}; }} h1 {{ font-size: 1.6em; }} {more}</style>
<body>{before}<h1>{title}</h1><div class="text">{text}</div></body></html>"""
_RUNNING = '@top-center { content: "صحيفة الرمال"; } @bottom-center { content: counter(page); }'
_TWO = ".text { column-count: 2; column-gap: 9mm; }"


def html(font: str, *, align: str = "right", size: int = 12, more: str = "", page: str = "", times: int = 1) -> str:
    """Return the article as a page to be printed."""
    text = "".join(f"<p>{each}</p>" for each in texts(times))
    before = '<div class="fixed">صحيفة الرمال الأسبوعية</div>' if "fixed" in more else ""
    return _HTML.format(title=TITLE, font=font, align=align, size=size, more=more, page=page, text=text, before=before)


def _html_variants() -> Iterator[tuple[str, str]]:
    names = list(fonts())
    for name in names:
        yield f"plain-{name.replace(' ', '')}", html(name)
    first = names[0] if names else "serif"
    for name in names[:3]:
        yield f"justified-{name.replace(' ', '')}", html(name, align="justify")
        yield f"columns-{name.replace(' ', '')}", html(name, align="justify", size=10, more=_TWO)
    yield "running", html(first, page=_RUNNING, times=4)
    yield "small", html(first, size=8)


def _chromium(folder: Path) -> Iterator[Made]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        return
    variants = dict(_html_variants())
    variants["fixed"] = html(next(iter(fonts())), times=4, more=".fixed { position: fixed; top: -14mm; right: 0; }")
    for name, source in variants.items():
        page, out = folder / f"chromium-{name}.html", folder / f"chromium-{name}.pdf"
        page.write_text(source, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu"]
        header = [] if name == "running" else ["--no-pdf-header-footer"]
        if _run([program, *options, *header, f"--print-to-pdf={out}", page.as_uri()], out, folder):
            yield Made(out, "Chromium")


def _weasyprint(folder: Path) -> Iterator[Made]:
    if importlib.util.find_spec("weasyprint") is None:
        return
    import weasyprint

    for name, source in _html_variants():
        if "KacstOne" in name:
            continue  # draws 4 and ٤ alike, and WeasyPrint tells both as 4
        out = folder / f"weasyprint-{name}.pdf"
        weasyprint.HTML(string=source).write_pdf(out)
        yield Made(out, "WeasyPrint")


def _libreoffice(folder: Path) -> Iterator[Made]:
    program = shutil.which("soffice")
    if program is None:
        return
    sources = []
    for name in list(fonts())[:5]:
        sources.append(folder / f"libreoffice-{name.replace(' ', '')}.html")
        sources[-1].write_text(html(name), encoding="utf-8")
    if importlib.util.find_spec("docx"):
        sources += list(_word_files(folder))
    for source in sources:
        out = source.with_suffix(".pdf")
        kind = "pdf" if source.suffix == ".docx" else "pdf:writer_web_pdf_Export"
        home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
        if _run([program, home, "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)], out, folder):
            yield Made(out, "LibreOffice, " + ("from Word" if source.suffix == ".docx" else "from HTML"))


def _word_files(folder: Path) -> Iterator[Path]:
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for font in list(fonts())[:5]:
        for justified in (False, True):
            document = docx.Document()
            if justified:
                document.sections[0].header.paragraphs[0].text = "صحيفة الرمال"
            for number, text in enumerate([TITLE, *texts(3 if justified else 1)]):
                paragraph = document.add_paragraph()
                properties = paragraph._p.get_or_add_pPr()
                properties.append(OxmlElement("w:bidi"))
                if justified:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
                run = paragraph.add_run(text)
                run.font.rtl = True
                fonts_of = run._r.get_or_add_rPr().get_or_add_rFonts()
                for key in ("w:ascii", "w:hAnsi", "w:cs"):
                    fonts_of.set(qn(key), font)
                if number == 0:
                    run.font.bold = True
            path = folder / f"word-{font.replace(' ', '')}{'-justified' if justified else ''}.docx"
            document.save(str(path))
            yield path


def _wrapped(text: str, chars: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > chars:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _reportlab(folder: Path) -> Iterator[Made]:
    if not all(map(importlib.util.find_spec, ("reportlab", "arabic_reshaper", "bidi"))):
        return
    import arabic_reshaper
    from bidi import get_display

    def shaped(text: str) -> str:
        return str(get_display(arabic_reshaper.reshape(text), base_dir="R"))

    def visual(text: str) -> str:
        return str(get_display(text, base_dir="R"))

    files = [file for file in fonts().values() if file.endswith("ttf") and ("DejaVu" in file or "Kacst" in file)]
    for font in files[:2]:
        stem = Path(font).stem
        for name, order in (("shaped", shaped), ("visual", visual), ("logical", str)):
            out = folder / f"reportlab-{stem}-{name}.pdf"
            _draw(out, font, [order(line) for text in [TITLE, *texts()] for line in [*_wrapped(text, 70), ""]])
            yield Made(out, "reportlab, " + {"shaped": "shaped", "visual": "turned", "logical": "not turned"}[name])
    if files:
        broken = folder / "reportlab-broken.pdf"
        swapped = str.maketrans("ابتحدرسعفقلمنه", "هنملقفعسردحتبا")
        _draw(broken, files[0], [visual(each.translate(swapped)) for text in texts() for each in _wrapped(text, 70)])
        yield Made(broken, "reportlab, letters exchanged", readable=False)


def _draw(out: Path, font: str, lines: list[str]) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("F", font))
    canvas = Canvas(str(out), pagesize=A4)
    canvas.setFont("F", 11)
    at = 780
    for line in lines:
        if at < 60:
            canvas.showPage()
            canvas.setFont("F", 11)
            at = 780
        canvas.drawRightString(550, at, line)
        at -= 20
    canvas.save()


_TEX = r"""\documentclass[11pt%(options)s]{article}
\usepackage[a4paper,margin=25mm]{geometry}
%(setup)s
\begin{document}
%(title)s

%(text)s
\end{document}
"""
_LEFT_TO_RIGHT = re.compile(r"[A-Za-z]+(?: [A-Za-z0-9]+)*|[0-9]+(?:[.,:/][0-9]+)+")
_POLYGLOSSIA = r"""\usepackage{polyglossia}\setdefaultlanguage[numerals=maghrib]{arabic}
\newfontfamily\arabicfont[Script=Arabic]{%s}"""
_BABEL = r"\usepackage[bidi=basic,provide=*,arabic]{babel}\babelfont{rm}[Script=Arabic]{%s}"


def _tex(folder: Path) -> Iterator[Made]:
    for program, setup, producer in (("xelatex", _POLYGLOSSIA, "XeTeX"), ("lualatex", _BABEL, "LuaTeX")):
        if shutil.which(program) is None:
            continue
        for font in list(fonts())[:3]:
            for options in ("", ",twocolumn"):
                name = f"{program}-{font.replace(' ', '')}{'-columns' if options else ''}"
                text = _LEFT_TO_RIGHT.sub(r"\\LR{\g<0>}" if program == "xelatex" else r"\g<0>", "\n\n".join(texts()))
                text = text.replace("%", r"\%")
                source = folder / f"{name}.tex"
                parts = {"options": options, "setup": setup % font, "title": TITLE, "text": text}
                source.write_text(_TEX % parts, encoding="utf-8")
                out = source.with_suffix(".pdf")
                if _run([program, "-interaction=batchmode", source.name], out, folder):
                    yield Made(out, producer)


def _distilled(folder: Path, made: list[Made]) -> Iterator[Made]:
    if shutil.which("gs") is None:
        return
    for each in made:
        out = folder / f"gs-{each.path.name}"
        options = ["-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", f"-sOutputFile={out}"]
        if _run(["gs", *options, str(each.path)], out, folder):
            yield Made(out, "Ghostscript")
    if made:
        picture, out = folder / "scan.png", folder / "gs-scan.pdf"
        if _run(
            [
                "gs",
                "-q",
                "-dNOPAUSE",
                "-dBATCH",
                "-sDEVICE=pdfimage24",
                "-r60",
                f"-sOutputFile={out}",
                str(made[0].path),
            ],
            out,
            folder,
        ):
            picture.unlink(missing_ok=True)
            yield Made(out, "scanned", readable=False)
