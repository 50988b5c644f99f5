/*
 * The strip: the last windows of a source as one letter each, the newest at the right.
 */
#ifndef BATCH_STRIP_H
#define BATCH_STRIP_H

struct arena;
struct error;
struct ledger;
struct source_config;

enum { STRIP_WINDOWS = 30, STRIP_SIZE = STRIP_WINDOWS + 1 };

/* What a window's letter says. */
enum strip_letter {
    STRIP_NONE = ' ', /* there is no such window, or no snapshot was taken then */
    STRIP_DUE = '.',
    STRIP_UNDER_WAY = '>', /* begun, and neither loaded nor failed */
    STRIP_LOADED = '#',
    STRIP_OUTDATED = '~',
    STRIP_REFUSED = '!', /* loaded, but all its documents are refused whole */
    STRIP_FAILED = 'x',
    STRIP_ABANDONED = '-'
};

/* Writes the strip of a source that is asked window by window, or of its last stretches of `every`
 * when it gives snapshots, or of the last files. */
int strip_find(const struct source_config *config, struct ledger *ledger, struct arena *arena,
               char strip[STRIP_SIZE], struct error *err);

#endif
