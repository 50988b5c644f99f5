/*
 * CSV as events: RFC 4180 with a header line and UTF-8, a byte order mark allowed, with a comma or
 * what else is said between the cells.
 *
 * Every line is an element "row".  A line with another number of cells than the header is told as
 * damaged inside its row, because nobody can say which column its cells belong to.
 */
#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/column_name.h"
#include "core/error.h"
#include "core/format.h"
#include "core/separator.h"
#include "core/utf8.h"

/* Few enough that each name of a header can be compared with all others. */
enum { COLUMNS_MOST = 4096 };

/* Where a cell lies in the line. */
struct cell {
    size_t start, size;
};

struct csv_decoder {
    struct decoder decoder;
    struct buffer line;  /* the bytes of the line under way: several lines when a cell has breaks */
    bool is_quoted;      /* the line so far has an odd number of quotes */
    long line_number;    /* of the byte that comes next */
    struct buffer text;  /* the cells of a whole line, one behind the other, without quotes */
    struct buffer cells; /* of struct cell */
    const char **names;
    bool *is_nameless; /* columns that the header has no name for */
    size_t name_count;
    bool has_line, has_header; /* one was met */
};

/* A line being cut into cells. */
struct cut {
    const char *next, *end;
    long line;
};

static struct csv_decoder *self(struct decoder *decoder)
{
    return (struct csv_decoder *)decoder;
}

static int open_csv(struct decoder *decoder, struct error *err)
{
    (void)err;
    self(decoder)->line_number = 1;
    decoder->line = 1;
    return 0;
}

static size_t cell_count(const struct csv_decoder *csv)
{
    return csv->cells.size / sizeof(struct cell);
}

static struct cell cell_at(const struct csv_decoder *csv, size_t index)
{
    struct cell cell;

    memcpy(&cell, csv->cells.data + index * sizeof cell, sizeof cell);
    return cell;
}

static int finish_cell(struct csv_decoder *csv, size_t start, struct error *err)
{
    struct cell cell = {start, csv->text.size - start};
    const char *text = buffer_string(&csv->text) + start;

    if (memchr(text, '\0', cell.size) != NULL)
        return error_at(err, ERROR_DOCUMENT, csv->decoder.line, "a NUL byte is not text");
    if (!utf8_is_valid(text, cell.size))
        return error_at(err, ERROR_DOCUMENT, csv->decoder.line, "a cell is not valid UTF-8");
    buffer_append(&csv->cells, &cell, sizeof cell);
    return 0;
}

/* Takes what follows an opening quote, up to behind the closing one. */
static int cut_quoted(struct csv_decoder *csv, struct cut *cut, struct error *err)
{
    long line = cut->line;

    for (cut->next++;; cut->next++) {
        if (cut->next == cut->end)
            return error_at(err, ERROR_DOCUMENT, line, "a quote is opened and never closed");
        if (*cut->next == '"' && (++cut->next == cut->end || *cut->next != '"'))
            break;
        cut->line += *cut->next == '\n';
        buffer_byte(&csv->text, *cut->next);
    }
    if (cut->next == cut->end || *cut->next == csv->decoder.separator)
        return 0;
    return error_at(err, ERROR_DOCUMENT, cut->line, "more text behind a closing quote");
}

static int cut_plain(struct csv_decoder *csv, struct cut *cut, struct error *err)
{
    const char *found = memchr(cut->next, csv->decoder.separator, (size_t)(cut->end - cut->next));
    const char *end = found != NULL ? found : cut->end;
    size_t size = (size_t)(end - cut->next);

    if (memchr(cut->next, '"', size) != NULL)
        return error_at(err, ERROR_DOCUMENT, cut->line, "a quote inside a cell without quotes");
    if (memchr(cut->next, '\r', size) != NULL)
        return error_at(err, ERROR_DOCUMENT, cut->line, "a carriage return inside a line");
    buffer_append(&csv->text, cut->next, size);
    cut->next = end;
    return 0;
}

/* Takes the separator that the line is likely to have when nobody has said which it is. */
static void settle_separator(struct csv_decoder *csv)
{
    const struct separator *likely;

    if (csv->decoder.separator != '\0')
        return;
    likely = separator_guess(csv->line.data, csv->line.size);
    csv->decoder.separator = likely != NULL ? likely->sign : ',';
}

/* Read with commas, cells with semicolons between them would be one column that no mapping knows.
 */
static int check_separator(const struct csv_decoder *csv, struct error *err)
{
    const struct buffer *line = &csv->line;
    const struct separator *likely = separator_guess(line->data, line->size);
    const struct separator *expected = separator_of(csv->decoder.separator);

    if (likely == NULL || separator_count(line->data, line->size, expected->sign) > 0)
        return 0;
    return error_at(err, ERROR_DOCUMENT, csv->decoder.line,
                    "the header is one cell with %s in it, expected %s between the cells; "
                    "hint: a mapping with 'separator: \"%s\"' reads it",
                    likely->words, expected->words, likely->name);
}

/* Cuts the line into its cells. */
static int cut_line(struct csv_decoder *csv, struct error *err)
{
    const char *bytes = buffer_string(&csv->line);
    struct cut cut = {bytes, bytes + csv->line.size, csv->decoder.line};

    settle_separator(csv);
    if (!csv->has_header && check_separator(csv, err) != 0)
        return -1;
    buffer_clear(&csv->text);
    buffer_clear(&csv->cells);
    for (;; cut.next++) {
        size_t start = csv->text.size;
        int status = cut.next < cut.end && *cut.next == '"' ? cut_quoted(csv, &cut, err)
                                                            : cut_plain(csv, &cut, err);

        if (status != 0 || finish_cell(csv, start, err) != 0)
            return -1;
        if (cut.next == cut.end)
            return 0;
    }
}

/* One that the header has no name for is called by its place. */
static const char *header_name(struct csv_decoder *csv, size_t index)
{
    struct cell cell = cell_at(csv, index);
    const char *name =
        column_name(buffer_string(&csv->text) + cell.start, cell.size, csv->decoder.arena);

    csv->is_nameless[index] = *name == '\0';
    return *name != '\0' ? name : arena_print(csv->decoder.arena, "column %zu", index + 1);
}

static int name_columns(struct csv_decoder *csv, struct error *err)
{
    size_t i, j;

    csv->names = arena_array(csv->decoder.arena, csv->name_count, sizeof *csv->names);
    csv->is_nameless = arena_array(csv->decoder.arena, csv->name_count, sizeof *csv->is_nameless);
    for (i = 0; i < csv->name_count; i++) {
        csv->names[i] = header_name(csv, i);
        for (j = 0; j < i; j++)
            if (strcmp(csv->names[j], csv->names[i]) == 0)
                return error_at(err, ERROR_DOCUMENT, csv->decoder.line,
                                "two columns are called '%s'", csv->names[i]);
    }
    return 0;
}

/* Makes the names of the columns, of which no two may be the same, and tells them. */
static int take_header(struct csv_decoder *csv, struct error *err)
{
    struct sink *sink = csv->decoder.sink;

    if (cell_count(csv) > COLUMNS_MOST)
        return error_at(err, ERROR_DOCUMENT, csv->decoder.line,
                        "the header has more than %d columns", COLUMNS_MOST);
    csv->has_header = true;
    csv->name_count = cell_count(csv);
    if (name_columns(csv, err) != 0)
        return -1;
    return sink->columns == NULL ? 0 : sink->columns(sink, csv->names, csv->name_count, err);
}

static int tell_close(struct sink *sink, struct error *err)
{
    if (sink->skip == 0)
        return sink->close(sink, err);
    sink->skip--;
    return 0;
}

static int tell_cell(struct csv_decoder *csv, size_t index, struct error *err)
{
    struct sink *sink = csv->decoder.sink;
    struct cell cell = cell_at(csv, index);

    if (sink->skip > 0 || (cell.size == 0 && csv->is_nameless[index]))
        return 0;
    if (sink->open(sink, csv->names[index], "", err) != 0)
        return -1;
    if (cell.size > 0 && sink->skip == 0 &&
        sink->text(sink, csv->text.data + cell.start, cell.size, err) != 0)
        return -1;
    return tell_close(sink, err);
}

static int tell_damage(struct csv_decoder *csv, struct error *err)
{
    error_at(err, ERROR_RECORD, csv->decoder.line, "the line has %zu cells, the header has %zu",
             cell_count(csv), csv->name_count);
    return csv->decoder.sink->damage(csv->decoder.sink, err);
}

static int tell_row(struct csv_decoder *csv, struct error *err)
{
    struct sink *sink = csv->decoder.sink;
    size_t i;

    if (sink->open(sink, "row", "", err) != 0)
        return -1;
    if (cell_count(csv) != csv->name_count && sink->skip == 0 && tell_damage(csv, err) != 0)
        return -1;
    for (i = 0; i < cell_count(csv) && i < csv->name_count; i++)
        if (tell_cell(csv, i, err) != 0)
            return -1;
    return tell_close(sink, err);
}

/* The document may begin with a byte order mark, but only with that of UTF-8. */
static int take_mark(struct csv_decoder *csv, struct error *err)
{
    struct buffer *line = &csv->line;

    if (line->size >= 2 &&
        (memcmp(line->data, "\xFF\xFE", 2) == 0 || memcmp(line->data, "\xFE\xFF", 2) == 0))
        return error_at(err, ERROR_DOCUMENT, csv->decoder.line,
                        "the document is in UTF-16, expected UTF-8; "
                        "hint: table programs call it 'CSV UTF-8'");
    if (line->size < 3 || memcmp(line->data, "\xEF\xBB\xBF", 3) != 0)
        return 0;
    memmove(line->data, line->data + 3, line->size - 3);
    line->size -= 3;
    return 0;
}

/* A first line "sep=;" is no header: by it a document says what stands between its cells. */
static int take_word(struct csv_decoder *csv, struct error *err)
{
    const char *line = csv->line.data;
    const char sign = csv->line.size == 5 && memcmp(line, "sep=", 4) == 0 ? line[4] : '\0';

    if (sign == '\0')
        return 0;
    if (separator_of(sign) == NULL)
        return error_at(err, ERROR_DOCUMENT, csv->decoder.line,
                        "'sep=' has another sign behind it than a comma, a semicolon, a tab or |");
    csv->decoder.separator = sign;
    csv->line.size = 0;
    return 0;
}

/* Takes a whole line, without its end.  Blank lines are stepped over. */
static int take_line(struct csv_decoder *csv, struct error *err)
{
    const bool is_first = !csv->has_line;
    int status = is_first ? take_mark(csv, err) : 0;

    csv->has_line = true;
    if (csv->line.size > 0 && csv->line.data[csv->line.size - 1] == '\r')
        csv->line.size--;
    if (status == 0 && is_first)
        status = take_word(csv, err);
    if (status == 0 && csv->line.size > 0)
        status = cut_line(csv, err);
    if (status == 0 && csv->line.size > 0)
        status = csv->has_header ? tell_row(csv, err) : take_header(csv, err);
    buffer_clear(&csv->line);
    csv->decoder.line = csv->line_number;
    return status;
}

static int grow_line(struct csv_decoder *csv, const char *bytes, size_t size, struct error *err)
{
    buffer_append(&csv->line, bytes, size);
    if ((long)csv->line.size <= csv->decoder.limits.value_bytes)
        return 0;
    /* A quote that is nowhere closed makes all that follows one line: better to say so. */
    if (cut_line(csv, err) != 0)
        return -1;
    return error_at(err, ERROR_DOCUMENT, csv->decoder.line, "a line is longer than %ld bytes",
                    csv->decoder.limits.value_bytes);
}

/* How many bytes there are up to the next one that matters to where a line ends. */
static size_t plain_length(const char *bytes, size_t size)
{
    size_t length = 0;

    while (length < size && bytes[length] != '"' && bytes[length] != '\n')
        length++;
    return length;
}

static int feed_csv(struct decoder *decoder, const char *bytes, size_t size, struct error *err)
{
    struct csv_decoder *csv = self(decoder);

    while (size > 0) {
        size_t length = plain_length(bytes, size);
        bool has_mark = length < size;
        bool is_end = has_mark && bytes[length] == '\n' && !csv->is_quoted;

        if (grow_line(csv, bytes, length + (has_mark && !is_end), err) != 0)
            return -1;
        csv->line_number += has_mark && bytes[length] == '\n';
        csv->is_quoted ^= has_mark && bytes[length] == '"';
        if (is_end && take_line(csv, err) != 0)
            return -1;
        bytes += length + has_mark;
        size -= length + has_mark;
    }
    return 0;
}

static int end_csv(struct decoder *decoder, struct error *err)
{
    struct csv_decoder *csv = self(decoder);

    if (csv->line.size > 0 && take_line(csv, err) != 0)
        return -1;
    if (!csv->has_header)
        return error_set(err, ERROR_DOCUMENT, "the document is empty: not even a header line");
    return 0;
}

static void close_csv(struct decoder *decoder)
{
    buffer_free(&self(decoder)->line);
    buffer_free(&self(decoder)->text);
    buffer_free(&self(decoder)->cells);
}

const struct format format_csv = {
    .name = "csv",
    .summary = "CSV (RFC 4180) in UTF-8 with a header line",
    .size = sizeof(struct csv_decoder),
    .open = open_csv,
    .feed = feed_csv,
    .end = end_csv,
    .close = close_csv,
};
