"""Lines of a web page that are no text of its article, told by their words: menus, rights, counters, tags."""

import re

_MAX_CHARS = 160
_SEPARATOR = re.compile(r"\s*[|•·»›]\s*")
_MAX_PART_WORDS = 4
_PLACES = re.compile(
    "الرئيسية|اتصل بنا|اتصلوا بنا|من نحن|الخصوصية|الشروط|شروط الخدمة|خريطة الموقع|الأرشيف|أعلن معنا|الإعلانات|وظائف"
)
_PAGE_LINE = re.compile(
    r"(?:©|\(c\)|&copy;|حقوق النشر).*|.*(?:جميع|كل|كافة) الحقوق محفوظة.*"
    r"|(?:الوسوم|وسوم|كلمات مفتاحية|الكلمات المفتاحية|كلمات دلالية|الكلمات الدلالية|tags?)\s*:.*"
    r"|(?:عدد )?(?:القراءات|المشاهدات|الزيارات|قراءة|مشاهدة|زيارة)\s*:?\s*\d[\d.,]*"
    r"|\d[\d.,]*\s*(?:قراءة|قراءات|مشاهدة|مشاهدات|زيارة|زيارات)"
    r"|(?:إعلان|إعلانات|اعلان|اعلانات|advertisement|محتويات المقال|في هذا المقال)\s*:?"
    r"|\d{1,2}:\d{2}",
    re.IGNORECASE,
)


def is_page_line(line: str) -> bool:
    """Return whether a line belongs to the page around the article."""
    line = line.strip()
    if not line or len(line) > _MAX_CHARS:
        return False
    return _PAGE_LINE.fullmatch(line) is not None or _is_menu(line)


def _is_menu(line: str) -> bool:
    """Return whether a line is a row of short names: «سياسة | رياضة | اتصل بنا»."""
    parts = [part for part in _SEPARATOR.split(line) if part]
    if len(parts) < 2 or any(len(part.split()) > _MAX_PART_WORDS or re.search("[.!:،]", part) for part in parts):
        return False
    return len(parts) > 2 or _PLACES.search(line) is not None


def without_page_lines(text: str) -> str:
    """Return a text without its lines that belong to the page."""
    return "\n".join("" if is_page_line(line) else line for line in text.split("\n"))
