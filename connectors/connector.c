/* The table of connectors, and sources made from them. */
#include "connectors/connector.h"

#include <string.h>

#include "core/arena.h"
#include "core/option.h"
#include "core/problem.h"
#include "core/yaml.h"

extern const struct connector connector_rest, connector_soap, connector_drop;

const struct connector *const connectors[] = {
    &connector_rest,
    &connector_soap,
    &connector_drop,
    NULL,
};

const struct connector *connector_find(const char *name)
{
    for (size_t i = 0; connectors[i] != NULL; i++)
        if (strcmp(connectors[i]->name, name) == 0)
            return connectors[i];
    return NULL;
}

struct source *source_new(const struct connector *connector, const struct node *options,
                          const struct source *common, struct arena *arena,
                          struct problems *problems)
{
    static const struct node nothing = {.kind = NODE_MAP, .file = ""};
    const struct node *given = options == NULL ? &nothing : options;
    struct source *source = arena_alloc(arena, connector->size);

    *source = *common;
    source->connector = connector;
    option_bind(given, connector->options, source, arena, problems);
    if (connector->check != NULL && given->kind == NODE_MAP)
        connector->check(source, given, problems);
    return source;
}

struct source *source_for_batch(const struct source *configured, const struct window *window,
                                const char *spool, struct arena *arena)
{
    struct source *source =
        (struct source *)arena_copy(arena, configured, configured->connector->size);

    source->window = *window;
    source->arena = arena;
    source->spool = spool;
    return source;
}

int source_open(struct source *source, struct error *err)
{
    return source->connector->open(source, err);
}

int source_next(struct source *source, struct document *document, struct error *err)
{
    return source->connector->next(source, document, err);
}

ssize_t source_read(struct source *source, void *buffer, size_t size, struct error *err)
{
    return source->connector->read(source, buffer, size, err);
}

int source_settle(struct source *source, struct error *err)
{
    return source->connector->settle == NULL ? 0 : source->connector->settle(source, err);
}

void source_close(struct source *source)
{
    source->connector->close(source);
}

int source_list(struct source *source, struct table *windows, struct error *err)
{
    return source->connector->list == NULL ? 0 : source->connector->list(source, windows, err);
}
