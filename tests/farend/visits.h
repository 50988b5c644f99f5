/*
 * Insured visits: who came when, what it cost, who pays.
 *
 * Sums agree with their lines, in hundredths of a đồng and never in floating point.  The people and
 * the places do not exist.  How a visit is written is not known here.
 */
#ifndef FAREND_VISITS_H
#define FAREND_VISITS_H

#include "tests/farend/stream.h"

enum { LINES_MAX = 8, VISIT_KEY_SIZE = 64 };

/* A drug or a service with its price; money in hundredths of a đồng.  rate is what the insurance
 * accepts of the price, in percent. */
struct line {
    unsigned quantity, rate;
    unsigned long price, total, insured, patient;
};

/* Sums over some lines, in hundredths of a đồng. */
struct sums {
    unsigned long total, insured, patient;
};

/* The item belongs to the caller and must outlive the visit. */
struct visit {
    struct dice dice;
    const struct item *item;
    char key[VISIT_KEY_SIZE];
    unsigned person, place;
    unsigned share; /* what the insurance pays of what it accepts, in percent */
    int64_t entered, left, paid;
    unsigned drug_count, service_count;
    struct line lines[LINES_MAX]; /* drugs, then services */
};

/* The visits of a window, by their day of payment; some come again, corrected, in a later one. */
extern const struct stream VISIT_STREAM;

/* Computes the visit of the item as it was sent at the item's moment. */
void visit_make(const struct world *world, const struct item *item, struct visit *visit);

/* Adds up the lines from .. until - 1. */
struct sums visit_sums(const struct visit *visit, unsigned from, unsigned until);

#endif
