"""Question groups: groups similar questions by the stems they share."""

from collections.abc import Hashable, Sequence

from qa_service.arabic.analysis.analyzer import content_tokens, light_stem

_ALIKE_QUESTIONS = 0.5  # Jaccard similarity of their stems


def group_questions(questions: Sequence[str], times: Sequence[int]) -> list[list[int]]:
    """Group similar questions; return the positions in each group, the most asked group first.

    `times` is how often each question was asked.
    """
    groups: list[list[int]] = []
    stems_of: list[frozenset[Hashable]] = []
    with_stem: dict[Hashable, list[int]] = {}
    for place, question in enumerate(questions):
        stems: frozenset[Hashable] = frozenset(light_stem(token.text) for token in content_tokens(question))
        stems = stems or frozenset([question.strip()])
        near = dict.fromkeys(group for stem in stems for group in with_stem.get(stem, ()))
        group = next((each for each in near if _likeness(stems, stems_of[each]) >= _ALIKE_QUESTIONS), None)
        if group is not None:
            groups[group].append(place)
            continue
        for stem in stems:
            with_stem.setdefault(stem, []).append(len(groups))
        groups.append([place])
        stems_of.append(stems)
    return sorted(groups, key=lambda group: -sum(times[place] for place in group))


def _likeness(one: frozenset[Hashable], other: frozenset[Hashable]) -> float:
    return len(one & other) / len(one | other)
