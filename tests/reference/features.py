"""The features of candidate sentences in plain Python, from the texts themselves: what the kernel is held to.

scikit-learn says what a term and a sentence weigh; all else is counted word by word.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log, log1p, sqrt

from sklearn.feature_extraction.text import TfidfVectorizer

from qa_service.arabic.analysis.analyzer import content_tokens, gram_codes, light_stem, root
from qa_service.arabic.conversation import cues
from qa_service.arabic.conversation.asking import KINDS
from qa_service.index.index import Index
from qa_service.index.postings.retrieval import Hits
from qa_service.query.query import Query

K1, B, COMMON_TERMS = 1.2, 0.6, 15
NEAR, FAR = 3, 30
HAS = {"number": cues.NUMBER, "year": cues.YEAR, "month": cues.MONTH, "country": cues.PLACE, "title": cues.TITLE,
       "unit": cues.UNIT, "numeral": cues.NUMERAL, "latin": cues.LATIN}  # fmt: skip
SAYS = {"reason": cues.REASON, "copula": cues.COPULA, "parenthesis": cues.PARENTHESIS, "quote": cues.QUOTE,
        "list": cues.LIST, "speech": cues.SPEECH, "manner": cues.MANNER, "time": cues.TIME,
        "locative": cues.LOCATIVE}  # fmt: skip
WANTED = {"when": cues.TIME, "where": cues.LOCATIVE, "why": cues.REASON, "how": cues.MANNER, "what": cues.COPULA}
VIEWS = {"stem": lambda words: list(map(light_stem, words)), "root": lambda words: list(map(root, words)),
         "gram": lambda words: [code for word in words for code in gram_codes(word)]}  # fmt: skip
Row = dict[str, float]


def words_of(text: str) -> list[str]:
    return [token.text for token in content_tokens(text)]


class Weighed:
    """One view of all sentences of an index, as scikit-learn weighs it."""

    def __init__(self, view: str, sentences: list[list[str]]) -> None:
        self.units_of = VIEWS[view]
        self.idf: dict[object, float] = {}
        self.unseen = log(1 + len(sentences)) + 1  # of a unit that stands in titles alone
        self.lengths = [1e-6] * len(sentences)
        if any(sentences):
            vectorizer = TfidfVectorizer(analyzer=self.units_of, norm=None)
            matrix = vectorizer.fit_transform(sentences)
            self.idf = {unit: vectorizer.idf_[place] for unit, place in vectorizer.vocabulary_.items()}
            self.lengths = [max(sqrt(row.multiply(row).sum()), 1e-6) for row in matrix]

    def cosine(self, asked: Sequence[tuple[object, int]], sentence: int, words: list[str]) -> float:
        """Of units that the index knows, each asked for so often, and a sentence."""
        held, weighed = self.units_of(words), [(unit, n, self.idf.get(unit, self.unseen)) for unit, n in asked]
        length = sqrt(sum((n * idf) ** 2 for _, n, idf in weighed)) or 1.0
        return sum(n * idf * idf * held.count(unit) for unit, n, idf in weighed) / (length * self.lengths[sentence])


def features_of(index: Index, query: Query, hits: Hits) -> dict[int, Row]:
    """The features of all sentences of the passages retrieved, by their numbers."""
    words = [words_of(index.sentence_text(number)) for number in range(index.sentence_count)]
    weighed = {view: Weighed(view, words) for view in VIEWS}
    for number in range(index.sentence_count - 1, -1, -1):  # a printed question is the beginning of its answer
        asked = questions_before(index, number)
        words[number] = [word for each in (*asked, number) for word in words[each]]
        for view in weighed.values():
            view.lengths[number] = sqrt(sum(view.lengths[each] ** 2 for each in (*asked, number)))
    rank_of = {passage: rank for rank, passage in enumerate(hits.passages.tolist())}
    rows: dict[int, Row] = {}
    for passage in sorted(rank_of):
        here = index.sentences_of(passage)
        for sentence in here:
            rows[sentence] = _alone(index, query, weighed, sentence, words[sentence])
            rows[sentence] |= {"question_candidates": len(rank_of), "place_sentence": min(sentence - here[0], 10),
                               "best_passage_rank": log1p(rank_of[passage])}  # fmt: skip
            rows[sentence]["opens_document"] = not index.place_in_document(passage) and sentence == here[0]
            rows[sentence]["passage_score"] = float(hits.scores[rank_of[passage]]) / ((K1 + 1) * _weight(query))
        rivals = [rows[sentence] for sentence in here if not is_question(index, sentence)]
        _beside(index, query, [(rows[sentence], words[sentence]) for sentence in here], passage, rivals)
    _compared(index, rows)
    return rows


def is_question(index: Index, sentence: int) -> bool:
    return bool(index.arrays["sentence_heading"][sentence] & 2)


def questions_before(index: Index, sentence: int) -> list[int]:
    """The questions right before a sentence in its passage, three at most; none before a question."""
    found: list[int] = []
    here = index.sentences_of(index.passage_of(sentence))
    for number in range(sentence - 1, here.start - 1, -1):
        if len(found) == 3 or is_question(index, sentence) or not is_question(index, number):
            break
        found.insert(0, number)
    return found


def _weight(query: Query) -> float:
    return sum(term.weight for term in query.terms)


def _alone(index: Index, query: Query, weighed: dict[str, Weighed], sentence: int, words: list[str]) -> Row:
    """What a sentence has by itself."""
    terms, arrays = query.terms, index.arrays
    is_term = [[(light_stem(word) == t.stem, root(word) == t.root) for t in terms] for word in words]
    matches = [(at, q) for at, of in enumerate(is_term) for q, each in enumerate(of) if any(each)]
    matched = {at for at, _ in matches}
    carried = [0 if at in matched else cues.cues_of_term(word, light_stem(word)) for at, word in enumerate(words)]
    wanted, said = cues.WANTED_TERM_CUES.get(query.kind, 0), int(arrays["sentence_cues"][sentence])
    offers = [at for at, each in enumerate(carried) if each & wanted]
    heaviest = max(range(len(terms)), key=lambda q: (terms[q].weight, -q))
    grams = [code for term in terms for code in gram_codes(term.word) if code in arrays["gram_codes"]]
    held, places = set(VIEWS["gram"](words)), [at for at, _ in matches]
    after = list(pairwise(matches))
    saturated = 0.0
    for q, term in enumerate(terms):
        times = sum(of[q][0] for of in is_term)
        saturated += term.weight * times * (K1 + 1) / (times + K1 * (1 - B + B * len(words) / COMMON_TERMS))

    def nearest(offered: list[int], to: list[int]) -> int:
        return min([FAR, *(abs(one - other) for one in offered for other in to)])

    start, end = index.sentence_span(sentence)
    return {
        "question_terms": len(terms), "question_weight": _weight(query),
        "question_unknown": sum(t.weight for t in terms if t.stem_number < 0) / _weight(query),
        **{f"asks_{kind}": kind == query.kind for kind in KINDS},
        "cover_word": _cover(query, {q for q, term in enumerate(terms) if term.word in words}),
        "cover_stem": _cover(query, {q for of in is_term for q, each in enumerate(of) if each[0]}),
        "cover_root": _cover(query, {q for of in is_term for q, each in enumerate(of) if each[1]}),
        "cover_gram": sum(code in held for code in grams) / len(grams) if grams else 0,
        "sentence_score": saturated / ((K1 + 1) * _weight(query)),
        **(cosines := {
            "cosine_stem": weighed["stem"].cosine([(t.stem, 1) for t in terms if t.stem_number >= 0], sentence, words),
            "cosine_root": weighed["root"].cosine([(t.root, 1) for t in terms if t.root_number >= 0], sentence, words),
            "cosine_gram": weighed["gram"].cosine([*Counter(grams).items()], sentence, words),
        }),
        "cosine": (cosines["cosine_stem"] + cosines["cosine_root"] + 2 * cosines["cosine_gram"]) / 4,
        "pairs_adjacent": sum(b - a == 1 and p != q for (a, p), (b, q) in after) / max(len(terms) - 1, 1),
        "pairs_in_order": sum(b - a <= NEAR and q == p + 1 for (a, p), (b, q) in after) / max(len(terms) - 1, 1),
        "first_position": min(places, default=99),
        "spread": (max(places) - min(places) + 1) / len(places) if len(places) > 1 else 0,
        "matched_tokens": len(matches) / max(len(words), 1),
        "place_passage": min(index.place_in_document(index.passage_of(sentence)), 10),
        "heading": bool(arrays["sentence_heading"][sentence] & 1),
        "chars": min(end - start, 500), "terms": len(words),
        **{f"has_{name}": sum(bool(each & cue) for each in carried) for name, cue in HAS.items()},
        **{f"says_{name}": bool(said & cue) for name, cue in SAYS.items()},
        "offers_terms": min(sum((each & wanted).bit_count() for each in carried), 4),
        "offers_cue": bool(said & WANTED.get(query.kind, 0)),
        "offer_distance": nearest(offers, places),
        "offer_distance_first": nearest(offers, [at for at, q in matches if q == 0]),
        "offer_distance_heaviest": nearest(offers, [at for at, q in matches if q == heaviest]),
        "title_distance": nearest([at for at, each in enumerate(carried) if each & cues.TITLE], places),
    }  # fmt: skip


def _cover(query: Query, found: set[int]) -> float:
    return sum(query.terms[q].weight for q in found) / _weight(query)


def _beside(
    index: Index, query: Query, sentences: list[tuple[Row, list[str]]], passage: int, rivals: list[Row]
) -> None:
    """What sentences of one passage have by its title and each other."""
    terms, all_terms = query.terms, set(range(len(query.terms)))
    by_weight = sorted(all_terms, key=lambda q: (-terms[q].weight, q))
    titled = list(map(light_stem, words_of(index.metadata_of(passage).title)))
    title = {q for q in all_terms if terms[q].stem in titled}
    either = [{q for q in all_terms if terms[q].stem in map(light_stem, words) or terms[q].root in map(root, words)}
              for _, words in sentences]  # fmt: skip
    held = set().union(*either)
    missed = all_terms - held - title

    def heaviest(found: set[int]) -> float:
        return max((terms[q].weight for q in found), default=0)

    for place, (row, _) in enumerate(sentences):
        here, before = either[place], either[place - 1] if place else set()
        after = either[place + 1] if place + 1 < len(either) else set()
        around = here | title | before
        row |= {
            "cover_either": _cover(query, here), "cover_count": len(here) / len(terms),
            "cover_passage": _cover(query, held), "cover_passage_title": _cover(query, held | title),
            "cover_title": _cover(query, title), "cover_with_title": _cover(query, here | title),
            "cover_before": _cover(query, before), "cover_with_before": _cover(query, here | before),
            "cover_with_after": _cover(query, here | after), "cover_around": _cover(query, around | after),
            "title_matched": len(title) / max(len(titled), 1),
            "heaviest_matched": by_weight[0] in here, "heaviest_around": by_weight[0] in around,
            "second_matched": by_weight[min(1, len(terms) - 1)] in here,
            "first_matched": 0 in here, "last_matched": len(terms) - 1 in here, "last_around": len(terms) - 1 in around,
            "unmatched_heaviest": heaviest(all_terms - here), "unmatched_count": len(all_terms - here),
            "unmatched_name": heaviest({q for q in missed if terms[q].may_be_name}),
            "unmatched_passage": heaviest(missed),
            "before_cosine": sentences[place - 1][0]["cosine"] if place else 0,
            "after_cosine": sentences[place + 1][0]["cosine"] if place + 1 < len(sentences) else 0,
        }  # fmt: skip
    for name in ("cosine", "cover_either", "offers_terms"):
        for row, _ in sentences:
            row[f"best_in_passage_{name}"] = row[name] - max((rival[name] for rival in rivals), default=0)


def _compared(index: Index, rows: dict[int, Row]) -> None:
    """The lead over the best of all, and over what stands earlier in the document."""
    earlier: dict[int, float] = {}
    for sentence, row in rows.items():
        document = int(index.arrays["passage_document"][index.passage_of(sentence)])
        row["first_mention"] = row["cover_either"] - earlier.get(document, 0)
        if not is_question(index, sentence):
            earlier[document] = max(earlier.get(document, 0), row["cover_either"])
    for name in ("cosine", "cosine_gram", "cover_either", "cover_around", "sentence_score", "passage_score",
                 "offers_terms"):  # fmt: skip
        best = max((row[name] for sentence, row in rows.items() if not is_question(index, sentence)), default=0)
        for row in rows.values():
            row[f"best_{name}"] = row[name] - best
