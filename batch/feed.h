/*
 * Reading one source's file: the part that is the same for all connectors.
 */
#ifndef BATCH_FEED_H
#define BATCH_FEED_H

struct arena;
struct deployment;
struct feed;
struct problems;

/* Reads the file into *feed, whose mappings must already be in the deployment, and binds the
 * connector's options.  0, or -1 when it is unusable; mistakes go to problems either way. */
int feed_read(const char *path, const struct deployment *deployment, struct feed *feed,
              struct arena *arena, struct problems *problems);

#endif
