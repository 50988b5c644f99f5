/*
 * Lengths of time as people write and read them.
 */
#ifndef CORE_SPAN_H
#define CORE_SPAN_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* A length of time as configuration gives it: minutes "15m", hours "6h", days "1d", weeks "1w",
 * months "1M".  Exactly one of the two members is not 0. */
struct span {
    int64_t seconds;
    int months;
};

/* 0, or -1 when the text is no span or its number is not 1..100000. */
int span_parse(const char *text, struct span *span);

/* How long something may take: none "0", seconds "90s", minutes "15m", hours "2h", days "1d". */
struct duration {
    int64_t seconds;
    bool is_given; /* somebody has said it */
};

/* 0, or -1 when the text is no duration or its number is not 0..100000. */
int duration_parse(const char *text, struct duration *duration);

/* "5d 6h", "1h 20m", "40s": so many seconds in the two greatest units.  Lives in the arena. */
char *duration_print(int64_t seconds, struct arena *arena);

#endif
