/* libxml2's schema validator between a parser and its handlers. */
#include "core/xsd_check.h"

#include <stdio.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/utf8.h"
#include "core/xml_words.h"

enum { NAME_SIZE = 128 };

struct xsd_check {
    const struct xsd *xsd;
    xmlParserCtxtPtr parser;
    struct xsd_listener listener;
    xmlSchemaValidCtxtPtr validator;
    xmlSchemaSAXPlugPtr plug;
};

/* What a mistake in a value is called.  libxml2's own words show the value, which may be personal.
 * NULL: a mistake in the shape, whose words have names only. */
static const char *words_of_value(int code)
{
    switch (code) {
    case XML_SCHEMAV_CVC_LENGTH_VALID:
        return "its value has another length";
    case XML_SCHEMAV_CVC_MINLENGTH_VALID:
        return "its value is too short";
    case XML_SCHEMAV_CVC_MAXLENGTH_VALID:
        return "its value is too long";
    case XML_SCHEMAV_CVC_MININCLUSIVE_VALID:
    case XML_SCHEMAV_CVC_MINEXCLUSIVE_VALID:
        return "its value is too small";
    case XML_SCHEMAV_CVC_MAXINCLUSIVE_VALID:
    case XML_SCHEMAV_CVC_MAXEXCLUSIVE_VALID:
        return "its value is too large";
    case XML_SCHEMAV_CVC_TOTALDIGITS_VALID:
        return "its value has too many digits";
    case XML_SCHEMAV_CVC_FRACTIONDIGITS_VALID:
        return "its value has too many digits behind the point";
    case XML_SCHEMAV_CVC_PATTERN_VALID:
        return "its value does not match the pattern";
    case XML_SCHEMAV_CVC_ENUMERATION_VALID:
        return "its value is none of those listed";
    case XML_SCHEMAV_CVC_IDC:
        return "a key is there twice, missing, or refers to nothing";
    case XML_SCHEMAV_ELEMENT_CONTENT:
    case XML_SCHEMAV_CVC_ELT_1:
    case XML_SCHEMAV_CVC_ELT_2:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_4:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_1:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2:
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_4:
        return NULL;
    default:
        return "its value is not of the type that is asked for";
    }
}

/* libxml2 says "Element '{uri}NAME'..."; what comes behind ": " are its words. */
static void take_name(char name[NAME_SIZE], const char *message)
{
    const char *begin = strchr(message, '\'');
    const char *end = begin != NULL ? strchr(begin + 1, '\'') : NULL;
    const char *brace;

    snprintf(name, NAME_SIZE, "?");
    if (end == NULL)
        return;
    begin++;
    brace = begin[0] == '{' ? strchr(begin, '}') : NULL;
    if (brace != NULL && brace < end)
        begin = brace + 1;
    snprintf(name, NAME_SIZE, "%.*s", (int)utf8_cut(begin, (size_t)(end - begin), NAME_SIZE - 2),
             begin);
}

static void on_violation(void *context, xmlErrorPtr mistake)
{
    const struct xsd_check *check = context;
    const char *message = mistake->message != NULL ? mistake->message : "";
    const char *begin = strstr(message, "': ");
    const char *value_words = words_of_value(mistake->code);
    char name[NAME_SIZE], words[XML_WORDS_SIZE];
    struct error err;

    if (mistake->code == XML_ERR_NO_MEMORY)
        error_out_of_memory();
    if (mistake->level < XML_ERR_ERROR)
        return;
    take_name(name, message);
    xml_words_plain(begin != NULL ? begin + 3 : message, words);
    error_at(&err, ERROR_DOCUMENT, mistake->line, "not as %s says: <%s>: %s", check->xsd->name,
             name, value_words != NULL ? value_words : words);
    check->listener.tell(check->listener.context, name, &err);
}

static int locate(void *context, const char **file, unsigned long *line)
{
    const struct xsd_check *check = context;

    *file = NULL;
    *line = check->parser->input != NULL ? (unsigned long)check->parser->input->line : 0;
    return 0;
}

struct xsd_check *xsd_check_open(const struct xsd *xsd, xmlParserCtxtPtr parser,
                                 const struct xsd_listener *listener, struct arena *arena)
{
    struct xsd_check *check = arena_alloc(arena, sizeof *check);
    xmlStructuredErrorFunc on_mistake = parser->sax->serror;

    check->xsd = xsd;
    check->parser = parser;
    check->listener = *listener;
    check->validator = xmlSchemaNewValidCtxt(xsd->schema);
    if (check->validator == NULL)
        error_out_of_memory();
    xmlSchemaSetValidStructuredErrors(check->validator, on_violation, check);
    xmlSchemaValidateSetLocator(check->validator, locate, check);
    check->plug = xmlSchemaSAXPlug(check->validator, &parser->sax, &parser->userData);
    if (check->plug == NULL)
        error_out_of_memory();
    /* The plug passes on all handlers but this one. */
    parser->sax->serror = on_mistake;
    return check;
}

void xsd_check_close(struct xsd_check *check)
{
    if (check == NULL)
        return;
    xmlSchemaSAXUnplug(check->plug);
    xmlSchemaFreeValidCtxt(check->validator);
    check->plug = NULL;
    check->validator = NULL;
}
