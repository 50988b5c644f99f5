/*
 * The province that the far ends speak of: its agencies and its procedures.
 *
 * All of it is invented.  The catalogue is the same for every seed, so that figures of different
 * runs can be compared.
 */
#ifndef FAREND_CATALOGUE_H
#define FAREND_CATALOGUE_H

#include <stdbool.h>

enum level { LEVEL_PROVINCE, LEVEL_DISTRICT, LEVEL_COMMUNE };

enum { PROCEDURE_COUNT = 60, PROCEDURE_CODE_SIZE = 24 };

struct agency {
    const char *code, *name, *parent;
    enum level level;
};

/* A field of administration, of which every procedure is one act. */
struct field {
    const char *code, *name, *object;
    enum level level;
    unsigned department; /* the agency in charge, for fields of the province */
    bool is_land;
};

struct procedure {
    unsigned index;
    const struct field *field;
    const char *act;
    unsigned days;    /* statutory working days */
    unsigned fee;     /* đồng; 0 is free */
    bool has_fee_row; /* a free procedure may still list a fee of "0" */
    bool has_paper;   /* its result is a paper with a MAKETQUA */
    bool is_online;
};

/* Returns the agencies and their number; the province itself is the first. */
const struct agency *agencies(unsigned *count);

/* Returns the name of a level in the agencies file: tinh, huyen or xa. */
const char *level_name(enum level level);

/* Returns the procedure with that index, below PROCEDURE_COUNT. */
struct procedure procedure_at(unsigned index);

/* Writes the code, such as "1.004227". */
void procedure_code(const struct procedure *procedure, char out[PROCEDURE_CODE_SIZE]);

/* Returns the first of the agencies that carry the procedure out, and how many follow each other.
 */
const struct agency *procedure_agencies(const struct procedure *procedure, unsigned *count);

/* Picks a procedure: draw, below 1000, chooses the level and the field, choice the act.  Land makes
 * two fifths of its level, so that there are tax notices enough. */
unsigned procedure_pick(unsigned draw, unsigned choice);

#endif
