/*
 * Any bytes as a document of a mapping: whole records, refusals with their place, and the same in
 * any pieces; a document that is cut gives the first of the same records.
 *
 * The first byte says the mapping among those in tests/fuzz/mappings; a byte beyond them belongs to
 * the document, which then goes through all set.
 */
#include <string.h>

#include "core/arena.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/json.h"
#include "core/problem.h"
#include "core/reader.h"
#include "core/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/events.h"
#include "transforms/codes.h"
#include "transforms/mapping.h"
#include "transforms/transform.h"

enum { MAPPINGS_MOST = 32 };

struct mapping_set {
    struct arena *arena;
    const struct mapping *items[MAPPINGS_MOST];
    size_t count;
};

/* Records and refusals, a line for each, and the lines of records alone. */
struct conversion {
    struct fuzz_outcome all;
    struct buffer records;
    const struct schema *schema; /* whose records are looked at */
    struct json_frames *frames;  /* while it is under way */
};

static const struct mapping *read_mapping(const char *path, struct mapping_set *set)
{
    struct problems problems = {.arena = set->arena};
    const struct code_list *codes =
        code_list_read("config/codes/bhyt.loai-kcb.yaml", set->arena, &problems);
    const struct mapping_context context = {.codes = &codes, .code_count = 1};
    const struct mapping *mapping = mapping_read(path, &context, set->arena, &problems);

    require(problems.errors == 0, "%s:%d: %s", path, problems.first->line, problems.first->text);
    return mapping;
}

/* libFuzzer hands nothing from call to call, so that what is read once has to stand somewhere. */
static const struct mapping_set *mappings_once(void)
{
    static const char folder[] = "tests/fuzz/mappings";
    static struct mapping_set set;
    struct error err;
    char **names;
    size_t count, i;

    if (set.count > 0)
        return &set;
    set.arena = arena_new();
    require(folder_list(folder, set.arena, &names, &count, &err) == 0, "%s", err.text);
    require(count > 0 && count <= MAPPINGS_MOST, "%zu mappings in %s", count, folder);
    for (i = 0; i < count; i++)
        set.items[i] = read_mapping(path_join(set.arena, folder, names[i]), &set);
    set.count = count;
    return &set;
}

static void look_at_values(const struct schema *schema, const struct value *values)
{
    size_t i;

    for (i = 0; i < schema->column_count; i++) {
        const struct column *column = &schema->columns[i];
        const struct value *value = &values[i];

        require(value->text != NULL || !(column->is_key || column->is_required),
                "a record without %s", column->name);
        require(value->text == NULL || strlen(value->text) == value->size, "a NUL in %s",
                column->name);
        require(value->text == NULL || utf8_is_valid(value->text, value->size), "%s is no UTF-8",
                column->name);
    }
}

static void look_at_record(const struct record *record, const struct buffer *line, size_t start)
{
    struct arena *arena = arena_new();
    const char *text = line->data + start;
    size_t size = line->size - start, i, k;
    struct error err;
    struct json *json = json_read(reader_from_memory(text, size, arena), size, &err);

    require(json != NULL, "%s: %s", text, err.text);
    require(json_kind(json) == JSON_KIND_OBJECT, "no object: %s", text);
    look_at_values(record->schema, record->values);
    for (i = 0; i < record->schema->child_count; i++)
        for (k = 0; k < record->children[i].count; k++)
            look_at_values(&record->schema->children[i],
                           record->children[i].values +
                               k * record->schema->children[i].column_count);
    json_free(json);
    arena_free(arena);
}

static void note_record(const struct record *record, struct conversion *conversion)
{
    size_t start = conversion->records.size;

    require(record->position > 0 && record->line >= 0, "a record at %ld, line %ld",
            record->position, record->line);
    if (record->is_filtered) {
        buffer_print(&conversion->records, "filtered %ld", record->position);
    } else {
        record_format_json(record, conversion->frames, &conversion->records);
        look_at_record(record, &conversion->records, start);
    }
    buffer_append(&conversion->all.given, conversion->records.data + start,
                  conversion->records.size - start);
    buffer_byte(&conversion->records, '\n');
}

static void note_refusal(const struct record *record, const struct error *err,
                         struct conversion *conversion)
{
    fuzz_has_reason(err);
    require(record->refusal.rule != NULL && *record->refusal.rule != '\0',
            "a refusal without rule");
    require(record->position > 0, "a refusal without position");
    require(record->values == NULL, "a refused record has values");
    buffer_print(&conversion->all.given, "refused %ld line %ld %s %s: %s", record->position,
                 record->line, record->refusal.field != NULL ? record->refusal.field : "-",
                 record->refusal.rule, err->text);
}

static void follow(struct transform *transform, struct conversion *conversion)
{
    struct record record;
    long position = 0;
    int got;

    while ((got = transform_next(transform, &record, &conversion->all.err)) != 0) {
        if (got < 0 && conversion->all.err.kind != ERROR_RECORD) {
            fuzz_has_reason(&conversion->all.err);
            conversion->all.status = -1;
            return;
        }
        if (record.schema != conversion->schema)
            continue;
        require(record.position == ++position, "position %ld follows %ld", record.position,
                position - 1);
        if (got > 0)
            note_record(&record, conversion);
        else
            note_refusal(&record, &conversion->all.err, conversion);
        buffer_byte(&conversion->all.given, '\n');
    }
}

static void convert(const struct mappings *mappings, const uint8_t *bytes, size_t size, size_t step,
                    struct conversion *conversion)
{
    static const struct privacy_key key = {"k1", "a key to fuzz with", 18};
    static const struct origin origin = {.source = "s",
                                         .batch = "b",
                                         .document = "d",
                                         .fetched_at = INT64_C(4102444800000000)}; /* in 2100 */
    struct arena *arena = arena_new();
    struct reader *reader = drip_reader(reader_from_memory(bytes, size, arena), step, arena);
    struct transform *transform =
        transform_open(mappings, reader, &origin, &key, &conversion->all.err);

    require(transform != NULL, "%s", conversion->all.err.text);
    conversion->frames = json_frames_new(arena);
    follow(transform, conversion);
    transform_close(transform);
    arena_free(arena);
}

static void forget(struct conversion *conversion)
{
    buffer_free(&conversion->records);
    buffer_free(&conversion->all.given);
}

static void convert_like(const struct mapping *mapping, const uint8_t *bytes, size_t size,
                         size_t step, const struct conversion *whole)
{
    const struct mappings mappings = {&mapping, 1};
    struct conversion other = {.schema = mapping_schema(mapping)};

    convert(&mappings, bytes, size, step, &other);
    /* What libxml2 says of a mistake, and when, may depend on the pieces. */
    fuzz_alike(mapping_name(mapping), &whole->all, &other.all);
    forget(&other);
}

static void begins_as(const struct mapping *mapping, const struct conversion *part,
                      const struct conversion *whole)
{
    require(part->records.size <= whole->records.size &&
                (part->records.size == 0 ||
                 memcmp(part->records.data, whole->records.data, part->records.size) == 0),
            "%s: other records are given:\n%s\nthan by the whole, alone:\n%s",
            mapping_name(mapping), buffer_string(&part->records), buffer_string(&whole->records));
}

/* A document that is cut says nothing else than the whole one, only less of it.  A whole one that
 * is refused may say less yet: a text with a mistake at its end is not given, and the half of it
 * that has no mistake is. */
static void convert_cut(const struct mapping *mapping, const uint8_t *bytes, size_t size,
                        const struct conversion *whole)
{
    const struct mappings mappings = {&mapping, 1};
    struct conversion part = {.schema = mapping_schema(mapping)};

    convert(&mappings, bytes, size, size + 1, &part);
    if (whole->all.status != 0 && part.records.size > whole->records.size)
        begins_as(mapping, whole, &part);
    else
        begins_as(mapping, &part, whole);
    forget(&part);
}

/* One pass over the document gives each mapping what a pass of its own gives it, as far as none of
 * the others refuses the document. */
static void convert_together(const struct mapping_set *set, const struct mapping *mapping,
                             const uint8_t *bytes, size_t size, const struct conversion *whole)
{
    const struct mapping *items[MAPPINGS_MOST];
    struct mappings mappings = {items, 0};
    struct conversion other = {.schema = mapping_schema(mapping)};
    size_t i;

    for (i = 0; i < set->count; i++)
        if (strcmp(mapping_format(set->items[i]), mapping_format(mapping)) == 0 &&
            mapping_separator(set->items[i]) == mapping_separator(mapping))
            items[mappings.count++] = set->items[i];
    convert(&mappings, bytes, size, size + 1, &other);
    require(whole->all.status == 0 || other.all.status != 0, "%s: together it is accepted",
            mapping_name(mapping));
    begins_as(mapping, &other, whole);
    require(other.all.status != 0 || other.records.size == whole->records.size,
            "%s: together it gives less", mapping_name(mapping));
    forget(&other);
}

static void try_mapping(const struct mapping_set *set, size_t index, const uint8_t *bytes,
                        size_t size)
{
    const struct mapping *mapping = set->items[index];
    const struct mappings mappings = {&mapping, 1};
    struct conversion whole = {.schema = mapping_schema(mapping)};

    convert(&mappings, bytes, size, size + 1, &whole);
    convert_like(mapping, bytes, size, 1, &whole);
    convert_like(mapping, bytes, size, 37, &whole);
    if (strcmp(mapping_format(mapping), "xml") == 0) {
        convert_cut(mapping, bytes, size / 2, &whole);
        convert_cut(mapping, bytes, size - size / 8, &whole);
    }
    convert_together(set, mapping, bytes, size, &whole);
    forget(&whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct mapping_set *set = mappings_once();

    if (size > 0 && bytes[0] < set->count)
        try_mapping(set, bytes[0], bytes + 1, size - 1);
    else
        try_mapping(set, size % set->count, bytes, size);
    return 0;
}
