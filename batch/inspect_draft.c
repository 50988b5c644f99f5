/*
 * A draft, tried on the documents that it was made of until it refuses nothing that can be read.
 *
 * The trial is an ordinary conversion, so that what the draft promises is what `nhip convert` does.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/inputs.h"
#include "batch/inspect.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/problem.h"
#include "core/reader.h"
#include "transforms/distinct.h"
#include "transforms/mapping.h"
#include "transforms/sketch.h"
#include "transforms/transform.h"

enum { ROUNDS_MOST = 2000, HASHES_MOST = 1 << 20 };

struct trial {
    const struct inspection *inspection;
    struct sketch *sketch;
    struct arena *arena; /* of one round */
    const struct mapping *mapping;
    struct distinct keys[SKETCH_KEYS_MOST]; /* of the first fields of the key, one more each */
    struct distinct_budget budget;
    long records, unreadable;
    bool is_loosened;
};

static int write_all(int descriptor, const struct buffer *text, struct error *err)
{
    ssize_t written = write(descriptor, text->data, text->size);

    if (written < 0 || (size_t)written != text->size)
        return error_set(err, ERROR_IO, "a temporary file cannot be written: %s", strerror(errno));
    return 0;
}

/* Reads the draft as any mapping is read, from a file. */
static int read_draft(struct trial *trial, struct error *err)
{
    const char *folder = getenv("TMPDIR");
    char *path =
        arena_print(trial->arena, "%s/nhip-draft-XXXXXX", folder != NULL ? folder : "/tmp");
    struct problems problems = {.arena = trial->arena};
    struct mapping_context context = {0};
    struct buffer yaml = {0};
    int descriptor = mkstemp(path);
    int result;

    if (descriptor < 0)
        return error_set(err, ERROR_IO, "%s: cannot be created: %s", path, strerror(errno));
    sketch_write(trial->sketch, &yaml);
    result = write_all(descriptor, &yaml, err);
    close(descriptor);
    if (result == 0)
        trial->mapping = mapping_read(path, &context, trial->arena, &problems);
    unlink(path);
    buffer_free(&yaml);
    if (result == 0 && problems.errors > 0)
        return error_set(err, ERROR_BUG, "the draft is no mapping: line %d: %s",
                         problems.first->line, problems.first->text);
    return result;
}

static const struct value *find_value(const struct record *record, const char *name)
{
    size_t i;

    for (i = 0; i < record->schema->column_count; i++)
        if (strcmp(record->schema->columns[i].name, name) == 0)
            return &record->values[i];
    return NULL;
}

/* Looks how many fields of the key name a record alone. */
static void count_record(struct trial *trial, const struct record *record)
{
    uint64_t hash = 0;
    size_t i;

    trial->records++;
    for (i = 0; i < trial->sketch->key_count; i++) {
        const struct value *value = find_value(record, trial->sketch->key[i]->name);

        if (value != NULL && value->text != NULL)
            hash = distinct_hash(hash, value->text, value->size);
        distinct_add(&trial->keys[i], hash, &trial->budget);
    }
}

static void count_refusal(struct trial *trial, const struct record *record)
{
    const char *field = record->refusal.field;
    bool is_field = field != NULL && strcmp(record->refusal.rule, "inside") != 0;

    if (is_field && sketch_loosen(trial->sketch, field))
        trial->is_loosened = true;
    else
        trial->unreadable++;
}

static int try_records(struct trial *trial, struct transform *transform, struct error *err)
{
    struct record record;
    int got;

    while (!trial->is_loosened && (got = transform_next(transform, &record, err)) != 0) {
        /* Malformed documents have been told; any other must be convertible. */
        if (got < 0 && err->kind == ERROR_DOCUMENT && trial->inspection->malformed != 0)
            return 0;
        if (got < 0 && err->kind != ERROR_RECORD)
            return -1;
        if (got < 0)
            count_refusal(trial, &record);
        else
            count_record(trial, &record);
    }
    return 0;
}

static int try_input(struct trial *trial, const char *name, struct error *err)
{
    const struct mapping *const items[] = {trial->mapping};
    const struct mappings mappings = {items, 1};
    const struct privacy_key key = {"draft", "draft", 5};
    const struct origin origin = {.source = "",
                                  .batch = "",
                                  .document = name,
                                  .document_hash = "",
                                  .fetched_at = clock_now()};
    struct reader *bytes = input_open(name, trial->arena, err);
    struct transform *transform;
    int result;

    if (bytes == NULL)
        return -1;
    transform = transform_open(&mappings, bytes, &origin, &key, err);
    result = transform == NULL ? -1 : try_records(trial, transform, err);
    transform_close(transform);
    return result;
}

static void forget_keys(struct trial *trial)
{
    size_t i;

    for (i = 0; i < SKETCH_KEYS_MOST; i++) {
        distinct_free(&trial->keys[i], &trial->budget);
        trial->keys[i] = (struct distinct){0};
    }
}

/* One conversion of all inputs, which ends early when the draft is loosened. */
static int try_draft(struct trial *trial, struct error *err)
{
    const struct inspection *inspection = trial->inspection;
    int result;
    size_t i;

    arena_reset(trial->arena);
    forget_keys(trial);
    trial->records = 0;
    trial->unreadable = 0;
    trial->is_loosened = false;
    result = read_draft(trial, err);
    for (i = 0; i < inspection->input_count && result == 0 && !trial->is_loosened; i++)
        result = try_input(trial, inspection->inputs[i], err);
    return result;
}

static void settle_key(struct trial *trial)
{
    size_t i;

    for (i = 0; i + 1 < trial->sketch->key_count && trial->keys[i].has_repeats;)
        i++;
    sketch_shorten_key(trial->sketch, i + 1, !trial->keys[i].has_repeats);
}

static int try_until_right(struct trial *trial, struct error *err)
{
    int rounds;

    for (rounds = 0; rounds < ROUNDS_MOST; rounds++) {
        if (try_draft(trial, err) != 0)
            return -1;
        if (!trial->is_loosened) {
            settle_key(trial);
            return 0;
        }
    }
    return error_set(err, ERROR_BUG, "the draft refuses records after %d corrections", ROUNDS_MOST);
}

/* The file's name without folders and endings. */
static const char *title_of(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;

    return arena_copy(arena, name, strcspn(name, "."));
}

static int check_inputs(const struct inspection *inspection, struct error *err)
{
    size_t i;

    for (i = 0; i < inspection->input_count; i++)
        if (strcmp(inspection->inputs[i], "-") == 0)
            return error_set(err, ERROR_USAGE,
                             "a draft is tried on its documents, and standard input cannot be read "
                             "twice; hint: put it into a file");
    if (inspection->survey.is_mixed)
        return error_set(err, ERROR_USAGE,
                         "the documents are of several formats, and a mapping reads one; hint: "
                         "draft a mapping for each format");
    if (inspection->survey.has_separators)
        return error_set(err, ERROR_USAGE,
                         "the documents have several separators between their cells, and a mapping "
                         "reads one; hint: draft a mapping for each");
    return 0;
}

int inspection_draft(struct inspection *inspection, const char *record, struct buffer *yaml,
                     struct arena *arena, struct error *err)
{
    struct trial trial = {.inspection = inspection, .budget = {HASHES_MOST}};
    int result;

    if (check_inputs(inspection, err) != 0)
        return -1;
    trial.sketch = sketch_make(&inspection->survey, title_of(inspection->inputs[0], arena), record,
                               arena, err);
    if (trial.sketch == NULL)
        return -1;
    trial.arena = arena_new();
    result = try_until_right(&trial, err);
    if (result == 0) {
        trial.sketch->remarks =
            arena_print(arena, "# It makes %ld record%s of them; %ld element%s cannot be read.\n",
                        trial.records, trial.records == 1 ? "" : "s", trial.unreadable,
                        trial.unreadable == 1 ? "" : "s");
        sketch_write(trial.sketch, yaml);
    }
    forget_keys(&trial);
    arena_free(trial.arena);
    return result;
}
