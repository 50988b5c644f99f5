/*
 * XML as events, by libxml2's push parser.
 *
 * What the parser's handlers see is told to the sink at once, so that nothing is kept in between.
 * The parser is fenced in: a DOCTYPE stops it, so that there are no entities beyond the five; it
 * loads nothing; it never repairs.  Its own limits are lifted (XML_PARSE_HUGE) because base64 files
 * are texts, and ours on depth, texts and tags stand in their place.
 */
#include <stdbool.h>
#include <string.h>

#include <libxml/parser.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/format.h"
#include "core/xml_encoding.h"
#include "core/xml_memory.h"
#include "core/xml_words.h"
#include "core/xsd_check.h"

/* NAMES_BYTES_MOST: bytes that libxml2 may spend on remembering names; real documents need a few
 * KiB. */
enum { PIECE_SIZE = 16384, FIELDS_PER_ATTRIBUTE = 5, NAMES_BYTES_MOST = 8 << 20 };

struct xml_decoder {
    struct decoder decoder;
    xmlParserCtxtPtr parser;
    struct xsd_check *check; /* NULL: against no schema */
    struct buffer name;      /* scratch */
    long depth, text_bytes;
    bool has_root, is_last; /* is_last: the parser was told that no more bytes come */
    bool has_bytes;
    struct xml_head head;
    bool has_failed;
    struct error error;
    struct error ignored; /* what a parser that goes on after its first mistake says */
};

static struct xml_decoder *self(struct decoder *decoder)
{
    return (struct xml_decoder *)decoder;
}

static long line_of(const struct xml_decoder *xml)
{
    return xml->parser->input != NULL ? xml->parser->input->line : 0;
}

/* Notes the line of an event, which comes from an input. */
static void note_line(struct xml_decoder *xml)
{
    xml->decoder.line = xml->parser->input->line;
}

/* Where to put a failure: the first one counts, and nothing is told behind it. */
static struct error *fail(struct xml_decoder *xml)
{
    struct error *place = xml->has_failed ? &xml->ignored : &xml->error;

    xml->has_failed = true;
    return place;
}

/* "@name", interned like all names. */
static const char *attribute_name(struct xml_decoder *xml, const xmlChar *name)
{
    const xmlChar *interned;

    buffer_clear(&xml->name);
    buffer_byte(&xml->name, '@');
    buffer_text(&xml->name, (const char *)name);
    interned =
        xmlDictLookup(xml->parser->dict, (const xmlChar *)xml->name.data, (int)xml->name.size);
    if (interned == NULL)
        error_out_of_memory();
    return (const char *)interned;
}

static const char *uri_text(const xmlChar *uri)
{
    return uri != NULL ? (const char *)uri : "";
}

/* The sink has refused, and said why in xml->error: nothing more is read. */
static void stop(struct xml_decoder *xml)
{
    xml->has_failed = true;
    xmlStopParser(xml->parser);
}

static int tell_text(struct xml_decoder *xml, const char *text, size_t size, struct error *err)
{
    struct sink *sink = xml->decoder.sink;

    return sink->skip > 0 ? 0 : sink->text(sink, text, size, err);
}

/* Tells an attribute's value.  libxml2 writes each '&' of a value as "&#38;" for the tree builder
 * that it expects behind it. */
static int tell_value(struct xml_decoder *xml, const char *value, size_t size, struct error *err)
{
    static const char written[] = "&#38;";
    const size_t length = sizeof written - 1;

    while (size > 0) {
        const char *mark = memchr(value, '&', size);
        size_t plain = mark != NULL ? (size_t)(mark - value) + 1 : size;

        if (tell_text(xml, value, plain, err) != 0)
            return -1;
        if (mark != NULL && size - plain >= length - 1 && memcmp(mark, written, length) == 0)
            plain += length - 1;
        value += plain;
        size -= plain;
    }
    return 0;
}

static int tell_close(struct xml_decoder *xml, struct error *err)
{
    struct sink *sink = xml->decoder.sink;

    if (sink->skip == 0)
        return sink->close(sink, err);
    sink->skip--;
    return 0;
}

static int tell_attribute(struct xml_decoder *xml, const xmlChar **fields, struct error *err)
{
    struct sink *sink = xml->decoder.sink;
    const char *value = (const char *)fields[3];
    size_t size = (size_t)(fields[4] - fields[3]);

    if (sink->open(sink, attribute_name(xml, fields[0]), uri_text(fields[2]), err) != 0)
        return -1;
    return tell_value(xml, value, size, err) != 0 ? -1 : tell_close(xml, err);
}

/* Kept apart, as most elements have none. */
__attribute__((noinline)) static int
tell_attributes(struct xml_decoder *xml, const xmlChar **attributes, int count, struct error *err)
{
    int i;

    for (i = 0; i < count && xml->decoder.sink->skip == 0; i++)
        if (tell_attribute(xml, attributes + (size_t)i * FIELDS_PER_ATTRIBUTE, err) != 0)
            return -1;
    return 0;
}

/* The signature of this handler and of those below is libxml2's. */
static void on_open(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                    int name_space_count, const xmlChar **name_spaces, int attribute_count,
                    int defaulted_count, const xmlChar **attributes)
{
    struct xml_decoder *xml = context;
    struct sink *sink = xml->decoder.sink;

    (void)prefix, (void)name_space_count, (void)name_spaces, (void)defaulted_count;
    if (xml->has_failed)
        return;
    xml->has_root = true;
    xml->text_bytes = 0;
    if (++xml->depth > xml->decoder.limits.depth) {
        error_at(fail(xml), ERROR_DOCUMENT, line_of(xml), "nested deeper than %ld elements",
                 xml->decoder.limits.depth);
        return;
    }
    if (sink->skip > 0) {
        sink->skip++;
        return;
    }
    note_line(xml);
    if (sink->open(sink, (const char *)name, uri_text(uri), &xml->error) != 0 ||
        (attribute_count > 0 &&
         tell_attributes(xml, attributes, attribute_count, &xml->error) != 0))
        stop(xml);
}

static void on_close(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct xml_decoder *xml = context;

    (void)name, (void)prefix, (void)uri;
    if (xml->has_failed)
        return;
    xml->depth--;
    xml->text_bytes = 0;
    note_line(xml);
    if (tell_close(xml, &xml->error) != 0)
        stop(xml);
}

static void on_text(void *context, const xmlChar *text, int size)
{
    struct xml_decoder *xml = context;

    if (xml->has_failed)
        return;
    xml->text_bytes += size;
    if (xml->text_bytes > xml->decoder.limits.text_bytes) {
        error_at(fail(xml), ERROR_DOCUMENT, line_of(xml), "a text is longer than %ld bytes",
                 xml->decoder.limits.text_bytes);
        return;
    }
    note_line(xml);
    if (tell_text(xml, (const char *)text, (size_t)size, &xml->error) != 0)
        stop(xml);
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *public_id,
                       const xmlChar *system_id)
{
    struct xml_decoder *xml = context;

    (void)name, (void)public_id, (void)system_id;
    error_at(fail(xml), ERROR_DOCUMENT, line_of(xml), "a DOCTYPE is not accepted");
    /* At once: what stands in the DOCTYPE must not be read. */
    xmlStopParser(xml->parser);
}

/* Called when the XML declaration is read, or found to be missing. */
static void on_start(void *context)
{
    struct xml_decoder *xml = context;
    const xmlParserInput *input = xml->parser->input;
    const char *declared = (const char *)xml->parser->encoding;
    struct error problem;

    if (input != NULL && input->encoding != NULL)
        declared = (const char *)input->encoding;
    if (declared != NULL && xml_encoding_check(declared, &xml->head, &problem) != 0)
        error_at(fail(xml), ERROR_DOCUMENT, line_of(xml), "%s", problem.text);
}

static void tell_own_words(struct xml_decoder *xml, const xmlError *mistake)
{
    char words[XML_WORDS_SIZE];

    xml_words_plain(mistake->message, words);
    error_at(fail(xml), ERROR_DOCUMENT, mistake->line, "not well-formed: %s", words);
}

/* A mistake that shows only when no more bytes come: something is missing or unread. */
static const char *words_at_end(const struct xml_decoder *xml)
{
    const xmlParserInput *input = xml->parser->input;

    if (input != NULL && input->buf != NULL && input->buf->raw != NULL &&
        xmlBufUse(input->buf->raw) > 0)
        return "a byte or character that the encoding does not have";
    if (!xml->has_bytes)
        return "the document is empty";
    return xml->has_root ? NULL : "the document ends before its first element does";
}

static void tell_mistake(struct xml_decoder *xml, const xmlError *mistake)
{
    const char *words = xml->is_last ? words_at_end(xml) : xml_words_of(mistake->code);

    if (words == NULL && xml->is_last && xml->depth > 0)
        error_at(fail(xml), ERROR_DOCUMENT, mistake->line,
                 "not well-formed: the document is cut: it ends inside <%s>",
                 xml->parser->name != NULL ? (const char *)xml->parser->name : "?");
    else if (words != NULL)
        error_at(fail(xml), ERROR_DOCUMENT, mistake->line, "not well-formed: %s", words);
    else
        tell_own_words(xml, mistake);
}

/* Warnings are none of ours; a wrong namespace, which libxml2 would live with, is a mistake.  The
 * context is not ours while a schema checks. */
static void on_mistake(void *context, xmlErrorPtr mistake)
{
    struct xml_decoder *xml = ((xmlParserCtxtPtr)mistake->ctxt)->_private;

    (void)context;
    if (mistake->code == XML_ERR_NO_MEMORY)
        error_out_of_memory();
    if (mistake->level >= XML_ERR_ERROR && !xml->has_failed)
        tell_mistake(xml, mistake);
}

static const xmlSAXHandler handlers = {
    .initialized = XML_SAX2_MAGIC,
    .internalSubset = on_doctype,
    .startDocument = on_start,
    .startElementNs = on_open,
    .endElementNs = on_close,
    .characters = on_text,
    .ignorableWhitespace = on_text,
    .cdataBlock = on_text,
    .serror = on_mistake,
};

static int open_xml(struct decoder *decoder, struct error *err)
{
    struct xml_decoder *xml = self(decoder);

    (void)err;
    xml_memory_guard();
    /* The parser copies the handlers. */
    xml->parser =
        xmlCreatePushParserCtxt((xmlSAXHandlerPtr)(uintptr_t)&handlers, xml, NULL, 0, NULL);
    if (xml->parser == NULL)
        error_out_of_memory();
    xml->parser->_private = xml;
    xmlCtxtUseOptions(xml->parser, XML_PARSE_NONET | XML_PARSE_HUGE);
    return 0;
}

static void on_violation(void *context, const char *element, struct error *err)
{
    struct xml_decoder *xml = context;
    struct sink *sink = xml->decoder.sink;

    if (xml->has_failed || sink->violation(sink, element, err) == 0)
        return;
    xml->error = *err;
    stop(xml);
}

static void validate_xml(struct decoder *decoder, const struct xsd *xsd)
{
    struct xml_decoder *xml = self(decoder);
    const struct xsd_listener listener = {on_violation, xml};

    xml->check = xsd_check_open(xsd, xml->parser, &listener, decoder->arena);
    if (decoder->limits.text_bytes > decoder->limits.value_bytes)
        decoder->limits.text_bytes = decoder->limits.value_bytes;
}

/* Looks at what a chunk has left behind in the parser. */
static void check_parser(struct xml_decoder *xml)
{
    const xmlParserInput *input = xml->parser->input;

    /* A tag or comment that is not closed yet waits whole in the parser's buffer. */
    if (input != NULL && input->end - input->cur > xml->decoder.limits.tag_bytes)
        error_at(fail(xml), ERROR_DOCUMENT, line_of(xml),
                 "a tag, comment or instruction is longer than %ld bytes",
                 xml->decoder.limits.tag_bytes);
    if (xmlDictGetUsage(xml->parser->dict) > NAMES_BYTES_MOST)
        error_at(fail(xml), ERROR_DOCUMENT, line_of(xml),
                 "the names in the document take more than %d bytes", NAMES_BYTES_MOST);
    if (!xml->parser->wellFormed || xml->parser->disableSAX)
        error_at(fail(xml), ERROR_DOCUMENT, line_of(xml), "not well-formed");
}

/* Gives the parser bytes and looks at what they have left behind. */
static int parse(struct xml_decoder *xml, const char *bytes, int size, struct error *err)
{
    if (!xml->has_failed)
        xmlParseChunk(xml->parser, bytes, size, xml->is_last);
    if (!xml->has_failed)
        check_parser(xml);
    if (!xml->has_failed)
        return 0;
    *err = xml->error;
    return -1;
}

/* In pieces, because a tag is looked at for its length only between them. */
static int feed_xml(struct decoder *decoder, const char *bytes, size_t size, struct error *err)
{
    struct xml_decoder *xml = self(decoder);

    xml_head_take(&xml->head, bytes, size);
    while (size > 0) {
        size_t piece = size < PIECE_SIZE ? size : PIECE_SIZE;

        xml->has_bytes = true;
        if (parse(xml, bytes, (int)piece, err) != 0)
            return -1;
        bytes += piece;
        size -= piece;
    }
    return 0;
}

static int end_xml(struct decoder *decoder, struct error *err)
{
    struct xml_decoder *xml = self(decoder);

    xml->is_last = true;
    return parse(xml, NULL, 0, err);
}

static void close_xml(struct decoder *decoder)
{
    struct xml_decoder *xml = self(decoder);

    xsd_check_close(xml->check);
    xml->check = NULL;
    if (xml->parser != NULL)
        xmlFreeParserCtxt(xml->parser);
    xml->parser = NULL;
    buffer_free(&xml->name);
}

const struct format format_xml = {
    .name = "xml",
    .summary = "XML 1.0 with namespaces, without DOCTYPE",
    .size = sizeof(struct xml_decoder),
    .open = open_xml,
    .feed = feed_xml,
    .end = end_xml,
    .close = close_xml,
    .validate = validate_xml,
};
