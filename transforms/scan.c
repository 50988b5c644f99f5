/*
 * The way of a document's bytes: out of base64, out of gzip, and into a decoder that is chosen by
 * the first of them.
 *
 * Inner documents are fed piece by piece from the text around them, so that none is held whole.
 */
#include "transforms/scan.h"

#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/gzip.h"
#include "core/reader.h"
#include "transforms/sniff.h"

enum { PIECE_BYTES = 16384 };

/* Notes which values of earlier siblings go with this root. */
static void note_deciders(const struct spot *element, struct spot *root)
{
    const struct spot *by;
    size_t i;

    for (by = element->parent->first; by != NULL && by != element; by = by->next) {
        if (by->kind != SPOT_ELEMENT || by->now != 1 || by->latest[0] == '\0')
            continue;
        for (i = 0; i < root->decider_count && root->deciders[i].by != by;)
            i++;
        if (i == DECIDERS_MOST)
            return;
        if (i == root->decider_count) {
            root->deciders[root->decider_count++].by = by;
            memcpy(root->deciders[i].value, by->latest, sizeof by->latest);
        } else if (strcmp(root->deciders[i].value, by->latest) != 0) {
            root->deciders[i].is_several = true;
        }
    }
}

/* Starts the decoder once enough is known; is_last: nothing more comes. */
static int begin(struct scan *scan, bool is_last, struct error *err)
{
    const char *head = buffer_string(&scan->head);
    const struct format *format;

    if (!is_last && scan->head.size < SNIFF_BYTES)
        return 0;
    format = sniff_format(head, scan->head.size);
    if (format == NULL && scan->element != NULL)
        return error_set(err, ERROR_DOCUMENT, "it is neither XML nor JSON");
    if (scan->element == NULL)
        scan->document = &scan->survey->root;
    else
        scan->document =
            spot_document(scan->survey, scan->element, format, scan->is_base64, scan->is_gzip);
    if (scan->document == NULL)
        return error_set(err, ERROR_DOCUMENT, "there are too many paths");
    if (format == NULL)
        format = format_find("csv");
    if (scan->document->format != NULL && scan->document->format != format)
        scan->survey->is_mixed = true;
    scan->document->format = format;
    scan->has_begun = true;
    spot_open(scan->document);
    scan->decoder = decoder_open(scan->document->format, &scan->sink, NULL, scan->arena, err);
    if (scan->decoder == NULL)
        return -1;
    decoder_separate(scan->decoder, '\0');
    return decoder_feed(scan->decoder, head, scan->head.size, err);
}

static int take_plain(void *context, const char *bytes, size_t size, struct error *err)
{
    struct scan *scan = context;

    if (scan->has_begun)
        return decoder_feed(scan->decoder, bytes, size, err);
    buffer_append(&scan->head, bytes, size);
    return begin(scan, false, err);
}

struct scan *scan_open(struct survey *survey, struct scan *outer, bool is_base64)
{
    struct arena *arena = arena_new();
    struct scan *scan = arena_alloc(arena, sizeof *scan);

    scan->sink = scan_sink;
    scan->survey = survey;
    scan->outer = outer;
    scan->element = outer != NULL ? outer->levels[outer->depth - 1].spot : NULL;
    scan->layer = outer != NULL ? outer->layer + 1 : 0;
    scan->is_base64 = is_base64;
    scan->arena = arena;
    scan->levels = arena_array(arena, SCAN_DEPTH_MOST + 1, sizeof *scan->levels);
    scan->gunzip = gunzip_open(take_plain, scan, arena);
    return scan;
}

void scan_close(struct scan *scan)
{
    size_t i;

    if (scan->inner != NULL)
        scan_close(scan->inner);
    decoder_close(scan->decoder);
    gunzip_close(scan->gunzip);
    for (i = 0; i <= SCAN_DEPTH_MOST; i++)
        buffer_free(&scan->levels[i].text);
    buffer_free(&scan->head);
    arena_free(scan->arena);
}

/* A mistake in an inner document is its own matter: the document around it goes on. */
static int settle(struct scan *scan, int result, struct error *err)
{
    if (result >= 0 || scan->outer == NULL || err->kind != ERROR_DOCUMENT)
        return result;
    scan->has_failed = true;
    if (scan->document != NULL)
        scan->document->broken++;
    return 0;
}

static int feed_plain(struct scan *scan, const char *bytes, size_t size, struct error *err)
{
    if (!scan->has_begun && scan->head.size == 0)
        scan->is_gzip = scan->is_gzip || sniff_gzip(bytes, size);
    return gunzip_feed(scan->gunzip, bytes, size, err);
}

static int feed_base64(struct scan *scan, const char *text, size_t size, struct error *err)
{
    char plain[PIECE_BYTES];

    while (size > 0) {
        size_t piece = size < sizeof plain ? size : sizeof plain;
        size_t plain_size = 0;

        if (base64_feed(&scan->base64, text, piece, plain, &plain_size, err) != 0 ||
            feed_plain(scan, plain, plain_size, err) != 0)
            return -1;
        text += piece;
        size -= piece;
    }
    return 0;
}

int scan_feed(struct scan *scan, const char *text, size_t size, struct error *err)
{
    int result;

    if (scan->has_failed)
        return 0;
    result =
        scan->is_base64 ? feed_base64(scan, text, size, err) : feed_plain(scan, text, size, err);
    return settle(scan, result, err);
}

static int end_document(struct scan *scan, struct error *err)
{
    if (scan->is_base64 && base64_end(&scan->base64, err) != 0)
        return -1;
    if (gunzip_end(scan->gunzip, err) != 0 || (!scan->has_begun && begin(scan, true, err) != 0))
        return -1;
    return decoder_end(scan->decoder, err);
}

/* Notes what the header of a document in CSV has between its cells. */
static void note_separator(const struct scan *scan)
{
    struct survey *survey = scan->survey;
    const char separator = scan->decoder->separator;

    if (scan->document->format != format_find("csv") || separator == '\0')
        return;
    survey->has_separators =
        survey->has_separators || (survey->separator != '\0' && survey->separator != separator);
    survey->separator = separator;
}

int scan_end(struct scan *scan, struct error *err)
{
    struct spot *child;
    int result = scan->has_failed ? 0 : settle(scan, end_document(scan, err), err);

    if (!scan->has_begun)
        return result;
    if (scan->decoder != NULL)
        note_separator(scan);
    spot_close(scan->document);
    for (child = scan->document->first; child != NULL && scan->element != NULL; child = child->next)
        if (child->now != 0)
            note_deciders(scan->element, child);
    return result;
}

int survey_read(struct survey *survey, struct reader *bytes, struct error *err)
{
    struct scan *scan = scan_open(survey, NULL, false);
    char piece[PIECE_BYTES];
    ssize_t got;
    int result = 0;

    while (result == 0 && (got = reader_read(bytes, piece, sizeof piece, err)) != 0)
        result = got < 0 ? -1 : scan_feed(scan, piece, (size_t)got, err);
    if (result == 0)
        result = scan_end(scan, err);
    if (result != 0)
        survey->root.broken++;
    scan_close(scan);
    return result;
}
