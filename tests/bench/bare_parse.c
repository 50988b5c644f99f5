/*
 * The yardstick: what zlib and libxml2 take when nobody does anything with what they give.
 *
 *   bare_parse inflate|parse FILE.gz
 *
 * "parse" also pushes the bytes through libxml2's SAX2 parser, 16 KiB at a time, to handlers that
 * are empty.  It must not check, copy or count more than that: the difference to it is what the
 * program itself costs.
 */
#include <stdio.h>
#include <string.h>

#include <libxml/parser.h>
#include <zlib.h>

enum { CHUNK_SIZE = 16384 };

/* The signature of these handlers is libxml2's. */
static void on_open(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                    int name_space_count, const xmlChar **name_spaces, int attribute_count,
                    int defaulted_count, const xmlChar **attributes)
{
    (void)context, (void)name, (void)prefix, (void)uri, (void)name_space_count;
    (void)name_spaces, (void)attribute_count, (void)defaulted_count, (void)attributes;
}

static void on_close(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    (void)context, (void)name, (void)prefix, (void)uri;
}

static void on_text(void *context, const xmlChar *text, int size)
{
    (void)context, (void)text, (void)size;
}

static xmlSAXHandler handlers = {
    .initialized = XML_SAX2_MAGIC,
    .startElementNs = on_open,
    .endElementNs = on_close,
    .characters = on_text,
    .ignorableWhitespace = on_text,
};

/* Reads the file to its end; the parser may be NULL. */
static int read_all(gzFile file, xmlParserCtxtPtr parser)
{
    char chunk[CHUNK_SIZE];
    int got;

    while ((got = gzread(file, chunk, sizeof chunk)) > 0)
        if (parser != NULL && xmlParseChunk(parser, chunk, got, 0) != 0)
            return -1;
    if (got < 0)
        return -1;
    return parser != NULL && xmlParseChunk(parser, chunk, 0, 1) != 0 ? -1 : 0;
}

static int measure(const char *path, xmlParserCtxtPtr parser)
{
    gzFile file = gzopen(path, "rb");
    int result;

    if (file == NULL) {
        fprintf(stderr, "bare_parse: cannot open %s\n", path);
        return -1;
    }
    result = read_all(file, parser);
    if (result != 0)
        fprintf(stderr, "bare_parse: %s is no gzipped XML document\n", path);
    gzclose(file);
    return result;
}

int main(int count, char **arguments)
{
    const char *what = count == 3 ? arguments[1] : "";
    xmlParserCtxtPtr parser = NULL;
    int result;

    if (strcmp(what, "inflate") != 0 && strcmp(what, "parse") != 0) {
        fprintf(stderr, "usage: bare_parse inflate|parse FILE.gz\n");
        return 64;
    }
    if (strcmp(what, "parse") == 0) {
        parser = xmlCreatePushParserCtxt(&handlers, NULL, NULL, 0, NULL);
        if (parser == NULL)
            return 70;
        xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_HUGE);
    }
    result = measure(arguments[2], parser);
    if (parser != NULL)
        xmlFreeParserCtxt(parser);
    return result == 0 ? 0 : 65;
}
