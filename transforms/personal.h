/*
 * What looks personal: by the name of a field, or by the form of its values.
 *
 * For warnings and drafts only.  What becomes of a value is what the mapping says of it, and
 * nothing else: a look is no proof.
 */
#ifndef TRANSFORMS_PERSONAL_H
#define TRANSFORMS_PERSONAL_H

#include <stddef.h>

/* Why something is taken for personal ("a person's name"), and what "private:" would say of it:
 * "hash" where one wants to tell equal persons, "drop" elsewhere. */
struct personal {
    const char *why, *advice;
};

/* Looks at a name as documents and columns have it: HO_TEN, HoTenNguoiNop, @hoTen, 'Họ tên' as
 * ho_ten.  NULL when it tells nothing of a person. */
const struct personal *personal_name(const char *name);

/* Looks at a value: a 12-digit identity number, a telephone number, an e-mail address.  NULL when
 * it is none. */
const struct personal *personal_value(const char *text, size_t size);

/* Looks at an expression of a field's "match": NULL unless it takes personal numbers and not just
 * anything. */
const struct personal *personal_pattern(const char *expression);

#endif
