/*
 * What something is called, in both languages: the key "title" of configuration files.
 */
#ifndef CORE_TITLE_H
#define CORE_TITLE_H

#include "core/option.h"

struct title {
    const char *vi, *en; /* "" when not given */
};

/* Binds a struct title. */
extern const struct option title_options[];

#endif
