/* A transform between files: what nhip convert does. */
#include "batch/convert.h"

#include <errno.h>
#include <string.h>

#include "batch/inputs.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"
#include "core/instant.h"
#include "core/json.h"
#include "core/problem.h"
#include "core/reader.h"
#include "transforms/privacy.h"
#include "transforms/transform.h"

enum { KEY_FILE_LIMIT = 4096 };

struct converting {
    const struct conversion *conversion;
    struct conversion_result *result;
    const struct mapping *mapping;
    struct privacy_key key;
    struct json_frames *frames;
    struct buffer line;
    const char *input;
    struct arena *arena;
};

static int read_key(struct converting *converting, struct error *err)
{
    struct buffer bytes = {0};

    if (converting->conversion->key == NULL)
        return input_random_key(&converting->key, converting->arena, err);
    if (file_read(converting->conversion->key, KEY_FILE_LIMIT, &bytes, err) != 0) {
        buffer_free(&bytes);
        return -1;
    }
    converting->key.id = "file";
    converting->key.size = strcspn(buffer_string(&bytes), "\r\n");
    converting->key.bytes =
        arena_copy(converting->arena, buffer_string(&bytes), converting->key.size);
    buffer_free(&bytes);
    if (privacy_key_check(&converting->key, err) != 0)
        return error_within(err, "%s", converting->conversion->key);
    return 0;
}

static int write_line(struct buffer *line, FILE *stream, struct error *err)
{
    buffer_byte(line, '\n');
    if (fwrite(line->data, 1, line->size, stream) != line->size)
        return error_set(err, ERROR_IO, "cannot write: %s", strerror(errno));
    buffer_clear(line);
    return 0;
}

static int write_record(struct converting *converting, const struct record *record,
                        struct error *err)
{
    if (record->is_filtered) {
        converting->result->filtered++;
        return 0;
    }
    converting->result->records++;
    record_format_json(record, converting->frames, &converting->line);
    return write_line(&converting->line, converting->conversion->records, err);
}

static void set_place(struct json *refusal, const char *key, long number)
{
    if (number != 0)
        json_set_number(refusal, key, number);
    else
        json_set_text(refusal, key, NULL);
}

/* Writes a line for a refused record, or for a whole document when record is NULL. */
static int write_refusal(struct converting *converting, const struct record *record,
                         struct error *err)
{
    static const struct record whole = {.refusal = {.rule = "document"}};
    const struct record *refused = record != NULL ? record : &whole;
    struct json *refusal = json_new_object();

    json_set_text(refusal, "input", converting->input);
    json_set_text(refusal, "mapping", mapping_name(converting->mapping));
    set_place(refusal, "position", refused->position);
    set_place(refusal, "line", err->line != 0 ? err->line : refused->line);
    json_set_text(refusal, "field", refused->refusal.field);
    json_set_text(refusal, "value", refused->refusal.value);
    json_set_text(refusal, "rule", refused->refusal.rule);
    json_set_text(refusal, "reason", err->text);
    json_format(refusal, false, &converting->line);
    json_free(refusal);
    return write_line(&converting->line, converting->conversion->refusals, err);
}

static int convert_records(struct converting *converting, struct transform *transform,
                           struct error *err)
{
    struct record record;
    int got;

    while ((got = transform_next(transform, &record, err)) != 0) {
        if (got < 0 && err->kind != ERROR_RECORD)
            return -1;
        converting->result->refused += got < 0;
        if (got < 0 ? write_refusal(converting, &record, err)
                    : write_record(converting, &record, err))
            return -1;
    }
    return 0;
}

static int write_drift(struct converting *converting, const struct transform *transform,
                       struct error *err)
{
    size_t count = 0, i;
    const struct drift *drift = NULL;

    if (converting->conversion->drift != NULL)
        drift = transform_drift(transform, 0, &count);
    for (i = 0; i < count; i++) {
        struct json *line = json_new_object();

        json_set_text(line, "input", converting->input);
        json_set_text(line, "mapping", mapping_name(converting->mapping));
        json_set_text(line, "kind", drift_names[drift[i].kind]);
        json_set_text(line, "name", drift[i].name);
        json_set_text(line, "value", drift[i].value);
        json_set_number(line, "count", drift[i].count);
        json_format(line, false, &converting->line);
        json_free(line);
        if (write_line(&converting->line, converting->conversion->drift, err) != 0)
            return -1;
    }
    return 0;
}

/* A document that fails has drifted up to there. */
static int convert_document(struct converting *converting, struct transform *transform,
                            struct error *err)
{
    struct error failure;

    if (convert_records(converting, transform, &failure) == 0)
        return write_drift(converting, transform, err);
    if (write_drift(converting, transform, err) == 0)
        *err = failure;
    return -1;
}

static int convert_opened(struct converting *converting, struct reader *bytes, struct error *err)
{
    struct origin origin = {.source = "",
                            .batch = "",
                            .document = converting->input,
                            .document_hash = "",
                            .fetched_at = clock_now()};
    const struct mappings mappings = {&converting->mapping, 1};
    struct transform *transform = transform_open(&mappings, bytes, &origin, &converting->key, err);
    int result = transform == NULL ? -1 : convert_document(converting, transform, err);

    transform_close(transform);
    return result;
}

/* Keeps nothing of the input, of which there may be many. */
static int convert_input(struct converting *converting, struct error *err)
{
    const struct arena_mark before = arena_mark(converting->arena);
    struct reader *bytes = input_open(converting->input, converting->arena, err);
    int result = bytes == NULL ? -1 : convert_opened(converting, bytes, err);

    arena_rewind(converting->arena, before);
    if (result == 0 || bytes == NULL || err->kind != ERROR_DOCUMENT)
        return result;
    converting->result->documents_refused++;
    return write_refusal(converting, NULL, err);
}

/* The mapping, checked; NULL with *err when its mistakes are among the problems. */
static const struct mapping *usable_mapping(const char *path, struct arena *arena,
                                            struct problems *problems, struct error *err)
{
    const struct mapping *mapping = input_mapping(path, arena, problems);

    if (mapping != NULL && problems->errors == 0)
        return mapping;
    error_set(err, ERROR_CONFIG, "the mapping %s cannot be used", path);
    return NULL;
}

int convert_schema(const char *mapping, struct buffer *text, struct arena *arena,
                   struct problems *problems, struct error *err)
{
    const struct mapping *usable = usable_mapping(mapping, arena, problems, err);

    if (usable == NULL)
        return -1;
    mapping_format_schema(usable, text);
    return 0;
}

int convert_files(const struct conversion *conversion, struct conversion_result *result,
                  struct arena *arena, struct problems *problems, struct error *err)
{
    struct converting converting = {.conversion = conversion, .result = result, .arena = arena};
    int done = 0;
    size_t i;

    converting.mapping = usable_mapping(conversion->mapping, arena, problems, err);
    if (converting.mapping == NULL || read_key(&converting, err) != 0)
        return -1;
    converting.frames = json_frames_new(arena);
    for (i = 0; i < conversion->input_count && done == 0; i++) {
        converting.input = conversion->inputs[i];
        done = convert_input(&converting, err);
    }
    buffer_free(&converting.line);
    return done;
}
