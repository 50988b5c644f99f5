/* The escapes of URLs, forms, JSON, XML and HTML. */
#include "connectors/escape.h"

#include <stdlib.h>
#include <string.h>

static const char HEX_DIGITS[] = "0123456789ABCDEFabcdef";

/* The number in exactly count hexadecimal digits; -1 when they are not there. */
static long read_hex(const char *text, size_t count)
{
    char digits[8] = "";

    memcpy(digits, text, strnlen(text, count));
    return strspn(digits, HEX_DIGITS) == count ? strtol(digits, NULL, 16) : -1;
}

static size_t encode(long code, char plain[ESCAPE_PLAIN_SIZE_MOST])
{
    static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

    for (size_t i = size; i-- > 1; code >>= 6)
        plain[i] = (char)(0x80 | (code & 0x3F));
    plain[0] = (char)(marks[size] | code);
    return size;
}

static size_t read_percent(const char *text, char *plain, size_t *plain_size)
{
    long byte = read_hex(text + 1, 2);

    if (byte < 0)
        return 0;
    plain[0] = (char)byte;
    *plain_size = 1;
    return 3;
}

static size_t read_backslash(const char *text, char *plain, size_t *plain_size)
{
    static const char letters[] = "\"\\/'bfnrt", meanings[] = "\"\\/'\b\f\n\r\t";
    const char *letter = text[1] == '\0' ? NULL : strchr(letters, text[1]);
    long code = text[1] == 'u' ? read_hex(text + 2, 4) : -1;

    if (code >= 0) {
        *plain_size = encode(code, plain);
        return 6;
    }
    if (letter == NULL)
        return 0;
    plain[0] = meanings[letter - letters];
    *plain_size = 1;
    return 2;
}

static size_t read_number(const char *text, char *plain, size_t *plain_size)
{
    int is_hex = text[2] == 'x' || text[2] == 'X';
    const char *digits = text + 2 + is_hex;
    size_t count = strspn(digits, is_hex ? HEX_DIGITS : "0123456789");
    size_t size = (size_t)(digits - text) + count + 1;
    long code;

    if (count == 0 || digits[count] != ';' || size > ESCAPE_SIZE_MOST)
        return 0;
    code = strtol(digits, NULL, is_hex ? 16 : 10);
    if (code > 0x10FFFF)
        return 0;
    *plain_size = encode(code, plain);
    return size;
}

static size_t read_entity(const char *text, char *plain, size_t *plain_size)
{
    static const struct {
        const char *name;
        char meaning;
    } rows[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''},
    };

    if (text[1] == '#')
        return read_number(text, plain, plain_size);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strncmp(text, rows[i].name, strlen(rows[i].name)) == 0) {
            plain[0] = rows[i].meaning;
            *plain_size = 1;
            return strlen(rows[i].name);
        }
    return 0;
}

size_t escape_read(const char *text, char plain[ESCAPE_PLAIN_SIZE_MOST], size_t *plain_size)
{
    switch (*text) {
    case '+':
        plain[0] = ' ';
        *plain_size = 1;
        return 1;
    case '%':
        return read_percent(text, plain, plain_size);
    case '\\':
        return read_backslash(text, plain, plain_size);
    case '&':
        return read_entity(text, plain, plain_size);
    default:
        return 0;
    }
}
