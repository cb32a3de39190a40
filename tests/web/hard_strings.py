"""Strings that pages get wrong: each with its stretches in reading order, from the right to the left of the line.

A stretch without an Arabic letter must stand left to right within itself, one with Arabic letters right to left.
"""

HARD: dict[str, list[str]] = {
    "full stop at the left end": ["يبلغ طوله", "6650", "كيلومترا", "."],
    "Latin first": ["C++", "لغة برمجة", "."],
    "Latin last": ["صدر كتاب", "Clean Code", "."],
    "Latin name with plus signs": ["نتعلم", "C++", "و", "C#", "معا", "."],
    "name with an at sign": ["كتب", "@name", "تعليقا", "."],
    "hashtag": ["وسم", "#Rabat2030", "انتشر", "."],
    "signed number": ["بلغت الحرارة", "-15", "درجة", "."],
    "signed number after a letter": ["هبطت إلى", "-3", "ليلا", "."],
    "plus sign": ["ارتفع بنحو", "+7", "نقاط", "."],
    "percent": ["نسبة", "50%", "من السكان", "."],
    "eastern percent": ["نسبة", "٥٠٪", "من السكان", "."],
    "decimal": ["النسبة", "3.14", "تقريبا", "."],
    "thousands": ["يسكنها", "1,250,000", "نسمة", "."],
    "currency": ["ثمنه", "$450", "فقط", "."],
    "date with slashes": ["وقع يوم", "16/05/2023", "في الرباط", "."],
    "ISO date": ["وقع يوم", "2023-05-16", "في الرباط", "."],
    "date with dots": ["وقع يوم", "16.05.2023", "في الرباط", "."],
    "eastern date": ["وقع يوم", "١٦/٥/٢٠٢٣", "في الرباط", "."],
    "Persian digits": ["سنة", "۱۴۰۲", "هجرية", "."],
    "time": ["الساعة", "10:30", "صباحا", "."],
    "range of years, en dash": ["بين", "1990", "–", "1995", "ميلادية", "."],
    "range of years, hyphen": ["بين", "1990", "-", "1995", "ميلادية", "."],
    "range of eastern years": ["بين", "١٩٩٠", "–", "١٩٩٥", "ميلادية", "."],
    "phone with spaces": ["الهاتف", "+212 5 22 12 34 56", "ليلا ونهارا", "."],
    "phone with hyphens": ["الهاتف", "0522-12-34-56", "نهارا", "."],
    "phone with brackets": ["الهاتف", "(0522) 12 34 56", "نهارا", "."],
    "address of the web": ["الموقع", "https://example.org/a/b?x=1&y=2", "مفيد", "."],
    "address before a full stop": ["زر", "https://example.org/page.html", "."],
    "address without scheme": ["زر", "www.example.org/ar", "الآن", "."],
    "mail": ["راسل", "info.desk@example.org", "اليوم", "."],
    "brackets around Arabic": ["المغرب", "(", "المملكة", ")", "بلد", "."],
    "brackets around Latin": ["منظمة الصحة", "(", "WHO", ")", "دولية", "."],
    "Latin name with its short form": ["تقرير", "World Health Organization (WHO)", "السنوي", "."],
    "guillemets": ["قال", "«", "نعم", "»", "ومضى", "."],
    "guillemets around Latin": ["رواية", "«", "The Trial", "»", "مشهورة", "."],
    "question mark": ["هل صدر", "iPhone 15", "؟"],
    "exclamation after Latin": ["مرحبا", "Maria", "!"],
    "comma after Latin": ["في", "Paris", "،", "ثم في", "London", "."],
    "slashed abbreviation": ["بروتوكول", "TCP/IP", "شائع", "."],
    "model number": ["نموذج", "GPT-4", "لغوي", "."],
    "accented Latin": ["مدينة", "São Paulo", "كبيرة", "."],
    "emoji between": ["مبروك", "😀", "يا", "Sara", "."],
    "tatweel and marks": ["مُحَمَّـــد", "سنة", "2011", "."],
    "colon and number": ["المجموع", ":", "12", "مقالا", "."],
    "ordinal list": ["1", ".", "البند الأول"],
    "version": ["الإصدار", "v2.0.1", "جديد", "."],
    "file path": ["الملف", "docs/readme.md", "موجود", "."],
}

CONTROLS = {
    "open override": "نص \u202eمقلوب هنا",
    "open embedding": "نص \u202aمضمن هنا",
    "open isolate": "نص \u2066معزول هنا",
    "open isolates": "نص \u2067\u2067\u2068معزول هنا",
    "stray end of isolate": "نص \u2069بلا بداية",
    "many stray ends": "نص \u2069\u2069\u2069\u2069\u202c بلا بداية",
    "marks of direction": "نص \u200e\u200f\u061c هنا",
    "override in an isolate": "نص \u2066\u202eabc هنا",
}
LONG = "م" * 2000 + " 2011 " + "W" * 2000


def joined(stretches: list[str]) -> str:
    """The string: stretches with a space between words, none around signs."""
    text = ""
    for each in stretches:
        tight = (
            each in {".", "،", "؟", "!", ")", "»", ":"}
            or text.endswith(("(", "«"))
            or not text
            or each in {"–", "-"}
            or text.endswith(("–", "-"))
        )
        text += each if tight else f" {each}"
    return text
