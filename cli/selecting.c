/* Turning sources and bounds from the command line into a selection. */
#include "cli/selecting.h"

#include "cli/command.h"
#include "core/error.h"

int selecting_read(const struct invocation *invocation, struct selection *selection,
                   struct error *err)
{
    const struct selecting *selecting = invocation->options;

    *selection = (struct selection){
        .sources = invocation->arguments,
        .source_count = invocation->argument_count,
        .from = selecting->from,
        .to = selecting->to,
        .take = TAKE_DUE,
    };
    if (selecting->from != 0 && selecting->to != 0 && selecting->to <= selecting->from)
        return error_set(err, ERROR_USAGE, "--to must be after --from");
    /* Who names windows or forces them wants the far end asked, whatever is loaded. */
    if (selecting->is_forced || selecting->from != 0 || selecting->to != 0) {
        selection->take = TAKE_DUE | TAKE_LOADED;
        selection->step = STEP_FETCH;
    }
    return 0;
}
