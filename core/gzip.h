/*
 * Compressed bytes made plain.  The only file that knows zlib.
 *
 * gzip is recognised by its first two bytes, never by a name or a header, because far ends lie
 * about both.
 */
#ifndef CORE_GZIP_H
#define CORE_GZIP_H

struct arena;
struct reader;

/* A reader over the plain bytes of below: inflates when they begin as gzip does (several members
 * in a row too), passes them through otherwise.  A cut or damaged stream, a wrong checksum or bytes
 * after the last member are ERROR_DOCUMENT.  Closing closes below too.  Never fails to open. */
struct reader *gzip_reader(struct reader *below, struct arena *arena);

#endif
