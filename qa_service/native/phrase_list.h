/* All features of a candidate phrase in their order: the name of each, and its value by what `write_features` of phrase.c
 * knows. A trait is what a token is, one number each (answers/sentence_words.py): of each stand its sum inside the phrase,
 * under a name of its own, and its value for the first and the last token and for those before and after it. */

#ifdef TRAIT
TRAIT(stop, stop)
TRAIT(matched, matched)
TRAIT(zipf, zipf_inside)
TRAIT(article, article_inside)
TRAIT(joined, joined_inside)
TRAIT(in, in_inside)
TRAIT(from, from_inside)
TRAIT(is, is_inside)
TRAIT(to, to_inside)
TRAIT(year, year_inside)
TRAIT(number_cue, has_number)
TRAIT(year_cue, has_year)
TRAIT(month_cue, has_month)
TRAIT(place_cue, has_place)
TRAIT(title_cue, has_title)
TRAIT(unit_cue, has_unit)
TRAIT(numeral_cue, has_numeral)
TRAIT(latin_cue, has_latin)
#endif

/* Sums inside the phrase that are of no trait. */
#ifdef SUM
SUM(offers)
SUM(no_number_inside)
SUM(gap_inside)
#endif

#ifdef FEATURE
FEATURE(length, length)
FEATURE(matched_share, inside[MATCHED] / length)
FEATURE(offers_share, inside[OFFERS] / length)
FEATURE(zipf, inside[ZIPF] / length)
FEATURE(gaps_inside, inside[GAP] - words->gap[phrase.first])
FEATURE(only_numbers, inside[NO_NUMBER] == 0)
FEATURE(from_start, phrase.first / count)
FEATURE(from_end, (count - 1 - phrase.last) / count)
FEATURE(sentence, count)
FEATURE(sentence_matched, read->matched / count)
FEATURE(gap_before, words->gap[phrase.first])
FEATURE(gap_after, words->gap[phrase.last + 1])
FEATURE(left, left)
FEATURE(right, right)
FEATURE(nearest, left < right ? left : right)
FEATURE(left_first, read->left[1][phrase.first])
FEATURE(right_first, read->right[1][phrase.last])
FEATURE(left_rarest, read->left[2][phrase.first])
FEATURE(right_rarest, read->right[2][phrase.last])
FEATURE(asks_who, words->kind == WHO)
FEATURE(asks_when, words->kind == WHEN)
FEATURE(asks_where, words->kind == WHERE)
FEATURE(asks_how_many, words->kind == HOW_MANY)
FEATURE(asks_why, words->kind == WHY)
FEATURE(asks_how, words->kind == HOW)
FEATURE(asks_what, words->kind == WHAT)
FEATURE(asks_which, words->kind == WHICH)
FEATURE(asks_yes_no, words->kind == YES_NO)
FEATURE(asks_none, words->kind == NO_KIND)
#endif
