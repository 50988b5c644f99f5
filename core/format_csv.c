/*
 * CSV as events: RFC 4180 with a header line, commas and UTF-8, a byte order mark allowed.
 *
 * Every line is an element "row".  A line with another number of cells than the header is told as
 * damaged inside its row, because nobody can say which column its cells belong to.
 */
#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/format.h"
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
    if (cut->next == cut->end || *cut->next == ',')
        return 0;
    return error_at(err, ERROR_DOCUMENT, cut->line, "more text behind a closing quote");
}

static int cut_plain(struct csv_decoder *csv, struct cut *cut, struct error *err)
{
    const char *comma = memchr(cut->next, ',', (size_t)(cut->end - cut->next));
    const char *end = comma != NULL ? comma : cut->end;
    size_t size = (size_t)(end - cut->next);

    if (memchr(cut->next, '"', size) != NULL)
        return error_at(err, ERROR_DOCUMENT, cut->line, "a quote inside a cell without quotes");
    if (memchr(cut->next, '\r', size) != NULL)
        return error_at(err, ERROR_DOCUMENT, cut->line, "a carriage return inside a line");
    buffer_append(&csv->text, cut->next, size);
    cut->next = end;
    return 0;
}

/* Cuts the line into its cells. */
static int cut_line(struct csv_decoder *csv, struct error *err)
{
    const char *bytes = buffer_string(&csv->line);
    struct cut cut = {bytes, bytes + csv->line.size, csv->decoder.line};

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

static const char *header_name(struct csv_decoder *csv, size_t index)
{
    struct cell cell = cell_at(csv, index);
    const char *text = buffer_string(&csv->text) + cell.start;

    while (cell.size > 0 && text[cell.size - 1] == ' ')
        cell.size--;
    while (cell.size > 0 && *text == ' ') {
        cell.size--;
        text++;
    }
    return arena_copy(csv->decoder.arena, text, cell.size);
}

/* A table program whose decimal sign is the comma, as in Viet Nam, puts semicolons between the
 * cells of a "CSV"; tabs are as common.  Read with commas it would be one column that no mapping
 * knows. */
static int check_separator(const struct csv_decoder *csv, struct error *err)
{
    const char *other = strpbrk(buffer_string(&csv->text), ";\t");

    if (cell_count(csv) > 1 || other == NULL)
        return 0;
    return error_at(err, ERROR_DOCUMENT, csv->decoder.line,
                    "the header is one cell with %s in it, expected commas between the cells; "
                    "hint: export the file with commas",
                    *other == ';' ? "semicolons" : "tabs");
}

/* Makes the names of the columns, of which no two may be the same. */
static int take_header(struct csv_decoder *csv, struct error *err)
{
    size_t i, j;

    if (check_separator(csv, err) != 0)
        return -1;
    if (cell_count(csv) > COLUMNS_MOST)
        return error_at(err, ERROR_DOCUMENT, csv->decoder.line,
                        "the header has more than %d columns", COLUMNS_MOST);
    csv->has_header = true;
    csv->name_count = cell_count(csv);
    csv->names = arena_array(csv->decoder.arena, csv->name_count, sizeof *csv->names);
    for (i = 0; i < csv->name_count; i++) {
        csv->names[i] = header_name(csv, i);
        for (j = 0; j < i; j++)
            if (csv->names[i][0] != '\0' && strcmp(csv->names[j], csv->names[i]) == 0)
                return error_at(err, ERROR_DOCUMENT, csv->decoder.line,
                                "two columns are called '%s'", csv->names[i]);
    }
    return 0;
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

    if (sink->skip > 0)
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

/* The document may begin with a byte order mark. */
static void drop_mark(struct buffer *line)
{
    static const char mark[] = "\xEF\xBB\xBF";

    if (line->size < 3 || memcmp(line->data, mark, 3) != 0)
        return;
    memmove(line->data, line->data + 3, line->size - 3);
    line->size -= 3;
}

/* Takes a whole line, without its end.  Blank lines are stepped over. */
static int take_line(struct csv_decoder *csv, struct error *err)
{
    int status;

    if (!csv->has_line)
        drop_mark(&csv->line);
    csv->has_line = true;
    if (csv->line.size > 0 && csv->line.data[csv->line.size - 1] == '\r')
        csv->line.size--;
    status = csv->line.size == 0 ? 0 : cut_line(csv, err);
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
