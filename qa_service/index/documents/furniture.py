"""Furniture: how many articles of a site have to have a sentence before it counts as a part of the page.

An address to the reader or a line without a stop at the edges of the articles does soon. What agencies repeat are whole
sentences, which stand in few of all articles; tables repeat lines like «العملة: الدرهم» in the midst of them.
"""

import re

LEAST_DOCUMENTS = 5
_ENOUGH_DOCUMENTS = 50  # for what a hundredth is enough of
_SHORT_TERMS = 6  # of a sentence with a stop; a longer one may be news
_NEVER = 2.0
# The share of the articles, at their edges and in their midst.
_SHARES = {
    "address": (0.01, 0.02), "line": (0.01, 0.3), "value": (0.2, _NEVER), "short": (0.05, 0.5), "sentence": (0.25, 0.8),
}  # fmt: skip
_STOP = re.compile(r"[.!?؟۔…][\s»”’\"')\]]*\Z")
_VALUE = re.compile(r"[^:]{2,40}:\s*\S")
# Words by which a page speaks to its readers, to whom an article hardly ever does; whatever the spelling.
_ADDRESS = re.compile(
    r"(?<!\w)[وف]?(?:تابعو?نا|تابعوا|شاركو?نا|شاركوا|[إا]شتركوا|[إا]نضموا|[إا]ضغطوا|[إا]نقروا|حمّ?لوا|سجّ?لوا|زوروا|راسلونا"
    r"|[أا]رسلوا|[إا]قر[أؤ]وا|للتواصل معنا|للاشتراك|للإعلان معنا|تطبيقنا|نشرتنا|قناتنا|صفحتنا|صفحاتنا|موقعنا|حسابنا"
    r"|حساباتنا|بريدكم?|تعليقكم?|ر[أا]يكم?|[أا]صدقا[ئء]كم?|الحقوق محفوظة)(?!\w)|[©@]|https?://|www\."
)


def least_documents(text: str, terms: int, is_edge: bool, documents: int) -> float:
    """In how many of a site's `documents` a sentence has to stand to be furniture.

    Args:
        text: the sentence.
        terms: how many content words it has.
        is_edge: whether it mostly stands at the beginning or the end of the articles.
        documents: how many the site has.
    """
    form = _form_of(text, terms)
    if form == "sentence" and not is_edge:
        return max(2 * LEAST_DOCUMENTS, _SHARES[form][1] * documents)
    share = _SHARES[form][0 if is_edge else 1]
    least = round(share * documents)
    return max(LEAST_DOCUMENTS, min(_ENOUGH_DOCUMENTS, least) if share <= 0.02 else least)


def _form_of(text: str, terms: int) -> str:
    if _ADDRESS.search(text):
        return "address"
    if _STOP.search(text):
        return "short" if terms < _SHORT_TERMS else "sentence"
    return "value" if _VALUE.match(text) else "line"
