/*
 * The command line of the far ends.
 */
#ifndef FAREND_OPTIONS_H
#define FAREND_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "tests/farend/fault.h"
#include "tests/farend/stream.h"

struct options {
    struct world world;
    struct fault_plan plan;
    unsigned cut_every;
    unsigned lifetime_seconds;
    const char *port_file, *drop;
    bool truth, help;
};

/* Reads the arguments, with the defaults that options_print names for what is not there.  Returns
 * false, with the mistake written to standard error, when one is unknown or its value is wrong. */
bool options_parse(int count, char **arguments, struct options *options);

/* Prints how to start the program. */
void options_print(FILE *file);

#endif
