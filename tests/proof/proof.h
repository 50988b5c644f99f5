/*
 * The proofs that a batch cannot be lost, each on a world that a script has prepared.
 *
 *   proof sweep [OPTIONS] BEFORE -- COMMAND...     each call fails once, each is the last once
 *   proof power [OPTIONS] BEFORE -- COMMAND...     what was not synced is lost, at each point
 *   proof race [OPTIONS] BEFORE -- COMMAND...      several at once, killed at random
 *   proof describe WORLD                           what the world holds, to compare it
 *
 * A command is that of nhip without its name ("run --as-of 2022-03-24").  The program is linked
 * from nhip's own archives, so that a point takes the time of a fork and not that of a start.
 */
#ifndef TESTS_PROOF_PROOF_H
#define TESTS_PROOF_PROOF_H

#include <stdbool.h>

#include "tests/proof/calls.h"
#include "tests/proof/world.h"

struct proof {
    const char *before; /* the world that each try begins with */
    const char *folder; /* for the worlds of the tries */
    struct words words; /* what is proved; words.list[0] is "nhip" */
    struct point point; /* sweep: this one alone; number 0: all */
    long round;         /* race: this one alone; 0: all */
    long limit;         /* tries at most; 0: all there are */
    unsigned long seed;
    int jobs;      /* worlds at once */
    int processes; /* that race */
};

/* 0 when nothing was found wrong; what was is told on standard output. */
int sweep(const struct proof *proof);
int power(const struct proof *proof);
int race(const struct proof *proof);

/* Whether the command has this word. */
bool proof_has(const struct proof *proof, const char *word);

/* A number that looks random and follows from the two. */
unsigned long proof_dice(unsigned long seed, unsigned long number);

/* Zeroed memory that this process shares with its children; never given back. */
void *proof_share(size_t size);

/* The world's description; ends the program when there is none. */
char *proof_describe(const char *world);

#endif
