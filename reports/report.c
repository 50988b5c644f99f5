/* Tables as aligned text, CSV and JSON. */
#include "reports/report.h"

#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/json.h"
#include "core/record.h"
#include "core/table.h"
#include "core/utf8.h"

/* Takes back what a table's paint has begun. */
#define PAINT_END "\033[0m"

static bool is_numeric(const struct column *column)
{
    return column->type == TYPE_INTEGER || column->type == TYPE_DECIMAL ||
           column->type == TYPE_BOOLEAN;
}

/* True for the numbers that JSON has, which is also how canonical values are written. */
static bool is_number(const char *text)
{
    const char *digits = text + (*text == '-');
    size_t whole = strspn(digits, "0123456789");
    const char *rest = digits + whole;

    if (whole == 0 || (whole > 1 && *digits == '0'))
        return false;
    if (*rest != '.')
        return *rest == '\0';
    whole = strspn(rest + 1, "0123456789");
    return whole != 0 && rest[1 + whole] == '\0';
}

static const struct {
    unsigned first, last;
} zero_width[] = {{0x0300, 0x036f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200f},
                  {0x20d0, 0x20ff}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}};

static bool takes_place(unsigned point)
{
    size_t i;

    for (i = 0; i < sizeof zero_width / sizeof zero_width[0]; i++)
        if (point >= zero_width[i].first && point <= zero_width[i].last)
            return false;
    return true;
}

/* Reads one code point; bytes that are not UTF-8 count as one each. */
static unsigned next_point(const unsigned char **rest)
{
    unsigned lead = *(*rest)++;
    unsigned more = lead >= 0xf0 ? 3 : (lead >= 0xe0 ? 2 : (lead >= 0xc0 ? 1 : 0));
    unsigned point = more == 0 ? lead : lead & (0x3fU >> more);

    for (; more > 0 && (**rest & 0xc0U) == 0x80U; more--)
        point = point << 6 | (*(*rest)++ & 0x3fU);
    return point;
}

static size_t display_width(const char *text)
{
    const unsigned char *rest = (const unsigned char *)text;
    size_t width = 0;

    while (*rest != '\0')
        width += takes_place(next_point(&rest));
    return width;
}

static const char *text_of(const struct table *table, size_t row, size_t column)
{
    const char *cell = table_cell(table, row, column);

    return cell == NULL ? "-" : cell;
}

static size_t column_width(const struct table *table, size_t column)
{
    size_t widest = display_width(table->columns[column].name);
    size_t row;

    for (row = 0; row < table->row_count; row++) {
        size_t width = display_width(text_of(table, row, column));

        if (width > widest)
            widest = width;
    }
    return widest;
}

static void write_blanks(FILE *stream, size_t count)
{
    for (; count > 0; count--)
        putc(' ', stream);
}

/* A line of the table stays a line: what would break it or move the cursor becomes a blank. */
static void write_plain(FILE *stream, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        size_t control = utf8_control(text, left), size = control != 0 ? control : 1;

        putc(control != 0 ? ' ' : *text, stream);
        text += size;
        left -= size;
    }
}

/* One place in a line. */
struct cell {
    const char *text;
    const char *paint; /* NULL: as the rest */
    size_t width;
};

static void write_painted(FILE *stream, const struct cell *cell)
{
    if (cell->paint != NULL)
        fputs(cell->paint, stream);
    write_plain(stream, cell->text);
    if (cell->paint != NULL)
        fputs(PAINT_END, stream);
}

static void write_cell(const struct table *table, size_t column, const struct cell *cell,
                       FILE *stream)
{
    bool is_last = column + 1 == table->column_count;
    size_t padding = cell->width - display_width(cell->text);

    if (column != 0)
        write_blanks(stream, 2);
    if (is_numeric(&table->columns[column])) {
        write_blanks(stream, padding);
        write_painted(stream, cell);
    } else {
        write_painted(stream, cell);
        write_blanks(stream, is_last ? 0 : padding);
    }
}

static void write_row(const struct table *table, size_t row, const size_t *widths, FILE *stream)
{
    size_t i;

    for (i = 0; i < table->column_count; i++) {
        const struct cell cell = {text_of(table, row, i),
                                  table->paint == NULL ? NULL : table->paint(table, row, i),
                                  widths[i]};

        write_cell(table, i, &cell, stream);
    }
    putc('\n', stream);
}

static void write_text(const struct table *table, FILE *stream)
{
    struct arena *arena = arena_new();
    size_t *widths = arena_array(arena, table->column_count, sizeof *widths);
    size_t row, i;

    for (i = 0; i < table->column_count; i++) {
        struct cell cell = {.text = table->columns[i].name};

        cell.width = widths[i] = column_width(table, i);
        write_cell(table, i, &cell, stream);
    }
    putc('\n', stream);
    for (row = 0; row < table->row_count; row++)
        write_row(table, row, widths, stream);
    arena_free(arena);
}

/* A spreadsheet takes such a cell for a formula and runs it; the apostrophe makes it a text. */
static bool looks_like_formula(const char *text)
{
    return *text != '\0' && strchr("=+-@\t\r", *text) != NULL && !is_number(text);
}

/* Set to Vietnamese, a spreadsheet takes semicolons for the ends of cells, and does not see a quote
 * that opens behind a comma: what stands behind a semicolon or line break may be a cell. */
static bool looks_like_cell_of_formula(const char *text)
{
    char part[64];
    size_t size = strcspn(text, ";\r\n");

    if (size >= sizeof part)
        return looks_like_formula(text);
    memcpy(part, text, size);
    part[size] = '\0';
    return looks_like_formula(part);
}

/* What commands a terminal has no place in a table: only tabs and line breaks stay. */
static bool is_kept(const char *text)
{
    return *text == '\t' || *text == '\n' || (*text == '\r' && text[1] == '\n');
}

/* Writes one character of a field and returns its size in bytes, or 1. */
static size_t write_character(const char *text, size_t left, FILE *stream)
{
    size_t control = utf8_control(text, left);

    if (*text == '"')
        putc('"', stream);
    putc(control != 0 && !is_kept(text) ? ' ' : *text, stream);
    if (strchr(";\r\n", *text) != NULL && looks_like_cell_of_formula(text + 1))
        putc('\'', stream);
    return control != 0 ? control : 1;
}

static void write_field(const char *text, FILE *stream)
{
    size_t left = text != NULL ? strlen(text) : 0;
    const bool is_formula = left > 0 && looks_like_formula(text);
    const bool is_quoted = is_formula || (left > 0 && strpbrk(text, ",\"\r\n") != NULL);

    if (is_quoted)
        putc('"', stream);
    if (is_formula)
        putc('\'', stream);
    while (left > 0) {
        size_t size = write_character(text, left, stream);

        text += size;
        left -= size;
    }
    if (is_quoted)
        putc('"', stream);
}

static void write_csv(const struct table *table, FILE *stream)
{
    size_t row, i;

    for (i = 0; i < table->column_count; i++) {
        fputs(i == 0 ? "" : ",", stream);
        write_field(table->columns[i].name, stream);
    }
    fputs("\r\n", stream);
    for (row = 0; row < table->row_count; row++) {
        for (i = 0; i < table->column_count; i++) {
            fputs(i == 0 ? "" : ",", stream);
            write_field(table_cell(table, row, i), stream);
        }
        fputs("\r\n", stream);
    }
}

static void append_json(struct buffer *line, const struct column *column, const char *cell)
{
    json_quote(line, column->name, strlen(column->name));
    buffer_byte(line, ':');
    if (cell == NULL)
        buffer_text(line, "null");
    else if (column->type == TYPE_BOOLEAN && (strcmp(cell, "0") == 0 || strcmp(cell, "1") == 0))
        buffer_text(line, cell[0] == '1' ? "true" : "false");
    else if (is_numeric(column) && is_number(cell))
        buffer_text(line, cell);
    else
        json_quote(line, cell, strlen(cell));
}

/* One object a line, so that two reports can be compared line by line. */
static void write_json(const struct table *table, FILE *stream)
{
    struct buffer line = {0};
    size_t row, i;

    fputs("[", stream);
    for (row = 0; row < table->row_count; row++) {
        buffer_clear(&line);
        for (i = 0; i < table->column_count; i++) {
            buffer_text(&line, i == 0 ? "{" : ",");
            append_json(&line, &table->columns[i], table_cell(table, row, i));
        }
        fprintf(stream, "%s\n%s}", row == 0 ? "" : ",", buffer_string(&line));
    }
    fputs("\n]\n", stream);
    buffer_free(&line);
}

const struct report_format report_formats[] = {
    {"text", "txt", write_text}, {"csv", "csv", write_csv}, {"json", "json", write_json}, {0}};

const struct report_format *report_format_find(const char *name)
{
    const struct report_format *format;

    for (format = report_formats; format->name != NULL; format++)
        if (strcmp(format->name, name) == 0)
            return format;
    return NULL;
}
