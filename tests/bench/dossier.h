/*
 * The invented dossiers and visits that are measured with.
 *
 * What is measured must be the same document everywhere, so each value is a function of the number
 * alone, and nothing is kept: any size takes the same memory.  It must not know how they are
 * written, nor the mappings that read them.
 */
#ifndef TESTS_BENCH_DOSSIER_H
#define TESTS_BENCH_DOSSIER_H

#include <stdbool.h>
#include <stdint.h>

enum { CODE_SIZE = 32, MOMENT_SIZE = 16 };

struct dossier {
    unsigned long number;
    uint64_t dice;
    unsigned day; /* on which it was received, from the first */
    bool is_done; /* finished and returned */
    char code[CODE_SIZE];
    unsigned procedure, channel, payment, paper_count, fee_count;
    /* "yyyyMMddHHmmss"; finished is "" while it is not. */
    char received[MOMENT_SIZE], due[MOMENT_SIZE], finished[MOMENT_SIZE];
};

/* The dossier of this number; a later one stands as it does after its end. */
struct dossier dossier_of(unsigned long number, bool is_later);

/* The fee in đồng; whether a paper was digitised, and whether it was used before. */
unsigned dossier_fee(const struct dossier *dossier, unsigned index);
bool dossier_is_digitised(const struct dossier *dossier, unsigned paper);
bool dossier_is_used_again(const struct dossier *dossier, unsigned paper);

/* A number below limit; each shift has its own. */
unsigned dossier_roll(const struct dossier *dossier, unsigned shift, unsigned limit);

/* Reads a count of at least one from a command line; 0 when it is none. */
unsigned long count_from(const char *text);

#endif
