/*
 * Rules: what must hold between the values of one record, as a mapping's checks say it.
 *
 *     t_bhtt = t_tongchi_bh - t_bncct
 *     ngay_tra >= ngay_tiep_nhan or not has(ngay_tra)
 *     t_tongchi = sum(thuoc.thanh_tien) + sum(dvkt.thanh_tien)
 *
 * A rule is read and its types are checked once; it is then asked for each record, without
 * allocating.  Numbers are exact (number.h).  A rule knows values only: what becomes of a record
 * that breaks it is for checks.h to say.
 *
 * What has no value makes all that is computed from it unknown: "and", "or" and "not" know of that
 * (unknown or true is true), and a rule that is unknown in the end holds.
 */
#ifndef TRANSFORMS_RULE_H
#define TRANSFORMS_RULE_H

#include <stddef.h>

#include "core/doubt.h"
#include "core/record.h"

struct arena;
struct buffer;
struct child;
struct field;
struct node;
struct problems;
struct rule;

/* What the names in a rule mean. */
struct rule_scope {
    struct field *fields; /* those that a rule names are marked as used */
    size_t field_count;
    const struct schema *children;
    size_t child_count;
    /* Of a mapping with mistakes: what is in doubt, and the children that the schemas were made of,
     * as far as that was possible; NULL: they are as the schemas say. */
    struct doubt field_doubt, child_doubt;
    const struct child *made_of;
};

/* The values of one record: those of the fields before anything is hidden, and its children. */
struct rule_facts {
    const struct value *fields; /* by index in the scope */
    const struct rows *children;
};

/* Reads a rule, which is the text of a scalar.  NULL after telling every mistake at its line and
 * column.  The rule keeps the text and the scope's names. */
struct rule *rule_read(const struct node *node, const struct rule_scope *scope, struct arena *arena,
                       struct problems *problems);

/* 1 when the rule holds or is unknown, 0 when it does not hold, -1 when a number in it becomes
 * longer than NUMBER_DIGITS_MOST digits. */
int rule_holds(const struct rule *rule, const struct rule_facts *facts);

/* Appends what the rule's operands are in this record: "t_bhtt is 100.00, t_bncct has no value".
 * Of personal fields only the name is told. */
void rule_describe(const struct rule *rule, const struct rule_facts *facts, struct buffer *text);

/* The rule as it was written. */
const char *rule_text(const struct rule *rule);

#endif
