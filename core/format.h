/*
 * Formats: bytes to events.  A decoder is a format at work on one document.
 *
 * All syntaxes give the same events, so that mappings and success rules need not know which one
 * they read.  An XML attribute arrives as a child named "@id" that is opened and closed before all
 * other children; an element of a JSON array is named like its array ("item" when the array is the
 * document); a CSV line is an element "row" with one child for each column.  The document itself
 * has no event: the first event of XML is its root element, of a JSON object its first member.
 *
 * A decoder refuses rather than guesses: DOCTYPE, entities beyond the five, depth, lengths, bad
 * UTF-8, truncation and trailing bytes are ERROR_DOCUMENT with the line.  What damages one element
 * only (a CSV line with too few cells, a JSON number that cannot be given exactly) is ERROR_RECORD:
 * it is told inside that element, and the next call carries on there.
 *
 * To add a format: write core/format_<name>.c with one const struct format and name it in both
 * lists of format.c.
 */
#ifndef CORE_FORMAT_H
#define CORE_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;
struct option;
struct reader;

enum event_kind { EVENT_OPEN, EVENT_TEXT, EVENT_CLOSE };

/* Valid until the next call of decoder_next; names and namespaces as long as the decoder, so that
 * equal pointers are equal names. */
struct event {
    enum event_kind kind;
    const char *name;       /* of OPEN: the local name, NUL-terminated; of an attribute "@name" */
    const char *name_space; /* of OPEN: the namespace URI, "" when there is none */
    const char *text;       /* of TEXT; one text may come in several events */
    size_t size;
    long line; /* from 1; where the event was seen, 0 when the format has no lines */
};

/* The limits on what comes from outside; zero means the default in brackets. */
struct limits {
    long depth;       /* [200] */
    long text_bytes;  /* of one text [1 GiB]: base64 files are texts */
    long tag_bytes;   /* of one tag, comment or instruction of XML [1 MiB], checked by the chunk */
    long value_bytes; /* of one JSON string or CSV line [16 MiB] */
    long document_bytes; /* of a JSON document, which is held whole [256 MiB] */
};

struct decoder;

struct format {
    const char *name, *summary;
    size_t size; /* of the driver's struct, whose first member is a struct decoder */
    int (*open)(struct decoder *decoder, struct error *err);
    int (*next)(struct decoder *decoder, struct event *event, struct error *err); /* 1, 0, -1 */
    void (*close)(struct decoder *decoder); /* accepts what open left half done */
};

/* What all decoders have; set before open. */
struct decoder {
    const struct format *format;
    struct reader *bytes; /* plain bytes; the caller closes it after the decoder */
    struct arena *arena;  /* lives as long as the decoder */
    struct limits limits; /* without zeros */
};

/* The format of this name, or NULL; formats is NULL-terminated, for listings, and format_names has
 * their names in the same order, for option tables. */
extern const struct format *const formats[];
extern const char *const format_names[];
const struct format *format_find(const char *name);

/* Opens a decoder on bytes, which must be plain (see gzip_reader) and stay open.  limits may be
 * NULL.  NULL with *err filled on failure. */
struct decoder *decoder_open(const struct format *format, struct reader *bytes,
                             const struct limits *limits, struct arena *arena, struct error *err);

/* 1: *event is the next event; 0: the document ended as it should; -1. */
int decoder_next(struct decoder *decoder, struct event *event, struct error *err);
void decoder_close(struct decoder *decoder); /* accepts NULL */

/* A question to a whole document: the first text at a path of local names from the document
 * ("Envelope/Body/Fault/faultcode", "result/MaHoSo"), "*" for any name, and how often the path
 * occurs. */
struct probe {
    const char *path;
    const char *text; /* NULL when the path does not occur; in the arena; "" for an empty one */
    long count;
};

/* Reads all of bytes as the format and answers all probes in one pass; no probe has an answer when
 * the document is malformed. */
int document_probe(const struct format *format, struct reader *bytes, struct probe *probes,
                   size_t count, struct arena *arena, struct error *err);

#endif
