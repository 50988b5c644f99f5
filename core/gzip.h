/*
 * Compressed bytes made plain.  The only file that knows zlib.
 *
 * gzip is recognised by its first two bytes, never by a name or a header, because far ends lie
 * about both.
 */
#ifndef CORE_GZIP_H
#define CORE_GZIP_H

#include <stddef.h>

struct arena;
struct error;
struct gunzip;
struct reader;

/* Both ways below refuse what becomes more than 200 times longer, beyond its first 64 MiB. */

/* A reader over the plain bytes of below: inflates when they begin as gzip does (several members
 * in a row too), passes them through otherwise.  A cut or damaged stream, a wrong checksum or bytes
 * after the last member are ERROR_DOCUMENT, once all bytes before that are given.  Closing closes
 * below too.  Never fails to open. */
struct reader *gzip_reader(struct reader *below, struct arena *arena);

/* The same the other way round: fed with bytes, it gives the plain ones to take, in pieces of 16
 * KiB at most, which returns 0, or -1 with *err filled to stop. */
struct gunzip *gunzip_open(int (*take)(void *context, const char *bytes, size_t size,
                                       struct error *err),
                           void *context, struct arena *arena);
int gunzip_feed(struct gunzip *gunzip, const char *bytes, size_t size, struct error *err);

/* Says that there are no more bytes; -1 when the stream is cut. */
int gunzip_end(struct gunzip *gunzip, struct error *err);
void gunzip_close(struct gunzip *gunzip); /* accepts NULL */

#endif
