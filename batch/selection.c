/* What a selection names and takes. */
#include "batch/selection.h"

#include <string.h>

#include "batch/deployment.h"
#include "core/batch.h"
#include "core/buffer.h"
#include "core/error.h"

bool selection_takes(const struct selection *selection, unsigned what)
{
    return ((selection->take == 0 ? TAKE_DUE : selection->take) & what) != 0;
}

bool selection_names(const struct selection *selection, const char *batch)
{
    size_t i;

    for (i = 0; i < selection->batch_count; i++)
        if (strcmp(selection->batches[i], batch) == 0)
            return true;
    return false;
}

bool selection_touches(const struct selection *selection, const struct window *window)
{
    if (selection->to != 0 && window->since >= selection->to)
        return false;
    return selection->from == 0 || window->until > selection->from ||
           (window->until == window->since && window->since == selection->from);
}

bool batch_is_of(const char *batch, const char *source)
{
    size_t length = strlen(source);

    return strncmp(batch, source, length) == 0 && batch[length] == '@';
}

static int refuse_unknown(const struct deployment *deployment, const char *name, struct error *err)
{
    struct buffer names = {0};
    size_t i;

    for (i = 0; i < deployment->source_count; i++)
        buffer_print(&names, "%s%s", i == 0 ? "" : ", ", deployment->sources[i].name);
    error_set(err, ERROR_USAGE, "no source '%s'; there are: %s", name, buffer_string(&names));
    buffer_free(&names);
    return -1;
}

static int check_batch(const struct deployment *deployment, const char *batch, struct error *err)
{
    size_t i;

    for (i = 0; i < deployment->source_count; i++)
        if (batch_is_of(batch, deployment->sources[i].name))
            return 0;
    if (strchr(batch, '@') == NULL)
        return error_set(err, ERROR_USAGE,
                         "'%s' is no batch; hint: its id is that of its source, '@' and the "
                         "window, as nhip status --batches lists them",
                         batch);
    return refuse_unknown(deployment, batch, err);
}

int selection_check(const struct deployment *deployment, const struct selection *selection,
                    struct error *err)
{
    size_t i;

    for (i = 0; i < selection->source_count; i++)
        if (deployment_source(deployment, selection->sources[i]) == NULL)
            return refuse_unknown(deployment, selection->sources[i], err);
    for (i = 0; i < selection->batch_count; i++)
        if (check_batch(deployment, selection->batches[i], err) != 0)
            return -1;
    return 0;
}

bool selection_has(const struct selection *selection, const char *source)
{
    bool is_named = selection->source_count == 0;
    bool has_batch = selection->batch_count == 0;
    size_t i;

    for (i = 0; i < selection->source_count; i++)
        is_named = is_named || strcmp(selection->sources[i], source) == 0;
    for (i = 0; i < selection->batch_count; i++)
        has_batch = has_batch || batch_is_of(selection->batches[i], source);
    return is_named && has_batch;
}
