"""Groups: what the losses are made of. One question beside one sentence that answers and three that don't, or four."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from qa_service.reader.inputs import Inputs, Pair, Passage
from qa_service.training.reader.candidates import Sentence
from qa_service.training.reader.lessons import Lesson

CANDIDATES = 4  # sentences of a group
NONE, FIRST = 0, 1  # what is right: none of these, or the first of them
_LEFT_OUT = 0.22  # of the questions that have an answer are shown without it
_SAME_DOCUMENT = 0.4  # of the groups have a wrong sentence of the document that answers
_RIGHT_OF = 3  # right sentences that are drawn from
_HARDEST, _HARD_BY_MEANING, _HARD = 3, 8, 12  # wrong ones, from the likeliest on
_BY_MEANING, _BY_WORDS = 0.4, 0.45  # of the wrong ones; the rest are drawn from all
_HAMZA = str.maketrans("أإآ", "ااا")


@dataclass(frozen=True, slots=True)
class Group:
    """One question beside some sentences."""

    rows: list[list[int]]  # of word pieces
    target: int  # `NONE` or `FIRST`
    span: tuple[int, int] | None  # places of the phrase's first and last piece in the first row

    @property
    def longest(self) -> int:
        """Word pieces of the longest row."""
        return max(map(len, self.rows))


class Groups:
    """Draws groups. What it draws depends on `random` alone, whose state can be kept and set."""

    def __init__(
        self, lessons: Sequence[Lesson], sentences: Sequence[Sentence], inputs: Inputs, random: Random
    ) -> None:
        """`sentences`: of the corpus that the lessons name."""
        self.random = random
        self._lessons, self._sentences, self._inputs = lessons, sentences, inputs
        self._until = list(accumulate(lesson.weight for lesson in lessons))

    def draw(self, count: int) -> list[Group]:
        """So many groups, their lessons drawn by weight, with repetition."""
        return [self.group(each) for each in self.random.choices(self._lessons, cum_weights=self._until, k=count)]

    def group(self, lesson: Lesson) -> Group:
        """A group of one lesson: sentences, wording and what is right drawn anew each time."""
        is_left_out = not lesson.right or (not lesson.is_noisy and self.random.random() < _LEFT_OUT)
        chosen = self._chosen(lesson, is_left_out)
        wording = as_typed(lesson.wording, self.random)
        pairs = self._inputs.pairs(wording, [Passage(*self._sentences[number][:3]) for number in chosen])
        span = None if is_left_out else span_of(self._sentences[chosen[0]].text, lesson.answers, pairs[0])
        return Group([pair.ids for pair in pairs], NONE if is_left_out else FIRST, span)

    def _chosen(self, lesson: Lesson, is_left_out: bool) -> list[int]:
        """The sentences of a group, the right one first where it is shown."""
        words, meaning = lesson.by_words, lesson.by_meaning
        chosen = [] if is_left_out else [self.random.choice(lesson.right[:_RIGHT_OF])]
        near: list[int] = []
        if is_left_out or self.random.random() < _SAME_DOCUMENT:
            hard = words[:_HARD] + meaning[:_HARD]
            near = [number for number in hard if self._sentences[number].document_id == lesson.document_id]
        self._pick(near, chosen)
        if lesson.right and is_left_out:
            self._pick(near, chosen)
        self._pick(words[:_HARDEST], chosen)
        while len(chosen) < CANDIDATES:
            drawn = self.random.random()
            if drawn < _BY_MEANING:
                pool = meaning[:_HARD_BY_MEANING]
            else:
                pool = words[:_HARD] if drawn < _BY_MEANING + _BY_WORDS else words + meaning
            if not self._pick(pool, chosen) and not self._pick(words + meaning, chosen):
                break
        return chosen

    def _pick(self, pool: Sequence[int], chosen: list[int]) -> bool:
        """Add one of the pool that isn't chosen yet; whether there was one."""
        left = [number for number in pool if number not in chosen]
        if left:
            chosen.append(self.random.choice(left))
        return bool(left)


def as_typed(question: str, random: Random) -> str:
    """A question as readers type it: at times without its mark, without hamza, with one letter for another."""
    if random.random() < 0.3:
        question = question.rstrip("؟? ")
    if random.random() < 0.25:
        question = question.translate(_HAMZA)
    if random.random() < 0.08:
        question = question.replace("ة", "ه")
    if random.random() < 0.05:
        question = question.replace("ى", "ي")
    return question


def span_of(sentence: str, answers: Sequence[str], pair: Pair) -> tuple[int, int] | None:
    """Where the answer stands among the pieces of a pair.

    Args:
        sentence: the text that the pair was made of.
        answers: the longest that stands in it counts.
        pair: a question beside it.

    Returns:
        The places of the answer's first and last piece; None where no answer stands in it to the letter, or is cut
        off with the end of the sentence.
    """
    for answer in sorted(answers, key=len, reverse=True):
        begin = sentence.find(answer)
        if begin < 0:
            continue
        end = begin + len(answer)
        inside = [
            place
            for place, (first, last) in enumerate(pair.offsets)
            if last > begin and first < end and sentence[first:last].strip()
        ]
        if inside and end <= pair.offsets[-1][1]:
            return pair.first + inside[0], pair.first + inside[-1]
    return None
