/*
 * Mistakes to plant in the shipped configuration, each with what is to be told of it.
 */
#ifndef TESTS_BATCH_PLANTED_H
#define TESTS_BATCH_PLANTED_H

struct planted {
    const char *file;  /* below config/ */
    const char *find;  /* stands once in it */
    const char *put;   /* takes its place; a '`' marks where the mistake is told, and goes */
    const char *told;  /* what the message begins with */
    const char *at;    /* without a mark: the mistake is told where this text begins */
    const char *part;  /* of the file that it is in, as far as another mistake hides that */
    const char *hides; /* the part that cannot be looked at because of it */
};

/* All, the ones of each file together; the last has no file. */
extern const struct planted planted[];

#endif
