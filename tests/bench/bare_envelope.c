/*
 * The yardstick of documents in documents: what zlib, libxml2 and libcrypto take for the outer
 * parse, base64 and the inner parse of make_envelope's output when nobody looks at what they give.
 *
 *   bare_envelope FILE.gz
 *
 * The inner parser is one for all inner documents, reset between them, which is the cheapest way.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>
#include <openssl/evp.h>
#include <zlib.h>

enum { CHUNK_SIZE = 16384 };

struct outer {
    xmlParserCtxtPtr inner;
    EVP_ENCODE_CTX *base64;
    bool is_inside;
    long documents;
    bool has_failed;
};

/* The signatures of these handlers are libxml2's. */
static void on_inner_open(void *context, const xmlChar *name, const xmlChar *prefix,
                          const xmlChar *uri, int name_space_count, const xmlChar **name_spaces,
                          int attribute_count, int defaulted_count, const xmlChar **attributes)
{
    (void)context, (void)name, (void)prefix, (void)uri, (void)name_space_count;
    (void)name_spaces, (void)attribute_count, (void)defaulted_count, (void)attributes;
}

static void on_inner_close(void *context, const xmlChar *name, const xmlChar *prefix,
                           const xmlChar *uri)
{
    (void)context, (void)name, (void)prefix, (void)uri;
}

static void on_inner_text(void *context, const xmlChar *text, int size)
{
    (void)context, (void)text, (void)size;
}

static void on_open(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                    int name_space_count, const xmlChar **name_spaces, int attribute_count,
                    int defaulted_count, const xmlChar **attributes)
{
    struct outer *outer = ((xmlParserCtxtPtr)context)->_private;

    (void)prefix, (void)uri, (void)name_space_count, (void)name_spaces;
    (void)attribute_count, (void)defaulted_count, (void)attributes;
    if (strcmp((const char *)name, "NOIDUNGFILE") != 0)
        return;
    outer->is_inside = true;
    EVP_DecodeInit(outer->base64);
    if (xmlCtxtResetPush(outer->inner, NULL, 0, NULL, NULL) != 0)
        outer->has_failed = true;
}

static void feed_inner(struct outer *outer, const xmlChar *text, int size)
{
    unsigned char bytes[CHUNK_SIZE];
    int count = 0;

    if (EVP_DecodeUpdate(outer->base64, bytes, &count, text, size) < 0 ||
        xmlParseChunk(outer->inner, (const char *)bytes, count, 0) != 0)
        outer->has_failed = true;
}

static void on_text(void *context, const xmlChar *text, int size)
{
    struct outer *outer = ((xmlParserCtxtPtr)context)->_private;
    int done;

    for (done = 0; outer->is_inside && done < size; done += CHUNK_SIZE)
        feed_inner(outer, text + done, size - done < CHUNK_SIZE ? size - done : CHUNK_SIZE);
}

static void on_close(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct outer *outer = ((xmlParserCtxtPtr)context)->_private;

    (void)name, (void)prefix, (void)uri;
    if (!outer->is_inside)
        return;
    outer->is_inside = false;
    outer->documents++;
    if (xmlParseChunk(outer->inner, NULL, 0, 1) != 0)
        outer->has_failed = true;
}

static int read_all(gzFile file, xmlParserCtxtPtr parser)
{
    char chunk[CHUNK_SIZE];
    int got;

    while ((got = gzread(file, chunk, sizeof chunk)) > 0)
        if (xmlParseChunk(parser, chunk, got, 0) != 0)
            return -1;
    return got < 0 || xmlParseChunk(parser, NULL, 0, 1) != 0 ? -1 : 0;
}

static xmlParserCtxtPtr parser_new(xmlSAXHandler *handlers)
{
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(handlers, NULL, NULL, 0, NULL);

    if (parser != NULL)
        xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_HUGE);
    return parser;
}

static int measure(const char *path, xmlParserCtxtPtr parser, struct outer *outer)
{
    gzFile file = gzopen(path, "rb");
    int result = file == NULL ? -1 : read_all(file, parser);

    if (file != NULL)
        gzclose(file);
    if (result != 0 || outer->has_failed || outer->documents == 0) {
        fprintf(stderr, "bare_envelope: %s is no envelope\n", path);
        return 65;
    }
    return 0;
}

int main(int count, char **arguments)
{
    xmlSAXHandler handlers = {.initialized = XML_SAX2_MAGIC,
                              .startElementNs = on_open,
                              .endElementNs = on_close,
                              .characters = on_text};
    xmlSAXHandler inner_handlers = {.initialized = XML_SAX2_MAGIC,
                                    .startElementNs = on_inner_open,
                                    .endElementNs = on_inner_close,
                                    .characters = on_inner_text};
    struct outer outer = {.inner = parser_new(&inner_handlers), .base64 = EVP_ENCODE_CTX_new()};
    xmlParserCtxtPtr parser = parser_new(&handlers);
    int status = 64;

    if (outer.inner == NULL || outer.base64 == NULL || parser == NULL)
        return 70;
    parser->_private = &outer;
    if (count == 2)
        status = measure(arguments[1], parser, &outer);
    xmlFreeParserCtxt(parser);
    xmlFreeParserCtxt(outer.inner);
    EVP_ENCODE_CTX_free(outer.base64);
    return status;
}
