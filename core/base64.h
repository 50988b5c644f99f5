/*
 * Base64 (RFC 4648, section 4) made plain while it streams.
 *
 * Inner documents of hundreds of megabytes come as base64 texts, so they are never held whole.
 */
#ifndef CORE_BASE64_H
#define CORE_BASE64_H

struct arena;
struct reader;

/* A reader over the decoded bytes of below.  Blanks, tabs and line ends between the letters are
 * stepped over.  Any other byte, missing padding, letters behind the padding and left-over bits
 * that are not zero are ERROR_DOCUMENT.  Closing closes below too. */
struct reader *base64_reader(struct reader *below, struct arena *arena);

#endif
