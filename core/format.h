/*
 * Formats: bytes to events.  A decoder is a format at work on one document.
 *
 * A decoder is fed with bytes and tells a sink what it sees in them, so that nothing waits in
 * between and memory stays flat.  All syntaxes give the same events, so that mappings and success
 * rules need not know which one they read.  An XML attribute arrives as a child named "@id" that is
 * opened and closed before all other children; an element of a JSON array is named like its array
 * ("item" when the array is the document); a CSV line is an element "row" with one child for each
 * column, of which one without a name is called by its place, "column 3", and only there when it
 * has a value.  The document itself has no event: the first event of XML is its root element, of a
 * JSON object its first member.
 *
 * A decoder refuses rather than guesses: DOCTYPE, entities beyond the five, depth, lengths, bad
 * UTF-8, truncation and trailing bytes are ERROR_DOCUMENT with the line.  What damages one element
 * only (a CSV line with too few cells, a JSON number whose exponent makes it too long) is told
 * inside that element, and the document goes on.
 *
 * To add a format: write core/format_<name>.c with one const struct format and name it in both
 * lists of format.c.
 */
#ifndef CORE_FORMAT_H
#define CORE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/prolog.h"

struct arena;
struct error;
struct reader;
struct xsd;

/* Who is told what stands in a document.  The functions return 0, or -1 with *err filled to stop
 * the decoder, whose feed or end then fails with that error.  Names and namespaces live as long as
 * the decoder, so that equal pointers are equal names; texts live during the call. */
struct sink {
    /* An element or attribute ("@name") begins; name_space is its URI, "" when it has none. */
    int (*open)(struct sink *sink, const char *name, const char *name_space, struct error *err);
    /* A piece of the text of the innermost open element. */
    int (*text)(struct sink *sink, const char *text, size_t size, struct error *err);
    int (*close)(struct sink *sink, struct error *err);
    /* The innermost open element is damaged as *err says: 0 to go on without it. */
    int (*damage)(struct sink *sink, struct error *err);
    /* The element, which is open or has just ended, is not as the schema of decoder_validate says;
     * err tells how.  0 to go on, -1 to stop.  NULL: nobody has asked for a schema. */
    int (*violation)(struct sink *sink, const char *element, struct error *err);
    /* The columns that every row has, before the first row: only CSV has a header.  0 to go on, -1
     * to stop.  NULL: nobody asks. */
    int (*columns)(struct sink *sink, const char *const *names, size_t count, struct error *err);
    /* Of how many open elements nothing more is told, not even the end: whoever takes open or text
     * sets it to 1 to be spared the rest of the innermost element. */
    long skip;
};

/* The limits on what comes from outside; zero means the default in brackets. */
struct limits {
    long depth;        /* [200] */
    long text_bytes;   /* of one text [1 GiB]: base64 files are texts */
    long tag_bytes;    /* of one tag, comment or instruction of XML [1 MiB], checked by the chunk */
    long value_bytes;  /* of one CSV line, JSON name or JSON number [16 MiB] */
    long prolog_bytes; /* that may stand before an XML declaration and are skipped [0] */
};

struct decoder;

struct format {
    const char *name, *summary;
    size_t size; /* of the driver's struct, whose first member is a struct decoder */
    int (*open)(struct decoder *decoder, struct error *err);
    int (*feed)(struct decoder *decoder, const char *bytes, size_t size, struct error *err);
    int (*end)(struct decoder *decoder, struct error *err);
    void (*close)(struct decoder *decoder); /* accepts what open left half done */
    void (*validate)(struct decoder *decoder, const struct xsd *xsd); /* NULL: has no schemas */
};

/* What all decoders have; set before open. */
struct decoder {
    const struct format *format;
    struct sink *sink;
    struct arena *arena;  /* lives as long as the decoder */
    struct limits limits; /* without zeros but where zero is the default */
    struct prolog prolog;
    char separator; /* of the cells of CSV; see decoder_separate */
    long line;      /* of the latest event, from 1; 0 when the format has no lines */
};

/* The format of this name, or NULL; formats is NULL-terminated, for listings, and format_names has
 * their names in the same order, for option tables. */
extern const struct format *const formats[];
extern const char *const format_names[];
const struct format *format_find(const char *name);

/* Opens a decoder, which tells the sink.  limits may be NULL.  NULL with *err filled on failure. */
struct decoder *decoder_open(const struct format *format, struct sink *sink,
                             const struct limits *limits, struct arena *arena, struct error *err);

/* Has the document checked against a schema while it is read, which must be said before the first
 * feed; only XML has schemas.  The sink is told of each violation.  No text may be longer than
 * limits.value_bytes then, for the schema looks at whole values. */
void decoder_validate(struct decoder *decoder, const struct xsd *xsd);

/* Says which separator stands between the cells of CSV, which must be said before the first feed; a
 * comma unless it is said.  0: the one that the header has most of, which decoder->separator is
 * from then on.  A first line "sep=;" in the document overrules it.  Other formats have none. */
void decoder_separate(struct decoder *decoder, char separator);

/* Takes the next plain bytes (see gzip_reader) and tells as much of the document as is known now.
 */
int decoder_feed(struct decoder *decoder, const char *bytes, size_t size, struct error *err);

/* Says that there are no more bytes: 0 when the document has ended as it should, -1. */
int decoder_end(struct decoder *decoder, struct error *err);

/* Feeds all bytes of the reader, which stays open, and ends. */
int decoder_run(struct decoder *decoder, struct reader *bytes, struct error *err);

void decoder_close(struct decoder *decoder); /* accepts NULL */

/* A question to a whole document: the first text at a path of local names from the document
 * ("Envelope/Body/Fault/faultcode", "result/MaHoSo"), "*" for any name, and how often the path
 * occurs. */
struct probe {
    const char *path;
    const char *text; /* NULL when the path does not occur; in the arena; "" for an empty one */
    long count;
};

/* Reads all of bytes as the format (CSV by whatever separator its header has) and answers all
 * probes in one pass; no probe has an answer when the document is malformed. */
int document_probe(const struct format *format, struct reader *bytes, struct probe *probes,
                   size_t count, struct arena *arena, struct error *err);

#endif
