/* The names of encodings, and the bytes that give UTF-16 away. */
#include "core/xml_encoding.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"

void xml_head_take(struct xml_head *head, const char *bytes, size_t size)
{
    size_t i;

    for (i = 0; i < size && head->size < XML_HEAD_SIZE; i++)
        head->bytes[head->size++] = bytes[i];
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcasecmp(*names, name) == 0)
            return true;
    return false;
}

/* UTF-16 begins with its byte order mark, or with '<' and a zero byte. */
static bool is_wide(const struct xml_head *head)
{
    static const char *const beginnings[] = {"\xFF\xFE", "\xFE\xFF", "<\0", "\0<"};
    size_t i;

    for (i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (head->size == XML_HEAD_SIZE && memcmp(head->bytes, beginnings[i], XML_HEAD_SIZE) == 0)
            return true;
    return false;
}

int xml_encoding_check(const char *declared, const struct xml_head *head, struct error *err)
{
    static const char *const bytewise[] = {"UTF-8", "UTF8", "US-ASCII", "ASCII", NULL};
    static const char *const wide[] = {"UTF-16", "UTF-16LE", "UTF-16BE", NULL};

    if (!is_one_of(declared, bytewise) && !is_one_of(declared, wide))
        return error_set(err, ERROR_DOCUMENT,
                         "the encoding '%s' is not accepted; accepted: UTF-8, UTF-16, US-ASCII",
                         declared);
    if (is_wide(head) && is_one_of(declared, bytewise))
        return error_set(err, ERROR_DOCUMENT, "the declaration says %s, but the bytes are UTF-16",
                         declared);
    return 0;
}
