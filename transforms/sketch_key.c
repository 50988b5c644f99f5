/* Which fields of a draft name a record. */
#include "transforms/sketch_key.h"

#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "transforms/personal.h"
#include "transforms/sketch.h"
#include "transforms/survey.h"

/* What is said for a field as a key; each outweighs all that stand before it. */
enum { POSSIBLE = 1, WORD = 2, DATE = 4, CODE = 8, ID = 16, OWN = 32, NEARLY = 64, ALONE = 128 };

enum { KEY_LETTERS_MOST = 64 };

static bool begins(const char *name, const char *start)
{
    return strncmp(name, start, strlen(start)) == 0;
}

static bool ends(const char *name, const char *end)
{
    size_t size = strlen(name), length = strlen(end);

    return size >= length && strcmp(name + size - length, end) == 0;
}

static bool looks_like_id(const char *name)
{
    return begins(name, "ma") || begins(name, "so_") || begins(name, "id") || ends(name, "_id") ||
           begins(name, "code");
}

/* Often the name of a thing, but also that of its kind. */
static bool looks_like_code(const char *name)
{
    return ends(name, "_code") && !ends(name, "type_code");
}

static bool has_blanks(const struct forms *forms)
{
    size_t i;

    for (i = 0; i < forms->mask_count; i++)
        if (strchr(forms->masks[i], ' ') != NULL)
            return true;
    return false;
}

static bool is_constant(const struct forms *forms)
{
    return forms->count > 1 && forms->code_count == 1 && !forms->is_no_code;
}

/* True when the field is a name for records but for a few that have none. */
static bool is_nearly_always(const struct sketch *sketch, const struct sketch_field *field)
{
    return field->is_always || (looks_like_id(field->name) && !field->spot->forms.has_trouble &&
                                field->spot->forms.count * 2 > sketch->record.spot->count);
}

/* The code of a part of the record may name the part alone. */
static int rank_name(const struct sketch *sketch, const struct sketch_field *field)
{
    int rank = looks_like_id(field->name) ? ID : looks_like_code(field->name) ? CODE : 0;

    return rank != 0 && field->spot->parent == sketch->record.spot ? rank + OWN : rank;
}

/* How good a field is as a key, or as the first part of one; 0: not at all. */
static int rank_key(const struct sketch *sketch, const struct sketch_field *field)
{
    const struct forms *forms = &field->spot->forms;
    bool is_date = field->guess.type == TYPE_DATE || field->guess.type == TYPE_DATETIME;
    int rank = POSSIBLE;

    if (field->is_left_out || field->take != TAKE_ONE || field->guess.type == TYPE_DECIMAL ||
        field->guess.type == TYPE_BOOLEAN || forms->longest > KEY_LETTERS_MOST ||
        is_constant(forms) || !is_nearly_always(sketch, field))
        return 0;
    if (!field->is_always && forms->distinct.has_repeats)
        return 0;
    if (field->personal != NULL &&
        (strcmp(field->personal->advice, "hash") != 0 || !field->is_always))
        return 0;
    if (field->personal != NULL)
        return forms->distinct.has_repeats ? rank : ALONE + rank;
    rank += rank_name(sketch, field);
    rank += is_date ? DATE : 0;
    rank += is_date || !has_blanks(forms) ? WORD : 0;
    if (forms->distinct.has_repeats)
        return rank;
    return rank + (field->is_always ? ALONE : NEARLY);
}

/* Says how many records have no value of their own for the key. */
static void note_default(struct sketch *sketch, struct sketch_field *fields,
                         const struct sketch_field *key)
{
    const struct spot *spot = sketch->record.spot;

    fields[key - fields].note = arena_print(sketch->arena, "%ld of %ld have none",
                                            spot->count - key->spot->forms.count, spot->count);
}

static void choose_key(struct sketch *sketch)
{
    struct sketch_field *fields = sketch->record.fields;
    int ranks[SKETCH_KEYS_MOST], rank;
    size_t i, at;

    for (i = 0; i < sketch->record.count; i++) {
        rank = rank_key(sketch, &fields[i]);
        for (at = sketch->key_count; at > 0 && rank > ranks[at - 1]; at--)
            continue;
        if (rank == 0 || at == SKETCH_KEYS_MOST)
            continue;
        if (sketch->key_count < SKETCH_KEYS_MOST)
            sketch->key_count++;
        memmove(ranks + at + 1, ranks + at, (sketch->key_count - at - 1) * sizeof ranks[0]);
        memmove(sketch->key + at + 1, sketch->key + at,
                (sketch->key_count - at - 1) * sizeof sketch->key[0]);
        ranks[at] = rank;
        sketch->key[at] = &fields[i];
    }
    sketch->has_unique_key = sketch->key_count != 0 && ranks[0] >= NEARLY;
    if (sketch->has_unique_key)
        sketch->key_count = 1;
    sketch->has_default_key = sketch->has_unique_key && ranks[0] < ALONE;
    if (sketch->has_default_key)
        note_default(sketch, fields, sketch->key[0]);
}

/* Without a field that is always there, the first that may be kept stands in, with a default. */
int sketch_choose_key(struct sketch *sketch, struct error *err)
{
    struct sketch_field *field = sketch->record.fields;
    size_t i;

    sketch->key_count = 0;
    sketch->has_default_key = false;
    choose_key(sketch);
    for (i = 0; i < sketch->record.count && sketch->key_count == 0; i++, field++)
        if (field->personal == NULL && field->take == TAKE_ONE && !field->is_left_out) {
            field->guess = (struct form_guess){.type = TYPE_TEXT};
            sketch->key[sketch->key_count++] = field;
            sketch->has_default_key = true;
        }
    if (sketch->key_count == 0)
        return error_set(err, ERROR_USAGE,
                         "the elements <%s> have no value that could name a record; "
                         "hint: name other ones with --record",
                         sketch->record.spot->name);
    return 0;
}
