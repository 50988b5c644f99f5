/* A landing for tests. */
#include "tests/landing/place.h"

#include "core/arena.h"
#include "core/batch.h"
#include "core/buffer.h"
#include "core/file.h"
#include "core/instant.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

int place_set_up(void **state)
{
    struct arena *arena = arena_new();
    struct place *place = arena_alloc(arena, sizeof *place);
    struct error err;

    place->arena = arena;
    place->root = scratch_make(arena);
    place->landing.folder = place->root;
    place->batch.id = "dvcqg@2021-12-15";
    place->batch.source = "dvcqg";
    place->batch.window.id = "2021-12-15";
    CHECK_DONE(
        instant_parse("2021-12-15", VIETNAM_OFFSET_SECONDS, &place->batch.window.since, &err),
        &err);
    CHECK_DONE(
        instant_parse("2021-12-16", VIETNAM_OFFSET_SECONDS, &place->batch.window.until, &err),
        &err);
    place->batch.fetched_at = place->batch.window.until + 1;
    place->batch.attempt = 1;
    clock_fix(place->batch.window.until + 2000000);
    *state = place;
    return 0;
}

int place_tear_down(void **state)
{
    struct place *place = *state;

    scratch_remove(place->root);
    arena_free(place->arena);
    return 0;
}

struct landing *place_open(struct place *place)
{
    struct error err = {0};
    struct landing *landing = landing_open(&place->landing, &place->batch, place->arena, &err);

    if (landing == NULL)
        fail_msg("%s", err.text);
    return landing;
}

int place_put(struct place *place, struct landing *landing, const char *name, const char *text,
              struct error *err)
{
    struct landed document = {.name = name,
                              .format = "json",
                              .request = "GET https://thu.example/x page 1",
                              .content_type = "application/json",
                              .status = 200};

    return landing_put(landing, &document, reader_from_memory(text, strlen(text), place->arena),
                       1000, err);
}

struct manifest place_land_two(struct place *place)
{
    struct landing *landing = place_open(place);
    struct manifest manifest;
    struct error err;

    CHECK_DONE(place_put(place, landing, "page-0001.json", "abc", &err), &err);
    CHECK_DONE(place_put(place, landing, "page-0002.json", "", &err), &err);
    CHECK_DONE(landing_seal(landing, 12, &err), &err);
    CHECK_DONE(
        manifest_read(&place->landing, "dvcqg", "2021-12-15", 1, &manifest, place->arena, &err),
        &err);
    return manifest;
}

int place_read(struct place *place, const struct manifest *manifest, size_t number,
               struct buffer *bytes, struct error *err)
{
    struct reader *reader =
        landed_open(&place->landing, manifest, &manifest->documents[number], place->arena, err);
    ssize_t got;

    if (reader == NULL)
        return -1;
    while ((got = reader_read(reader, buffer_reserve(bytes, 2), 2, err)) > 0)
        bytes->size += (size_t)got;
    if (got == 0)
        got = reader_read(reader, buffer_reserve(bytes, 2), 2, err);
    reader_close(reader);
    return (int)got;
}
