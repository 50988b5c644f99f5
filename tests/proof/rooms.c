/*
 * The doors of the rooms, with a count before each call: connectors, formats, transforms, landing,
 * stores.  The linker puts these in front of the calls from one file to another (--wrap).
 */
#include "connectors/connector.h"
#include "core/error.h"
#include "core/format.h"
#include "landing/landing.h"
#include "stores/store.h"
#include "tests/proof/calls.h"
#include "transforms/transform.h"

static int refuse(enum fault fault, const char *place, struct error *err)
{
    static const enum error_kind kinds[FAULTS] = {[FAULT_BUSY] = ERROR_LATER,
                                                  [FAULT_SOURCE] = ERROR_SOURCE,
                                                  [FAULT_IO] = ERROR_IO,
                                                  [FAULT_LOST] = ERROR_IO};

    return error_set(err, kinds[fault], "%s was made to fail", place);
}

static long leave(enum fault fault, const char *place, long status, struct error *err)
{
    call_leave(fault, 0);
    return fault == FAULT_LOST ? refuse(fault, place, err) : status;
}

/* A function of a room: its kind of call, its name, its parameters and arguments before err.
 * NOLINTBEGIN(bugprone-macro-parentheses): parameter lists cannot stand in parentheses */
#define DOOR(kind, type, name, parameters, arguments)                                              \
    __typeof__(name) __real_##name, __wrap_##name;                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        enum fault fault = call_enter(kind, #name);                                                \
                                                                                                   \
        if (fault_refuses(fault))                                                                  \
            return refuse(fault, #name, err);                                                      \
        return (type)leave(fault, #name, __real_##name arguments, err);                            \
    }

/* One that gives a pointer, whose answer cannot be lost: it is refused then. */
#define DOOR_TO(kind, type, name, parameters, arguments)                                           \
    __typeof__(name) __real_##name, __wrap_##name;                                                 \
    type *__wrap_##name parameters                                                                 \
    {                                                                                              \
        enum fault fault = call_enter(kind, #name);                                                \
        type *made;                                                                                \
                                                                                                   \
        if (fault_refuses(fault) || fault == FAULT_LOST) {                                         \
            refuse(fault, #name, err);                                                             \
            return NULL;                                                                           \
        }                                                                                          \
        made = __real_##name arguments;                                                            \
        call_leave(fault, 0);                                                                      \
        return made;                                                                               \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

DOOR(CALL_CONNECTOR, int, source_open, (struct source * source, struct error *err), (source, err))
DOOR(CALL_CONNECTOR, int, source_next,
     (struct source * source, struct document *document, struct error *err),
     (source, document, err))
DOOR(CALL_CONNECTOR, ssize_t, source_read,
     (struct source * source, void *buffer, size_t size, struct error *err),
     (source, buffer, size, err))
DOOR(CALL_CONNECTOR, int, source_settle, (struct source * source, struct error *err), (source, err))
DOOR(CALL_CONNECTOR, int, source_list,
     (struct source * source, struct table *windows, struct error *err), (source, windows, err))

DOOR_TO(CALL_FORMAT, struct decoder, decoder_open,
        (const struct format *format, struct sink *sink, const struct limits *limits,
         struct arena *arena, struct error *err),
        (format, sink, limits, arena, err))
DOOR(CALL_FORMAT, int, decoder_feed,
     (struct decoder * decoder, const char *bytes, size_t size, struct error *err),
     (decoder, bytes, size, err))
DOOR(CALL_FORMAT, int, decoder_end, (struct decoder * decoder, struct error *err), (decoder, err))
DOOR(CALL_FORMAT, int, transform_next,
     (struct transform * transform, struct record *record, struct error *err),
     (transform, record, err))

DOOR_TO(CALL_LANDING, struct landing, landing_open,
        (const struct landing_root *root, const struct batch *batch, struct arena *arena,
         struct error *err),
        (root, batch, arena, err))
DOOR(CALL_LANDING, int, landing_put,
     (struct landing * landing, const struct landed *document, struct reader *bytes, int64_t limit,
      struct error *err),
     (landing, document, bytes, limit, err))
DOOR(CALL_LANDING, int, landing_seal, (struct landing * landing, long declared, struct error *err),
     (landing, declared, err))
DOOR_TO(CALL_LANDING, struct reader, landed_open,
        (const struct landing_root *root, const struct manifest *manifest,
         const struct landed *document, struct arena *arena, struct error *err),
        (root, manifest, document, arena, err))

DOOR(CALL_STORE, int, store_open, (struct store * store, struct error *err), (store, err))
DOOR(CALL_STORE, int, store_prepare,
     (struct store * store, const struct schema *schema, struct error *err), (store, schema, err))
DOOR(CALL_STORE, int, store_begin,
     (struct store * store, const struct batch *batch, struct error *err), (store, batch, err))
DOOR(CALL_STORE, int, store_put,
     (struct store * store, const struct record *record, enum outcome *outcome, struct error *err),
     (store, record, outcome, err))
DOOR(CALL_STORE, int, store_mark, (struct store * store, struct error *err), (store, err))
DOOR(CALL_STORE, int, store_rewind, (struct store * store, struct error *err), (store, err))
DOOR(CALL_STORE, int, store_commit,
     (struct store * store, const struct tally *tally, struct error *err), (store, tally, err))
DOOR(CALL_STORE, int, store_loaded,
     (struct store * store, const char *batch, int *attempt, struct error *err),
     (store, batch, attempt, err))
DOOR(CALL_STORE, int, store_replace,
     (struct store * store, const struct table *table, struct error *err), (store, table, err))
DOOR(CALL_STORE, int, store_become, (struct store * store, struct store *trial, struct error *err),
     (store, trial, err))
