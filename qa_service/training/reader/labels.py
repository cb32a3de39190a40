"""Which sentences answer a question: those that say one of its answers where it is said to stand."""

from collections.abc import Mapping

from qa_service.corpus.document import Document
from qa_service.evaluation.labelled import LONGEST_QUOTE_CHARS, LabelledQuestion, folded

RIGHT, MAY_BE_RIGHT, WRONG = 1, -1, 0
_EDGES = " .،"


class Labels:
    """The labels of sentences for one question.

    A sentence that says an answer is right in the paragraph that is named, or in another document that is named to
    answer too; elsewhere it may be right, so that nothing is learned from it either way.
    """

    def __init__(self, question: LabelledQuestion, documents: Mapping[str, Document]) -> None:
        """`documents`: those that are asked, by id."""
        self.answers = tuple(answer for answer in (folded(each).strip(_EDGES) for each in question.answers) if answer)
        self.documents: tuple[str, ...] = ()  # that answer
        if self.answers and question.document_id is not None:
            self.documents = (question.document_id, *question.fields.get("also", ()))
        self._home, self._paragraph = question.document_id, ""
        home = documents.get(question.document_id or "")
        if home is not None and question.paragraph is not None:
            paragraphs = home.text.split("\n\n")
            if 0 <= question.paragraph < len(paragraphs):
                self._paragraph = folded(paragraphs[question.paragraph])

    def says_answer(self, sentence: str) -> bool:
        """Whether a folded sentence holds one of the answers."""
        return any(answer in sentence for answer in self.answers)

    def of(self, document_id: str, text: str, sentence: str) -> int:
        """The label of a sentence.

        Args:
            document_id: where it stands.
            text: its wording.
            sentence: the same, folded.

        Returns:
            `RIGHT`, `MAY_BE_RIGHT` or `WRONG`; a page is no answer, whatever it says.
        """
        if len(text) > LONGEST_QUOTE_CHARS or not self.says_answer(sentence):
            return WRONG
        if document_id not in self.documents:
            return MAY_BE_RIGHT
        is_elsewhere = document_id == self._home and bool(self._paragraph) and sentence not in self._paragraph
        return MAY_BE_RIGHT if is_elsewhere else RIGHT
