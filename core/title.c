/* The table that binds titles. */
#include "core/title.h"

const struct option title_options[] = {
    {"vi", OPTION_TEXT, offsetof(struct title, vi), false, "", .help = "in Vietnamese"},
    {"en", OPTION_TEXT, offsetof(struct title, en), false, "", .help = "in English"},
    {0},
};
