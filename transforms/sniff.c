/* The first bytes of documents: white space, a byte-order mark, and the letter that gives XML, JSON
 * and gzip away. */
#include "transforms/sniff.h"

#include <string.h>

#include "core/base64.h"
#include "core/error.h"
#include "core/format.h"

static bool is_white(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

size_t sniff_blanks(const char *text, size_t size)
{
    size_t i = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    while (i < size && is_white(text[i]))
        i++;
    return i;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           (unsigned char)byte >= 0x80;
}

const struct format *sniff_format(const char *text, size_t size)
{
    size_t i = sniff_blanks(text, size);
    char next;

    /* The byte-order mark of UTF-16, which only XML may be written in. */
    if (size >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0))
        return format_find("xml");
    if (i == size)
        return NULL;
    next = i + 1 < size ? text[i + 1] : '\0';
    if (text[i] == '<' && (is_letter(next) || next == '?' || next == '!'))
        return format_find("xml");
    if (text[i] == '{' && (is_white(next) || next == '"' || next == '}'))
        return format_find("json");
    if (text[i] == '[' && (is_white(next) || strchr("{[\"]-0123456789", next) != NULL))
        return format_find("json");
    return NULL;
}

bool sniff_gzip(const char *bytes, size_t size)
{
    return size >= 2 && memcmp(bytes, "\x1f\x8b", 2) == 0;
}

bool sniff_base64(const char *text, size_t size)
{
    struct base64 base64 = {0};
    char plain[SNIFF_BYTES];
    size_t plain_size = 0;
    struct error err;

    if (size > sizeof plain)
        size = sizeof plain;
    if (base64_feed(&base64, text, size, plain, &plain_size, &err) != 0)
        return false;
    return sniff_gzip(plain, plain_size) || sniff_format(plain, plain_size) != NULL;
}
