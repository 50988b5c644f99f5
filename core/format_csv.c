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
#include "core/reader.h"
#include "core/utf8.h"

enum { CHUNK_SIZE = 16384, END_OF_BYTES = -2, FAILED = -1 };

/* Few enough that each name of a header can be compared with all others. */
enum { COLUMNS_MOST = 4096 };

/* What comes next for the current row. */
enum stage { STAGE_HEADER, STAGE_ROW, STAGE_DAMAGE, STAGE_CELL, STAGE_TEXT, STAGE_CELL_END };

/* Where a cell lies in the line. */
struct cell {
    size_t start, size;
};

struct csv_decoder {
    struct decoder decoder;
    char *chunk;
    size_t used, filled;
    int held; /* a byte given back, or END_OF_BYTES */
    long line, row_line;
    struct buffer text;  /* the cells of the line, one behind the other */
    struct buffer cells; /* of struct cell */
    const char **names;
    size_t name_count, index;
    enum stage stage;
};

static struct csv_decoder *self(struct decoder *decoder)
{
    return (struct csv_decoder *)decoder;
}

static int open_csv(struct decoder *decoder, struct error *err)
{
    struct csv_decoder *csv = self(decoder);

    (void)err;
    csv->chunk = arena_alloc(decoder->arena, CHUNK_SIZE);
    csv->held = END_OF_BYTES;
    csv->line = 1;
    return 0;
}

/* The next byte, END_OF_BYTES, or FAILED. */
static int next_byte(struct csv_decoder *csv, struct error *err)
{
    int byte = csv->held;
    ssize_t got;

    csv->held = END_OF_BYTES;
    if (byte != END_OF_BYTES)
        return byte;
    if (csv->used == csv->filled) {
        got = reader_read(csv->decoder.bytes, csv->chunk, CHUNK_SIZE, err);
        if (got <= 0)
            return got < 0 ? FAILED : END_OF_BYTES;
        csv->used = 0;
        csv->filled = (size_t)got;
    }
    return (unsigned char)csv->chunk[csv->used++];
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

    if (!utf8_is_valid(buffer_string(&csv->text) + start, cell.size))
        return error_at(err, ERROR_DOCUMENT, csv->row_line, "a cell is not valid UTF-8");
    buffer_append(&csv->cells, &cell, sizeof cell);
    return 0;
}

static int take_byte(struct csv_decoder *csv, int byte, struct error *err)
{
    if (byte == '\0')
        return error_at(err, ERROR_DOCUMENT, csv->line, "a NUL byte is not text");
    if ((long)csv->text.size >= csv->decoder.limits.value_bytes)
        return error_at(err, ERROR_DOCUMENT, csv->row_line, "a line is longer than %ld bytes",
                        csv->decoder.limits.value_bytes);
    csv->line += byte == '\n';
    buffer_byte(&csv->text, (char)byte);
    return 0;
}

/* Reads what follows an opening quote, up to the byte behind the closing one, which it returns. */
static int read_quoted(struct csv_decoder *csv, struct error *err)
{
    long line = csv->line;
    int byte;

    for (;;) {
        byte = next_byte(csv, err);
        if (byte == FAILED)
            return FAILED;
        if (byte == END_OF_BYTES)
            return error_at(err, ERROR_DOCUMENT, line, "a quote is opened and never closed");
        if (byte == '"') {
            byte = next_byte(csv, err);
            if (byte != '"')
                break;
        }
        if (take_byte(csv, byte, err) != 0)
            return FAILED;
    }
    if (byte == FAILED || byte == ',' || byte == '\r' || byte == '\n' || byte == END_OF_BYTES)
        return byte;
    return error_at(err, ERROR_DOCUMENT, csv->line, "more text behind a closing quote");
}

/* Reads a cell without quotes and returns the byte behind it. */
static int read_plain(struct csv_decoder *csv, int byte, struct error *err)
{
    while (byte >= 0 && byte != ',' && byte != '\r' && byte != '\n') {
        if (byte == '"')
            return error_at(err, ERROR_DOCUMENT, csv->line, "a quote inside a cell without quotes");
        if (take_byte(csv, byte, err) != 0)
            return FAILED;
        byte = next_byte(csv, err);
    }
    return byte;
}

/* Steps over the end of a line, which may be LF or CRLF. */
static int end_line(struct csv_decoder *csv, int byte, struct error *err)
{
    if (byte == '\r') {
        byte = next_byte(csv, err);
        if (byte == FAILED)
            return -1;
        if (byte != '\n' && byte != END_OF_BYTES)
            return error_at(err, ERROR_DOCUMENT, csv->line, "a carriage return inside a line");
    }
    csv->line += byte == '\n';
    return 0;
}

/* Reads the cells of a line whose first byte this is. */
static int read_cells(struct csv_decoder *csv, int byte, struct error *err)
{
    buffer_clear(&csv->text);
    buffer_clear(&csv->cells);
    csv->row_line = csv->line;
    for (;;) {
        size_t start = csv->text.size;

        byte = byte == '"' ? read_quoted(csv, err) : read_plain(csv, byte, err);
        if (byte == FAILED || finish_cell(csv, start, err) != 0)
            return -1;
        if (byte != ',')
            return end_line(csv, byte, err);
        byte = next_byte(csv, err);
        if (byte == FAILED)
            return -1;
    }
}

/* Reads a line that is not blank: 1, 0 at the end, -1. */
static int read_line(struct csv_decoder *csv, struct error *err)
{
    for (;;) {
        int byte = next_byte(csv, err);

        if (byte == END_OF_BYTES)
            return 0;
        if (byte == FAILED || read_cells(csv, byte, err) != 0)
            return -1;
        if (cell_count(csv) > 1 || csv->text.size > 0)
            return 1;
    }
}

static int skip_mark(struct csv_decoder *csv, struct error *err)
{
    static const int mark[] = {0xEF, 0xBB, 0xBF};
    size_t i;
    int byte;

    for (i = 0; i < 3; i++) {
        byte = next_byte(csv, err);
        if (byte == FAILED)
            return -1;
        if (byte == mark[i])
            continue;
        if (i > 0)
            return error_at(err, ERROR_DOCUMENT, 1, "a cell is not valid UTF-8");
        csv->held = byte;
        return 0;
    }
    return 0;
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

static int read_header(struct csv_decoder *csv, struct error *err)
{
    int got = skip_mark(csv, err) != 0 ? -1 : read_line(csv, err);
    size_t i, j;

    if (got == 0)
        return error_set(err, ERROR_DOCUMENT, "the document is empty: not even a header line");
    if (got < 0)
        return -1;
    if (cell_count(csv) > COLUMNS_MOST)
        return error_at(err, ERROR_DOCUMENT, csv->row_line, "the header has more than %d columns",
                        COLUMNS_MOST);
    csv->name_count = cell_count(csv);
    csv->names = arena_array(csv->decoder.arena, csv->name_count, sizeof *csv->names);
    for (i = 0; i < csv->name_count; i++) {
        csv->names[i] = header_name(csv, i);
        for (j = 0; j < i; j++)
            if (csv->names[i][0] != '\0' && strcmp(csv->names[j], csv->names[i]) == 0)
                return error_at(err, ERROR_DOCUMENT, csv->row_line, "two columns are called '%s'",
                                csv->names[i]);
    }
    csv->stage = STAGE_ROW;
    return 0;
}

static int give(struct csv_decoder *csv, struct event *event, enum event_kind kind,
                const char *name, enum stage next)
{
    memset(event, 0, sizeof *event);
    event->kind = kind;
    event->name = name;
    event->name_space = "";
    event->line = csv->row_line;
    csv->stage = next;
    return 1;
}

static int give_row(struct csv_decoder *csv, struct event *event, struct error *err)
{
    int got = read_line(csv, err);
    bool is_whole = cell_count(csv) == csv->name_count;

    if (got <= 0)
        return got;
    csv->index = 0;
    return give(csv, event, EVENT_OPEN, "row", is_whole ? STAGE_CELL : STAGE_DAMAGE);
}

static int tell_damage(struct csv_decoder *csv, struct error *err)
{
    csv->stage = STAGE_CELL;
    return error_at(err, ERROR_RECORD, csv->row_line, "the line has %zu cells, the header has %zu",
                    cell_count(csv), csv->name_count);
}

/* Gives the opening of the next cell, or the end of the row. */
static int give_cell(struct csv_decoder *csv, struct event *event)
{
    size_t count = cell_count(csv) < csv->name_count ? cell_count(csv) : csv->name_count;

    if (csv->index == count)
        return give(csv, event, EVENT_CLOSE, NULL, STAGE_ROW);
    return give(csv, event, EVENT_OPEN, csv->names[csv->index],
                cell_at(csv, csv->index).size > 0 ? STAGE_TEXT : STAGE_CELL_END);
}

static int give_text(struct csv_decoder *csv, struct event *event)
{
    struct cell cell = cell_at(csv, csv->index);

    give(csv, event, EVENT_TEXT, NULL, STAGE_CELL_END);
    event->text = csv->text.data + cell.start;
    event->size = cell.size;
    return 1;
}

static int next_csv(struct decoder *decoder, struct event *event, struct error *err)
{
    struct csv_decoder *csv = self(decoder);

    if (csv->stage == STAGE_HEADER && read_header(csv, err) != 0)
        return -1;
    switch (csv->stage) {
    case STAGE_DAMAGE:
        return tell_damage(csv, err);
    case STAGE_CELL:
        return give_cell(csv, event);
    case STAGE_TEXT:
        return give_text(csv, event);
    case STAGE_CELL_END:
        csv->index++;
        return give(csv, event, EVENT_CLOSE, NULL, STAGE_CELL);
    default:
        return give_row(csv, event, err);
    }
}

static void close_csv(struct decoder *decoder)
{
    buffer_free(&self(decoder)->text);
    buffer_free(&self(decoder)->cells);
}

const struct format format_csv = {
    .name = "csv",
    .summary = "CSV (RFC 4180) in UTF-8 with a header line",
    .size = sizeof(struct csv_decoder),
    .open = open_csv,
    .next = next_csv,
    .close = close_csv,
};
