/*
 * Names of columns made of the tags that systems use.
 */
#ifndef TRANSFORMS_SNAKE_H
#define TRANSFORMS_SNAKE_H

struct arena;

/* The tag as a name of small letters, digits and '_', at most 48 of them: NgayTiepNhan, NGAY_VAO
 * and 'Ngày vào' become ngay_tiep_nhan and ngay_vao; TTHCCode becomes tthc_code.  What stores keep
 * for themselves, SQL's words and what begins with a digit get an "x_" in front. */
const char *snake_name(const char *tag, struct arena *arena);

#endif
