/*
 * Paging: how a window is asked for piece by piece, and when it has been asked for whole.
 */
#ifndef CONNECTORS_PAGE_H
#define CONNECTORS_PAGE_H

#include <stdbool.h>

#include "core/digest.h"
#include "core/option.h"

struct answer;
struct error;
struct node;
struct problems;
struct question;
struct values;

/* What the last page looks like. */
enum page_end { PAGE_END_SHORT, PAGE_END_EMPTY };

/* The key "page". */
struct paging {
    long size;           /* records asked for; 0 when there is no paging */
    long first;          /* number of the first page */
    const char *records; /* where a record is */
    const char *inside;  /* where the base64 document with the records is; NULL: there is none */
    int inside_format;   /* what that document is */
    int end;             /* enum page_end */
    long most;           /* pages that a window may have */
};
extern const struct option paging_options[];

/* How far a window has been asked for; zeroed at first. */
struct progress {
    long pages;                  /* received */
    bool is_ended;               /* the last one has been received */
    char hash[DIGEST_TEXT_SIZE]; /* of the last one */
};

/* Adds what has to be known of each reply. */
void page_ask(const struct paging *paging, struct question *question);

/* Sets the values for the page after those received. */
void page_values(const struct paging *paging, const struct progress *progress,
                 struct values *values);

/* Takes one more page into account.  ERROR_PROTOCOL when it is the same as the one before, when its
 * records are nowhere to be found, or when there are too many pages. */
int page_turn(const struct paging *paging, const struct answer *answer, struct progress *progress,
              struct error *err);

#endif
