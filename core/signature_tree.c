/* Parsing and searching the tree by libxml2. */
#include "core/signature_tree.h"

#include <string.h>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/valid.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/reader.h"

/* NODES_MOST: elements and attributes, for a tree takes 100 bytes and more for each "<a/>".
 * DEPTH_MOST is that of the decoders; canonicalisation recurs as deep. */
enum { CHUNK_SIZE = 16384, DEPTH_MOST = 200, NODES_MOST = 2000000, BYTES_PER_MIB = 1 << 20 };

struct parse {
    xmlParserCtxtPtr parser;
    long nodes;
    const char *obstacle;
};

static void stop(struct parse *parse, const char *obstacle)
{
    if (parse->obstacle == NULL)
        parse->obstacle = obstacle;
    xmlStopParser(parse->parser);
}

/* The signatures of these handlers are libxml2's. */
static void on_doctype(void *context, const xmlChar *name, const xmlChar *public_id,
                       const xmlChar *system_id)
{
    xmlParserCtxtPtr parser = context;

    (void)name, (void)public_id, (void)system_id;
    stop(parser->_private, "a DOCTYPE is not accepted");
}

static void on_open(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                    int name_space_count, const xmlChar **name_spaces, int attribute_count,
                    int defaulted_count, const xmlChar **attributes)
{
    xmlParserCtxtPtr parser = context;
    struct parse *parse = parser->_private;

    parse->nodes += 1 + attribute_count + name_space_count;
    if (parser->nodeNr >= DEPTH_MOST)
        stop(parse, "nested deeper than 200 elements");
    else if (parse->nodes > NODES_MOST)
        stop(parse, "more than 2000000 elements and attributes, too many to verify");
    else
        xmlSAX2StartElementNs(context, name, prefix, uri, name_space_count, name_spaces,
                              attribute_count, defaulted_count, attributes);
}

static xmlParserCtxtPtr open_parser(struct parse *parse)
{
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL);

    if (parser == NULL)
        error_out_of_memory();
    parser->_private = parse;
    parser->sax->internalSubset = on_doctype;
    parser->sax->startElementNs = on_open;
    /* NOENT writes what entities stand for into the tree; without a DOCTYPE there are the five. */
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOENT |
                                  XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    return parser;
}

/* Reads on to the end after an obstacle too: only there a damaged landing shows. */
static int feed(struct parse *parse, struct reader *bytes, long most_mib, struct error *err)
{
    char chunk[CHUNK_SIZE];
    long long size = 0;
    ssize_t got;

    while ((got = reader_read(bytes, chunk, sizeof chunk, err)) > 0) {
        size += got;
        if (size > (long long)most_mib * BYTES_PER_MIB)
            stop(parse, "it is longer than may be verified");
        if (parse->obstacle == NULL)
            xmlParseChunk(parse->parser, chunk, (int)got, 0);
    }
    if (got == 0 && parse->obstacle == NULL)
        xmlParseChunk(parse->parser, NULL, 0, 1);
    return (int)got;
}

static void take_document(struct signature_tree *tree, struct parse *parse, struct arena *arena)
{
    xmlParserCtxtPtr parser = parse->parser;

    if (parse->obstacle != NULL)
        tree->obstacle = parse->obstacle;
    else if (!parser->wellFormed || !parser->nsWellFormed)
        tree->obstacle =
            arena_print(arena, "it is not well-formed, at line %d", parser->lastError.line);
    else
        tree->document = parser->myDoc;
    if (tree->document == NULL)
        xmlFreeDoc(parser->myDoc);
    parser->myDoc = NULL;
}

int signature_tree_open(struct signature_tree *tree, struct reader *bytes, long most_mib,
                        struct arena *arena, struct error *err)
{
    struct parse parse = {0};
    int result;

    memset(tree, 0, sizeof *tree);
    parse.parser = open_parser(&parse);
    result = feed(&parse, bytes, most_mib, err);
    take_document(tree, &parse, arena);
    xmlFreeParserCtxt(parse.parser);
    if (result != 0)
        signature_tree_close(tree);
    return result;
}

void signature_tree_close(struct signature_tree *tree)
{
    xmlFreeDoc(tree->document);
    tree->document = NULL;
}

static xmlNode *skip_to_element(xmlNode *node)
{
    while (node != NULL && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return node;
}

xmlNode *tree_first_child(const xmlNode *node)
{
    return skip_to_element(node->children);
}

xmlNode *tree_next_sibling(const xmlNode *node)
{
    return skip_to_element(node->next);
}

xmlNode *tree_next(const xmlNode *node, const xmlNode *top)
{
    xmlNode *next = tree_first_child(node);

    while (next == NULL && node != top) {
        next = tree_next_sibling(node);
        node = node->parent;
    }
    return next;
}

bool tree_is_signature_part(const xmlNode *node, const char *name)
{
    static const char name_space[] = "http://www.w3.org/2000/09/xmldsig#";

    return node != NULL && node->ns != NULL && strcmp((const char *)node->name, name) == 0 &&
           strcmp((const char *)node->ns->href, name_space) == 0;
}

bool tree_is_within(const xmlNode *node, const xmlNode *top)
{
    while (node != NULL && node != top)
        node = node->parent;
    return node != NULL;
}

static xmlNode *only_named(xmlNode *first, const char *name, size_t length)
{
    xmlNode *found = NULL;
    xmlNode *node;

    for (node = skip_to_element(first); node != NULL; node = tree_next_sibling(node)) {
        if (strncmp((const char *)node->name, name, length) != 0 || node->name[length] != '\0')
            continue;
        if (found != NULL)
            return NULL;
        found = node;
    }
    return found;
}

xmlNode *tree_at(const xmlDoc *document, const char *path)
{
    xmlNode *among = document->children;
    xmlNode *found = NULL;

    while (*path != '\0') {
        size_t length = strcspn(path, "/");

        found = only_named(among, path, length);
        if (found == NULL)
            return NULL;
        among = found->children;
        path += length + (path[length] == '/');
    }
    return found;
}

static xmlAttr *id_attribute(const xmlNode *node, const char *id)
{
    static const char *const names[] = {"Id", "ID", "id"};
    xmlAttr *attribute;
    size_t i;

    for (attribute = node->properties; attribute != NULL; attribute = attribute->next)
        for (i = 0; i < sizeof names / sizeof names[0]; i++)
            if (strcmp((const char *)attribute->name, names[i]) == 0 &&
                attribute->children != NULL && attribute->children->content != NULL &&
                strcmp((const char *)attribute->children->content, id) == 0)
                return attribute;
    return NULL;
}

xmlNode *tree_with_id(xmlDoc *document, const char *id)
{
    xmlNode *root = xmlDocGetRootElement(document);
    xmlAttr *found = NULL;
    xmlNode *node;

    for (node = root; node != NULL; node = tree_next(node, root)) {
        xmlAttr *attribute = id_attribute(node, id);

        if (attribute != NULL && found != NULL)
            return NULL;
        if (attribute != NULL)
            found = attribute;
    }
    if (found == NULL)
        return NULL;
    if (xmlGetID(document, (const xmlChar *)id) == NULL)
        xmlAddID(NULL, document, (const xmlChar *)id, found);
    return xmlGetID(document, (const xmlChar *)id) == found ? found->parent : NULL;
}
