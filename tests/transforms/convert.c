/* Conversion for tests. */
#include "tests/transforms/convert.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/problem.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"
#include "transforms/codes.h"
#include "transforms/mapping.h"
#include "transforms/transform.h"

static const char kinds[] =
    "codes: x.kind\nlist:\n  - {code: \"01\", vi: một}\n  - {code: \"02\"}\n";
static const char words[] = "codes: x.word\nlist:\n  - {code: good}\n  - {code: bad}\n";

static const char communes[] = "codes: x.xa\nversion: v2\nattributes: [tinh, so]\nlist:\n"
                               "  - {code: a, vi: cũ, tinh: '01', so: 5, until: 2025-06-30}\n"
                               "  - {code: c, vi: ở, tinh: '01', so: 5}\n"
                               "  - {code: a, vi: mới, tinh: '02', so: x, from: 2025-07-01}\n"
                               "  - {code: b, from: 2025-07-01}\n";

static const char *finish(struct buffer *text, struct arena *arena)
{
    const char *copy = arena_text(arena, buffer_string(text));

    buffer_free(text);
    return copy;
}

static const struct code_list *list_from(const char *text, const char *folder, struct arena *arena,
                                         struct problems *problems)
{
    const char *path = scratch_write(folder, "list.yaml", text, strlen(text), arena);

    return code_list_read(path, arena, problems);
}

/* Reads the mapping with the three lists of the tests. */
static struct mapping *read_mapping(const char *text, struct arena *arena,
                                    struct problems *problems)
{
    const char *folder = scratch_make(arena);
    const char *path = scratch_write(folder, "mapping.yaml", text, strlen(text), arena);
    const struct code_list **lists = arena_array(arena, 3, sizeof *lists);
    const struct mapping_context context = {
        .codes = lists, .code_count = 3, .code_folder = "the codes"};
    struct mapping *mapping;

    lists[0] = list_from(kinds, folder, arena, problems);
    lists[1] = list_from(words, folder, arena, problems);
    lists[2] = list_from(communes, folder, arena, problems);
    mapping = mapping_read(path, &context, arena, problems);
    scratch_remove(folder);
    return mapping;
}

static const char *mistakes_of(const struct problems *problems, struct arena *arena)
{
    struct buffer text = {0};
    const struct problem *problem;

    for (problem = problems->first; problem != NULL; problem = problem->next)
        buffer_print(&text, "%d:%d: %s\n", problem->line, problem->column, problem->text);
    return finish(&text, arena);
}

struct mapping *mapping_from(const char *text, struct arena *arena)
{
    struct problems problems = {.arena = arena};
    struct mapping *mapping = read_mapping(text, arena, &problems);

    assert_string_equal(mistakes_of(&problems, arena), "");
    return mapping;
}

const char *mapping_mistakes(const char *text, struct arena *arena)
{
    struct problems problems = {.arena = arena};
    const struct mapping *mapping = read_mapping(text, arena, &problems);

    assert_int_equal(mapping_soundness(mapping) < SOUND_ALL, problems.errors > 0);
    return mistakes_of(&problems, arena);
}

static struct mapping_context shipped_codes(struct arena *arena, struct problems *problems)
{
    struct mapping_context context = {0};
    const struct code_list **lists;
    struct error err;
    char **names;
    size_t count, i;

    CHECK_DONE(folder_list("config/codes", arena, &names, &count, &err), &err);
    lists = arena_array(arena, count, sizeof *lists);
    for (i = 0; i < count; i++)
        lists[i] = code_list_read(path_join(arena, "config/codes", names[i]), arena, problems);
    context.codes = lists;
    context.code_count = count;
    return context;
}

struct mapping *mapping_shipped(const char *name, struct arena *arena)
{
    struct problems problems = {.arena = arena};
    struct mapping_context context = shipped_codes(arena, &problems);
    struct mapping *mapping =
        mapping_read(path_join(arena, "config/mappings", name), &context, arena, &problems);

    assert_string_equal(mistakes_of(&problems, arena), "");
    return mapping;
}

static void write_outcome(int got, const struct record *record, const struct error *err,
                          struct json_frames *frames, struct buffer *text)
{
    if (got > 0 && record->is_filtered)
        buffer_print(text, "filtered %ld", record->position);
    else if (got > 0)
        record_format_json(record, frames, text);
    else if (err->kind == ERROR_RECORD)
        buffer_print(text, "refused %ld line %ld %s %s: %s", record->position, record->line,
                     record->refusal.field != NULL ? record->refusal.field : "-",
                     record->refusal.rule, err->text);
    else
        buffer_print(text, "failed %s line %ld: %s", error_kind_name(err->kind), err->line,
                     err->text);
    buffer_byte(text, '\n');
}

static void write_drift(const struct transform *transform, struct buffer *text)
{
    size_t count, i;
    const struct drift *drift = transform_drift(transform, 0, &count);

    for (i = 0; i < count; i++)
        buffer_print(text, "drift %s %s %s %ld\n", drift_names[drift[i].kind], drift[i].name,
                     drift[i].value != NULL ? drift[i].value : "-", drift[i].count);
}

const char *convert(const struct mapping *mapping, struct reader *bytes, struct arena *arena)
{
    static const struct privacy_key key = {"k1", "a key for tests", 15};
    static const struct origin origin = {.source = "s",
                                         .batch = "b",
                                         .document = "d",
                                         .fetched_at = INT64_C(4102444800000000)}; /* in 2100 */
    struct buffer text = {0};
    struct record record;
    struct error err;
    const struct mappings mappings = {&mapping, 1};
    struct transform *transform = transform_open(&mappings, bytes, &origin, &key, &err);
    struct json_frames *frames = json_frames_new(arena);
    int got;

    assert_non_null(transform);
    while ((got = transform_next(transform, &record, &err)) != 0) {
        write_outcome(got, &record, &err, frames, &text);
        if (got < 0 && err.kind != ERROR_RECORD)
            break;
    }
    write_drift(transform, &text);
    transform_close(transform);
    return finish(&text, arena);
}

const char *convert_text(const struct mapping *mapping, const char *text, struct arena *arena)
{
    return convert(mapping, reader_from_memory(text, strlen(text), arena), arena);
}

const char *convert_file(const struct mapping *mapping, const char *path, struct arena *arena)
{
    struct error err;
    struct reader *bytes = reader_open(path, arena, &err);

    if (bytes == NULL)
        fail_msg("%s", err.text);
    return convert(mapping, bytes, arena);
}

void check_conversions(const struct conversion *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new();
        const struct mapping *mapping = mapping_from(rows[i].mapping, arena);

        assert_non_null(mapping);
        assert_string_equal(convert_text(mapping, rows[i].document, arena), rows[i].wanted);
        arena_free(arena);
    }
}

const char *base64_of(const char *text, struct arena *arena)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t size = strlen(text), i;
    char *out = arena_alloc(arena, size * 2 + 8), *end = out;

    for (i = 0; i < size; i += 3) {
        unsigned bits = (unsigned)(unsigned char)text[i] << 16;

        bits |= i + 1 < size ? (unsigned)(unsigned char)text[i + 1] << 8 : 0;
        bits |= i + 2 < size ? (unsigned)(unsigned char)text[i + 2] : 0;
        *end++ = letters[bits >> 18];
        *end++ = letters[bits >> 12 & 63];
        *end++ = i + 1 < size ? letters[bits >> 6 & 63] : '=';
        *end++ = i + 2 < size ? letters[bits & 63] : '=';
    }
    return out;
}
