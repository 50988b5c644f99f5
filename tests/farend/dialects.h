/*
 * The four far ends and their list.
 *
 * Each file that defines a dialect begins with what it speaks and what of it is our assumption.
 */
#ifndef FAREND_DIALECTS_H
#define FAREND_DIALECTS_H

#include "tests/farend/server.h"

extern const struct dialect DVCQG_DIALECT;
extern const struct dialect INSURANCE_DIALECT;
extern const struct dialect LAND_DIALECT;
extern const struct dialect ANSWERS_DIALECT;

/* Declared here because its records have no other file. */
extern const struct stream ANSWER_STREAM;

#endif
