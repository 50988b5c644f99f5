/* Letters to x, digits to 9, and the lines around a mistake. */
#include "transforms/blur.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "core/buffer.h"
#include "core/gzip.h"
#include "core/reader.h"

enum { BEFORE = 2, BEHIND = 1, WIDTH_MOST = 240, CHUNK_SIZE = 16384 };

void blur_text(const char *text, size_t size, struct buffer *blurred)
{
    size_t i;

    for (i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];

        if ((byte & 0xc0) == 0x80)
            continue;
        if (isdigit(byte))
            buffer_byte(blurred, '9');
        else if (isalpha(byte) || byte >= 0x80)
            buffer_byte(blurred, 'x');
        else
            buffer_byte(blurred, iscntrl(byte) ? ' ' : text[i]);
    }
}

static bool is_name(char byte)
{
    return isalnum((unsigned char)byte) || strchr("_-.:/?!", byte) != NULL;
}

/* How much at the start of the text only syntax can be: "<name", "</name", or "name" before ':'. */
static size_t syntax_span(const char *text, size_t size)
{
    size_t end = 1;

    if (text[0] == '<')
        while (end < size && text[end] != '\0' && is_name(text[end]))
            end++;
    if (text[0] != '"')
        return text[0] == '<' ? end : 0;
    while (end < size && text[end] != '"' && text[end] != '\\')
        end++;
    if (end == size || text[end] != '"')
        return 0;
    for (end++; end < size && text[end] == ' ';)
        end++;
    return end < size && text[end] == ':' ? end : 0;
}

static void blur_line(const char *line, size_t size, struct buffer *text)
{
    size_t from = 0, i = 0;

    while (i < size) {
        size_t span = i > 0 && line[i - 1] == '\\' ? 0 : syntax_span(line + i, size - i);

        if (span == 0) {
            i++;
            continue;
        }
        blur_text(line + from, i - from, text);
        buffer_append(text, line + i, span);
        i += span;
        from = i;
    }
    blur_text(line + from, size - from, text);
}

/* Lines on their way past. */
struct passing {
    long wanted, line;
    struct buffer head; /* of the line, as much as is shown */
    struct buffer *text;
};

static void end_line(struct passing *passing)
{
    if (passing->line >= passing->wanted - BEFORE && passing->line <= passing->wanted + BEHIND) {
        buffer_print(passing->text, "%s%ld: ", passing->text->size == 0 ? "" : "\n", passing->line);
        blur_line(buffer_string(&passing->head), passing->head.size, passing->text);
    }
    buffer_clear(&passing->head);
    passing->line++;
}

static void pass(struct passing *passing, const char *bytes, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++) {
        if (bytes[i] == '\n')
            end_line(passing);
        else if (passing->line >= passing->wanted - BEFORE && passing->head.size < WIDTH_MOST)
            buffer_byte(&passing->head, bytes[i]);
    }
}

int blur_lines(struct reader *bytes, long line, struct buffer *text, struct arena *arena,
               struct error *err)
{
    struct reader *plain = gzip_reader(bytes, arena);
    struct passing passing = {.wanted = line < 1 ? 1 : line, .line = 1, .text = text};
    char chunk[CHUNK_SIZE];
    ssize_t got = 1;

    while (passing.line <= passing.wanted + BEHIND &&
           (got = reader_read(plain, chunk, sizeof chunk, err)) > 0)
        pass(&passing, chunk, (size_t)got);
    if (passing.head.size != 0)
        end_line(&passing);
    reader_close(plain);
    buffer_free(&passing.head);
    /* A stream that breaks has been shown up to there. */
    return text->size != 0 || got >= 0 ? 0 : -1;
}
