/* Counting pages and knowing the last one. */
#include "connectors/page.h"

#include <stddef.h>
#include <string.h>

#include "connectors/answer.h"
#include "connectors/template.h"
#include "core/error.h"
#include "core/format.h"

static const char *const ends[] = {"short", "empty", NULL};
static const char *const inside_formats[] = {"xml", "json", NULL};

const struct option paging_options[] = {
    {"size", OPTION_NUMBER, offsetof(struct paging, size), true, .least = 1, .most = 1000000,
     .help = "records to ask for at once, as {page_size}"},
    {"first", OPTION_NUMBER, offsetof(struct paging, first), false, "1", .most = 1,
     .help = "number of the first page, as {page}; {offset} always begins with 0"},
    {"records", OPTION_TEXT, offsetof(struct paging, records), true,
     .help = "path of a record, by which a page's records are counted"},
    {"inside", OPTION_TEXT, offsetof(struct paging, inside),
     .help = "path of the base64 document that holds the records, when there is one"},
    {"inside_format", OPTION_CHOICE, offsetof(struct paging, inside_format), false, "xml",
     .choices = inside_formats, .help = "format of that document"},
    {"end", OPTION_CHOICE, offsetof(struct paging, end), false, "short", .choices = ends,
     .help = "the last page has fewer records than asked for, or none"},
    {"most", OPTION_NUMBER, offsetof(struct paging, most), false, "10000", .least = 1,
     .most = 10000000, .help = "pages that a window may have; more is an error"},
    {0},
};

void page_ask(const struct paging *paging, struct question *question)
{
    question->paths[FACT_RECORDS] = paging->records;
    question->paths[FACT_INSIDE] = paging->inside;
    if (paging->inside != NULL)
        question->inside = format_find(inside_formats[paging->inside_format]);
}

void page_values(const struct paging *paging, const struct progress *progress,
                 struct values *values)
{
    values->page = paging->first + progress->pages;
    values->offset = paging->size * progress->pages;
    values->page_size = paging->size;
}

/* Whether no more pages follow one with so many records; -1 is not known, so there may be. */
static bool is_last(const struct paging *paging, long records)
{
    if (records < 0)
        return false;
    return paging->end == PAGE_END_EMPTY ? records == 0 : records < paging->size;
}

int page_turn(const struct paging *paging, const struct answer *answer, struct progress *progress,
              struct error *err)
{
    if (paging->size == 0) {
        progress->pages++;
        progress->is_ended = true;
        return 0;
    }
    if (paging->inside != NULL && answer->counts[FACT_INSIDE] == 0)
        return error_set(err, ERROR_PROTOCOL, "the reply has no '%s'", paging->inside);
    if (strcmp(answer->hash, progress->hash) == 0)
        return error_set(err, ERROR_PROTOCOL,
                         "the far end repeats page %ld; hint: does it heed {page} or {offset}?",
                         paging->first + progress->pages - 1);
    if (progress->pages == paging->most)
        return error_set(err, ERROR_PROTOCOL, "the window has more than %ld pages", paging->most);
    memcpy(progress->hash, answer->hash, sizeof progress->hash);
    progress->pages++;
    progress->is_ended = is_last(paging, answer->counts[FACT_RECORDS]);
    return 0;
}
