/*
 * What a mapping says of the cells of CSV, in its outermost document and in those inside.
 */
#ifndef TRANSFORMS_SEPARATOR_USE_H
#define TRANSFORMS_SEPARATOR_USE_H

struct mapping;
struct problems;

struct separator_use {
    const char *name; /* as written */
    char sign;        /* made of it; '\0' when it has been told to be wrong */
};

/* Tells names that no separator has, and those that stand with another format. */
void separators_check(struct mapping *mapping, struct problems *problems);

#endif
