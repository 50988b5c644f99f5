/*
 * Reading and asking the fault plan.
 *
 * The plan knows names and numbers only; what a fault does to a reply is the server's business.
 */
#include "tests/farend/fault.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    enum fault_kind kind;
} KINDS[] = {
    {"http500", FAULT_HTTP500}, {"html200", FAULT_HTML200}, {"error200", FAULT_ERROR200},
    {"short", FAULT_SHORT},     {"cutgzip", FAULT_CUTGZIP}, {"throttle", FAULT_THROTTLE},
    {"expire", FAULT_EXPIRE},   {"slow", FAULT_SLOW},       {"drip", FAULT_DRIP},
};

static const char *const SYSTEMS[] = {"dvcqg", "bhyt", "dat-dai", "hai-long"};

static enum fault_kind kind_find(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof(KINDS) / sizeof(KINDS[0]); i++)
        if (!strcmp(KINDS[i].name, name))
            return KINDS[i].kind;
    return FAULT_NONE;
}

static bool is_system(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof(SYSTEMS) / sizeof(SYSTEMS[0]); i++)
        if (!strcmp(SYSTEMS[i], name))
            return true;
    return false;
}

/* Copies the text up to the next colon and returns what follows it; NULL when there is no colon, or
 * too much before it. */
static const char *part_read(const char *text, char out[NAME_SIZE])
{
    size_t length = strcspn(text, ":");

    if (text[length] != ':' || length >= NAME_SIZE)
        return NULL;
    memcpy(out, text, length);
    out[length] = '\0';
    return text + length + 1;
}

bool fault_plan_add(struct fault_plan *plan, const char *text)
{
    struct fault fault = {.every = 0};
    char kind[NAME_SIZE];
    const char *rest = part_read(text, fault.system);
    char *end;
    unsigned long every;

    rest = rest ? part_read(rest, kind) : NULL;
    if (!rest || plan->count == FAULTS_MAX)
        return false;
    every = strtoul(rest, &end, 10);
    fault.kind = kind_find(kind);
    fault.every = (unsigned)every;
    if (*rest < '0' || *rest > '9' || *end || every == 0 || every > 1000000 ||
        !is_system(fault.system) || fault.kind == FAULT_NONE)
        return false;
    plan->list[plan->count++] = fault;
    return true;
}

enum fault_kind fault_plan_find(const struct fault_plan *plan, const char *system,
                                unsigned long number, unsigned long call)
{
    unsigned i;

    for (i = 0; i < plan->count; i++) {
        const struct fault *fault = &plan->list[i];
        unsigned long count = fault->kind == FAULT_EXPIRE ? call : number;

        if (!strcmp(fault->system, system) && count && count % fault->every == 0)
            return fault->kind;
    }
    return FAULT_NONE;
}
