/* Layout: where each field of the structures stands that Python makes and reads; library.py compares it with its own. */

#include <stddef.h>

#include "features.h"
#include "phrase.h"
#include "stretches.h"
#include "top.h"
#include "words.h"

typedef struct {
    const char *structure, *field; /* "" for the structure as a whole */
    int64_t offset, size;
} Place;

#define WHOLE(type) {#type, "", 0, sizeof(type)}
#define FIELD(type, field) {#type, #field, offsetof(type, field), sizeof(((type *)0)->field)}

static const Place PLACES[] = {
    WHOLE(Numbers), FIELD(Numbers, at), FIELD(Numbers, count), FIELD(Numbers, kind),
    WHOLE(Words), FIELD(Words, tokens), FIELD(Words, token_count), FIELD(Words, terms), FIELD(Words, term_count),
        FIELD(Words, letters), FIELD(Words, letter_bytes), FIELD(Words, units), FIELD(Words, articles),
        FIELD(Words, article_count),
    WHOLE(Corpus), FIELD(Corpus, words), FIELD(Corpus, passage_sentences), FIELD(Corpus, passage_document),
        FIELD(Corpus, document_passages), FIELD(Corpus, document_titles), FIELD(Corpus, title_tokens),
        FIELD(Corpus, sentence_tokens), FIELD(Corpus, sentence_start), FIELD(Corpus, sentence_end),
        FIELD(Corpus, sentence_heading), FIELD(Corpus, sentence_cues), FIELD(Corpus, sentence_recurring),
        FIELD(Corpus, twin_sentences), FIELD(Corpus, twin_originals), FIELD(Corpus, norm_stem),
        FIELD(Corpus, norm_root), FIELD(Corpus, norm_gram), FIELD(Corpus, gram_codes), FIELD(Corpus, idf_gram),
        FIELD(Corpus, gram_codes_count),
    WHOLE(Question), FIELD(Question, words), FIELD(Question, stems), FIELD(Question, roots), FIELD(Question, count),
        FIELD(Question, codes), FIELD(Question, code_count), FIELD(Question, weights), FIELD(Question, idf_stem),
        FIELD(Question, idf_root), FIELD(Question, may_be_name), FIELD(Question, kind), FIELD(Question, term_cues),
        FIELD(Question, second_cues), FIELD(Question, sentence_cues),
    WHOLE(Ranked), FIELD(Ranked, sentences), FIELD(Ranked, passages), FIELD(Ranked, retrieval_scores),
        FIELD(Ranked, rerank_scores), FIELD(Ranked, log_odds),
    WHOLE(Shortlist), FIELD(Shortlist, sentences), FIELD(Shortlist, passages), FIELD(Shortlist, rows),
    WHOLE(Trees), FIELD(Trees, feature), FIELD(Trees, threshold), FIELD(Trees, mask), FIELD(Trees, leaf),
        FIELD(Trees, trees),
    WHOLE(View), FIELD(View, starts), FIELD(View, starts_bytes), FIELD(View, passages), FIELD(View, weights),
        FIELD(View, most), FIELD(View, terms), FIELD(View, postings),
    WHOLE(Filter), FIELD(Filter, passing), FIELD(Filter, document_of), FIELD(Filter, documents),
    WHOLE(Room), FIELD(Room, row), FIELD(Room, touched), FIELD(Room, found), FIELD(Room, scores),
    WHOLE(SentenceWords), FIELD(SentenceWords, traits), FIELD(SentenceWords, to), FIELD(SentenceWords, gap),
        FIELD(SentenceWords, count), FIELD(SentenceWords, wanted), FIELD(SentenceWords, kind),
    WHOLE(Phrase), FIELD(Phrase, first), FIELD(Phrase, last),
    WHOLE(Stretches), FIELD(Stretches, tokens), FIELD(Stretches, reach), FIELD(Stretches, count),
        FIELD(Stretches, terms),
    WHOLE(Units), FIELD(Units, units), FIELD(Units, starts), FIELD(Units, count),
    WHOLE(Repeats), FIELD(Repeats, stretch), FIELD(Repeats, unit), FIELD(Repeats, times), FIELD(Repeats, room),
    WHOLE(Passages), FIELD(Passages, text), FIELD(Passages, titles), FIELD(Passages, document_of),
        FIELD(Passages, of_term),
    WHOLE(Placed), FIELD(Placed, starts), FIELD(Placed, ends), FIELD(Placed, passages), FIELD(Placed, times),
    WHOLE(Documents), FIELD(Documents, text), FIELD(Documents, sentences), FIELD(Documents, documents),
        FIELD(Documents, left_out), FIELD(Documents, hashes), FIELD(Documents, multipliers),
    WHOLE(Spellings), FIELD(Spellings, letters), FIELD(Spellings, starts), FIELD(Spellings, terms),
        FIELD(Spellings, articles), FIELD(Spellings, article_count), FIELD(Spellings, edge),
    WHOLE(Texts), FIELD(Texts, bytes), FIELD(Texts, starts), FIELD(Texts, widths),
    WHOLE(Sentences), FIELD(Sentences, starts), FIELD(Sentences, ends), FIELD(Sentences, reach),
    WHOLE(Alphabet), FIELD(Alphabet, codes), FIELD(Alphabet, kinds), FIELD(Alphabet, alone),
    WHOLE(Met), FIELD(Met, letters), FIELD(Met, ends), FIELD(Met, is_plain), FIELD(Met, title_words),
        FIELD(Met, title_counts), FIELD(Met, words), FIELD(Met, counts), FIELD(Met, cues),
};

/* The table of all structures, and in `count` how many lines it has. */
FOR_PYTHON const Place *kernel_layout(int64_t *count) {
    *count = sizeof PLACES / sizeof *PLACES;
    return PLACES;
}
