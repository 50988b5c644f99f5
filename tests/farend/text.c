/*
 * The growing text.
 *
 * It doubles its room, and ends the process when there is none, as everywhere in the project.
 */
#include "tests/farend/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void text_free(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

static void make_room(struct text *text, size_t more)
{
    size_t room = text->room ? text->room : 1024;

    if (text->length + more + 1 <= text->room)
        return;
    while (room < text->length + more + 1)
        room *= 2;
    text->bytes = realloc(text->bytes, room);
    if (!text->bytes) {
        fputs("farend: out of memory\n", stderr);
        exit(70);
    }
    text->room = room;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    make_room(text, length);
    if (length)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_format(struct text *text, const char *form, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, form);
    length = vsnprintf(NULL, 0, form, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    make_room(text, (size_t)length);
    va_start(arguments, form);
    vsnprintf(text->bytes + text->length, (size_t)length + 1, form, arguments);
    va_end(arguments);
    text->length += (size_t)length;
}

static void add_json_string(struct text *text, const char *value)
{
    text_add(text, "\"");
    for (; *value; value++) {
        unsigned char byte = (unsigned char)*value;

        if (byte == '"' || byte == '\\')
            text_format(text, "\\%c", byte);
        else if (byte < 0x20)
            text_format(text, "\\u%04x", byte);
        else
            text_add_bytes(text, value, 1);
    }
    text_add(text, "\"");
}

void json_open(struct text *text, const char *name, char bracket)
{
    if (name)
        text_format(text, "\"%s\":%c", name, bracket);
    else
        text_add_bytes(text, &bracket, 1);
}

void json_member(struct text *text, const char *name, const char *value)
{
    text_format(text, "\"%s\":", name);
    add_json_string(text, value);
    text_add(text, ",");
}

void json_number(struct text *text, const char *name, unsigned long number)
{
    text_format(text, "\"%s\":\"%lu\",", name, number);
}

void json_close(struct text *text, char bracket)
{
    json_end(text);
    text_format(text, "%c,", bracket);
}

void json_end(struct text *text)
{
    if (text->length && text->bytes[text->length - 1] == ',')
        text->bytes[--text->length] = '\0';
}

static const char *xml_escape(char byte)
{
    switch (byte) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    default:
        return NULL;
    }
}

void xml_leaf(struct text *text, const char *name, const char *value)
{
    text_format(text, "<%s>", name);
    for (; *value; value++) {
        const char *escape = xml_escape(*value);

        if (escape)
            text_add(text, escape);
        else
            text_add_bytes(text, value, 1);
    }
    text_format(text, "</%s>", name);
}

void xml_number(struct text *text, const char *name, unsigned long number)
{
    text_format(text, "<%s>%lu</%s>", name, number, name);
}
