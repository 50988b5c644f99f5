/* nhip connectors: what there is to configure. */
#include "batch/output.h"
#include "cli/command.h"
#include "cli/session.h"

struct connectors_options {
    int format;
};

static const struct option options[] = {{"format", OPTION_CHOICE,
                                         offsetof(struct connectors_options, format),
                                         .choices = table_formats, .help = "form of the list"},
                                        {0}};

static int run(struct invocation *invocation, struct error *err)
{
    const struct connectors_options *wanted = invocation->options;

    return session_print(output_connectors(invocation->arena), wanted->format, err);
}

const struct command command_connectors = {
    .name = "connectors",
    .summary = "List connectors, formats and stores, with the options of each.",
    .usage = "[OPTIONS]",
    .example = "  nhip connectors\n",
    .options = options,
    .size = sizeof(struct connectors_options),
    .run = run,
};
