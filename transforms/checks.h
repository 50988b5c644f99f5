/*
 * Checks: the rules of a mapping at work, and what becomes of records that break them.
 *
 * A check that is broken is counted as drift in any case; "quarantine" refuses the record, "fail"
 * the whole batch.
 */
#ifndef TRANSFORMS_CHECKS_H
#define TRANSFORMS_CHECKS_H

#include "core/option.h"
#include "core/record.h"
#include "transforms/rule.h"

struct arena;
struct drifts;
struct error;
struct mapping;
struct problems;

enum severity { SEVERITY_NOTE, SEVERITY_QUARANTINE, SEVERITY_FAIL };

/* "note", "quarantine", "fail"; NULL-terminated, indexed by enum severity. */
extern const char *const severity_names[];

/* One check: the first three as written, rule made of it. */
struct check_item {
    const char *name, *text;
    int severity;
    struct rule *rule;
};

/* Binds one item of "checks". */
extern const struct option check_options[];

/* Reads the rules of a mapping's checks, whose fields are known and whose children have their
 * schemas.  Tells every mistake. */
void checks_read(struct mapping *mapping, struct arena *arena, struct problems *problems);

/* Asks all checks of a record whose values are known.  -1 with record->refusal and ERROR_RECORD or
 * ERROR_DATA.  The refusal's texts live in the arena or as long as the mapping. */
int checks_ask(const struct mapping *mapping, const struct rule_facts *facts, struct drifts *drifts,
               struct record *record, struct error *err);

#endif
