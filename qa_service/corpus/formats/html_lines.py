"""Lines of a web page that are no text of its article, told by their words: menus, rights, counters, tags."""

import re

_MAX_CHARS = 160
_SEPARATOR = re.compile(r"\s*[|•·»›]\s*")
_WEAK_SEPARATOR = re.compile(r"\s+[-–/]\s+|\s{2,}|\u00a0+")  # between names of sections only where they are known ones
_MAX_PART_WORDS = 4
_MAX_MENU_WORDS = 14
_PLACES = re.compile(
    "(?:الصفحة )?الرئيسية|الصفحة الأولى|اتصل بنا|اتصلوا بنا|من نحن|الخصوصية|الشروط|شروط (?:الخدمة|الاستخدام)"
    "|خريطة الموقع|الأرشيف|أرشيف|أعلن معنا|للإعلان|الإعلانات|وظائف|سجل الزوار|خدمة RSS"
)
_PAGE_LINE = re.compile(
    r"(?:©|\(c\)|copyright|حقوق النشر).*|.*(?:جميع|كل|كافة) الحقوق محفوظة.*|.*all rights reserved.*"
    r"|(?:تصميم|برمجة|تطوير|استضافة) و(?:تصميم|برمجة|تطوير|استضافة)\b.*"
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
    places = len(_PLACES.findall(line))
    parts = [part for part in _SEPARATOR.split(line) if part.strip()]
    if len(parts) < 2:
        weak = [part for part in _WEAK_SEPARATOR.split(line) if part.strip()]
        known = places > 1 or (places == 1 and len(weak) > 2)
        return known and len(line.split()) <= _MAX_MENU_WORDS and not re.search("[.!؟:،]", line.rstrip("؟"))
    if any(len(part.split()) > _MAX_PART_WORDS or re.search("[.!:،]", part) for part in parts):
        return False
    return len(parts) > 2 or places > 0


def without_page_lines(text: str) -> str:
    """Return a text without its lines that belong to the page."""
    return "\n".join("" if is_page_line(line) else line for line in text.split("\n"))
