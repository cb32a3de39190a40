"""Phrasing: translated words in Arabic order: adjectives after their noun and in agreement with it, with articles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal[
    "asking", "noun", "adjective", "name", "number", "foreign", "preposition", "pronoun", "and",
    "article", "genitive", "possessive", "break",
]  # fmt: skip

_ADJECTIVES = frozenset(
    """كبير صغير جديد قديم طويل قصير سريع قوي مهم مشهور حديث طبيعي خاص عام مختلف مشترك متوسط عميق واسع منتصر مستقل عنيف
    متطرف متجدد حر نادر ثقيل خطير ضعيف بطيء حار بارد جاف صعب سهل غني فقير معين محافظ""".split()
)
_NOUNS_LIKE_ADJECTIVES = frozenset(
    """قاضي نادي كرسي وادي حي محامي مغني شرطي جندي والي شاي مبنى موسيقي أراضي علي صحفي روائي سياسي دبلوماسي كيميائي
    فيزيائي موسيقي صيدلي رأي نبي ري جري ماضي""".split()
)
_FEMININE_ENDINGS = ("ة", "ات")
_FEMININE_NOUNS = frozenset("حرب أرض شمس نار مدن دول قوى حدود جزر أنهار جبال سفن جهود شؤون علوم".split())


@dataclass(frozen=True, slots=True)
class Item:
    """A translated word or phrase. Articles, genitives and breaks have no text."""

    text: str
    kind: Kind
    definite: bool = False  # includes an article, as the French «du»


def is_adjective(text: str) -> bool:
    """Return whether an Arabic word of the glossary counts as an adjective: a nisba («عالمي») or one of a list."""
    is_nisba = text.endswith("ي") and len(text) >= 4 and " " not in text and text not in _NOUNS_LIKE_ADJECTIVES
    return is_nisba or text in _ADJECTIVES


def phrased(items: Sequence[Item], *, reverse: bool) -> str:
    """Return the items as Arabic text; `reverse` for a language with modifiers before the noun."""
    texts = [item.text for item in items if item.kind == "asking"][:1]
    tie = "و" if items and items[0].kind == "and" else ""  # «and when?» refers to the previous question
    run: list[Item] = []
    definite = after_asking = False
    proclitic = held = ""
    for item in [*items, Item("", "break")]:
        if item.kind in _CONTENT:
            run.append(item)
            continue
        if item.kind == "possessive" and run:
            continue
        if item.kind == "pronoun":
            held = item.text
            continue
        # «رئاسة المنتدى» is a construct without article; «المنتدى العالمي لمكافحة…», with an adjective, can't be one.
        is_construct = item.kind == "genitive" and not any(each.kind == "adjective" for each in run)
        ordered = _reversed(run, verb_first=after_asking) if reverse else run
        words = [each.text for each in _agreeing(ordered, definite and not is_construct)]
        after_asking = item.kind == "asking" and item.text in _SUBJECTS
        if words:
            texts += [_attached(proclitic, words[0]), *words[1:]]
            proclitic = "ل" if definite and item.kind == "genitive" and not is_construct else ""
        run = []
        definite = item.kind == "article" or item.definite
        if item.kind == "and" and (texts or run):
            proclitic = "و"
        if item.kind == "preposition":
            texts.append(_attached(proclitic, item.text))
            proclitic = ""
    while texts and texts[-1] in _DANGLING:
        texts.pop()
    if held and texts:
        texts[-1] = _with_pronoun(texts[-1], held)
    return tie + " ".join(texts)


def _attached(proclitic: str, word: str) -> str:
    """Return a word with «و» or «ل» attached; «ل» and the article become «لل»."""
    if proclitic == "ل" and word.startswith("ال"):
        return "لل" + word[2:]
    return proclitic + word


def _with_pronoun(phrase: str, pronoun: str) -> str:
    """Attach a pronoun: «عاصمة», «عدد السكان» with ها are «عاصمتها», «عدد سكانها»."""
    *before, word = phrase.split()
    host = word.removeprefix("ال").removesuffix("ة") + "ت" * word.endswith("ة")
    return " ".join((*before, host + pronoun))


_CONTENT = frozenset(("noun", "adjective", "name", "number", "foreign"))
_SUBJECTS = frozenset(("من", "ما", "ماذا"))  # question words that a verb may follow: who discovered, what caused
_DANGLING = frozenset("في من إلى مع على عن بين قبل بعد خلال ضد منذ تحت عبر حتى بدون داخل".split())


def _reversed(run: list[Item], *, verb_first: bool) -> list[Item]:
    """Reverse the order of an English noun phrase: the last noun first. Names stay whole and follow the
    nouns that introduce them (King Mohammed VI). `verb_first`: the first item stays first, unless it is an adjective."""
    if verb_first and run and run[0].kind == "noun":
        return [run[0], *_reversed(run[1:], verb_first=False)]
    parts: list[list[Item]] = []
    heads: list[Item] = []
    for place, item in enumerate(run):
        if item.kind not in ("name", "number"):
            heads.append(item)
            continue
        is_first = place == 0 or run[place - 1].kind not in ("name", "number")
        if is_first:
            parts.append(heads[::-1])
            heads = []
        parts[-1].append(item)
    parts.append(heads[::-1])
    return [item for part in reversed(parts) for item in part]


def _agreeing(run: list[Item], definite: bool) -> list[Item]:
    """Make adjectives agree in gender with the preceding noun, and in the article with the last noun."""
    nouns = [place for place, item in enumerate(run) if item.kind in ("noun", "name")]
    last = nouns[-1] if nouns else -1
    found = []
    noun: Item | None = None
    has_article = False
    for place, item in enumerate(run):
        text = item.text
        if item.kind in ("noun", "name"):
            noun = item
            takes = definite and place == last and item.kind == "noun" and " " not in text
            text = _with_article(text) if takes else text
            has_article = definite or item.kind == "name" or text.startswith("ال") or " ال" in text
        elif item.kind == "adjective" and noun is not None:
            text = _feminine(text) if _is_feminine(noun.text) else text
            text = _with_article(text) if has_article else text
        found.append(replace(item, text=text))
    return found


def _is_feminine(noun: str) -> bool:
    first = noun.split(maxsplit=1)[0].removeprefix("ال")
    return first.endswith(_FEMININE_ENDINGS) or first in _FEMININE_NOUNS


def _feminine(adjective: str) -> str:
    return adjective if adjective.endswith("ة") or " " in adjective else adjective + "ة"


def _with_article(word: str) -> str:
    return word if word.startswith("ال") else "ال" + word
