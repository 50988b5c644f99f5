/*
 * Compiling schemas by libxml2.
 *
 * libxml2 would follow an include to any address, so all files that belong to a schema are looked
 * through first, and only then is it let loose on them, without network.
 */
#include "core/xsd.h"

#include <stdbool.h>
#include <string.h>

#include <libxml/xmlIO.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"
#include "core/xml_memory.h"
#include "core/xml_words.h"
#include "core/xsd_check.h"

enum { FILES_MOST = 64, FILE_BYTES_MOST = 16 << 20 };

/* The files of one schema, as they are found. */
struct closure {
    const char *folder;
    struct arena *arena;
    const char *names[FILES_MOST];
    size_t count;
};

static const char *base_name(const char *path)
{
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;

    return slash != NULL ? slash + 1 : path;
}

/* Only plain names lead nowhere but into the folder. */
static bool is_plain_name(const char *name)
{
    return name[0] != '.' && name[0] != '\0' && name[file_name_span(name)] == '\0';
}

static int add_file(struct closure *closure, const char *from, const char *name, struct error *err)
{
    size_t i;

    if (!is_plain_name(name))
        return error_set(err, ERROR_CONFIG,
                         "%s: '%s' is no file beside it; accepted: a name of letters, digits, '.', "
                         "'_' and '-'",
                         from, name);
    for (i = 0; i < closure->count; i++)
        if (strcmp(closure->names[i], name) == 0)
            return 0;
    if (closure->count == FILES_MOST)
        return error_set(err, ERROR_CONFIG, "%s: the schema has more than %d files", from,
                         FILES_MOST);
    closure->names[closure->count++] = arena_text(closure->arena, name);
    return 0;
}

static bool names_a_file(const xmlNode *node)
{
    static const char *const names[] = {"include", "import", "redefine"};
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++)
        if (node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, names[i]) == 0)
            return true;
    return false;
}

/* The files that one names stand in children of its root. */
static int add_named(struct closure *closure, const char *name, const xmlDoc *document,
                     struct error *err)
{
    const xmlNode *root = xmlDocGetRootElement(document);
    const xmlNode *node;
    int status = 0;

    for (node = root != NULL ? root->children : NULL; node != NULL && status == 0;
         node = node->next) {
        xmlChar *location = NULL;

        if (names_a_file(node))
            location = xmlGetNoNsProp(node, (const xmlChar *)"schemaLocation");
        if (location != NULL)
            status = add_file(closure, name, (const char *)location, err);
        xmlFree(location);
    }
    return status;
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *public_id,
                       const xmlChar *system_id)
{
    xmlParserCtxtPtr parser = context;

    (void)name, (void)public_id, (void)system_id;
    *(bool *)parser->_private = true;
    xmlStopParser(parser);
}

static xmlDoc *parse_file(const char *name, const struct buffer *text, struct error *err)
{
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    bool has_doctype = false;
    char words[XML_WORDS_SIZE];
    xmlDoc *document;

    if (parser == NULL)
        error_out_of_memory();
    parser->_private = &has_doctype;
    parser->sax->internalSubset = on_doctype;
    document = xmlCtxtReadMemory(parser, buffer_string(text), (int)text->size, NULL, NULL,
                                 XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (has_doctype) {
        xmlFreeDoc(document);
        document = NULL;
        error_set(err, ERROR_CONFIG, "%s: a DOCTYPE is not accepted", name);
    } else if (document == NULL) {
        xml_words_plain(parser->lastError.message, words);
        error_set(err, ERROR_CONFIG, "%s:%d: %s", name, parser->lastError.line, words);
    }
    xmlFreeParserCtxt(parser);
    return document;
}

static int look_through(struct closure *closure, const char *name, struct error *err)
{
    struct buffer text = {0};
    xmlDoc *document = NULL;
    int status = -1;

    if (file_read(path_join(closure->arena, closure->folder, name), FILE_BYTES_MOST, &text, err) ==
        0)
        document = parse_file(name, &text, err);
    else
        err->kind = ERROR_CONFIG;
    if (document != NULL)
        status = add_named(closure, name, document, err);
    xmlFreeDoc(document);
    buffer_free(&text);
    return status;
}

static void on_mistake(void *context, xmlErrorPtr mistake)
{
    struct error *err = context;
    char words[XML_WORDS_SIZE];

    if (mistake->code == XML_ERR_NO_MEMORY)
        error_out_of_memory();
    if (mistake->level < XML_ERR_ERROR || err->kind != ERROR_NONE)
        return;
    xml_words_plain(mistake->message, words);
    /* Its own words show the whole path. */
    if (mistake->code == XML_SCHEMAP_NOT_SCHEMA)
        error_set(err, ERROR_CONFIG, "a file of the schema does not begin with 'schema'");
    else if (mistake->file != NULL)
        error_set(err, ERROR_CONFIG, "%s:%d: %s", base_name(mistake->file), mistake->line, words);
    else
        error_set(err, ERROR_CONFIG, "%s", words);
}

static xmlSchemaPtr compile(const char *path, struct error *err)
{
    xmlExternalEntityLoader before = xmlGetExternalEntityLoader();
    xmlSchemaParserCtxtPtr parser;
    struct error mistake = {.kind = ERROR_NONE};
    xmlSchemaPtr schema;

    /* The loader is one for the whole process; no thread but this one parses anything. */
    xmlSetExternalEntityLoader(xmlNoNetExternalEntityLoader);
    parser = xmlSchemaNewParserCtxt(path);
    if (parser == NULL)
        error_out_of_memory();
    xmlSchemaSetParserStructuredErrors(parser, on_mistake, &mistake);
    schema = xmlSchemaParse(parser);
    xmlSchemaFreeParserCtxt(parser);
    xmlSetExternalEntityLoader(before);
    /* libxml2 goes on after some mistakes; what it gives then is not what was written. */
    if (schema != NULL && mistake.kind == ERROR_NONE)
        return schema;
    xmlSchemaFree(schema);
    if (mistake.kind == ERROR_NONE)
        error_set(&mistake, ERROR_CONFIG, "%s is no schema", base_name(path));
    *err = mistake;
    return NULL;
}

struct xsd *xsd_open(const char *folder, const char *name, struct arena *arena, struct error *err)
{
    struct xsd *xsd = arena_alloc(arena, sizeof *xsd);
    struct closure closure = {.folder = folder, .arena = arena};
    size_t i;

    xml_memory_guard();
    if (add_file(&closure, folder, name, err) != 0)
        return NULL;
    for (i = 0; i < closure.count; i++)
        if (look_through(&closure, closure.names[i], err) != 0)
            return NULL;
    xsd->name = closure.names[0];
    xsd->schema = compile(path_join(arena, folder, name), err);
    return xsd->schema != NULL ? xsd : NULL;
}

void xsd_close(struct xsd *xsd)
{
    if (xsd == NULL)
        return;
    xmlSchemaFree(xsd->schema);
    xsd->schema = NULL;
}
