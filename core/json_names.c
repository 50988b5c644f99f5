/* Names in a hash table that grows, each with the number of the object that has met it last. */
#include "core/json_names.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/arena.h"

enum { SLOTS_AT_FIRST = 64 };

struct entry {
    struct entry *next;     /* in the same slot */
    struct entry *follower; /* what came behind it last time */
    uint64_t object;        /* the number of the object that has met it last, 0 for none */
    long depth;             /* of that object */
    uint64_t hash;
    size_t size;
    bool is_verbatim; /* stands in a document without escapes */
    char text[];
};

/* An outer object's number, put aside while an inner one has the name too. */
struct shadow {
    struct shadow *below;
    struct entry *entry;
    uint64_t object;
    long depth;
};

/* An open object. */
struct scope {
    uint64_t number;
    struct shadow *shadows; /* put aside before it began */
};

struct json_names {
    struct arena *arena;
    struct entry **slots;
    size_t slot_count, count;
    size_t bytes; /* that names and shadows take */
    struct scope *scopes;
    long depth; /* 0: no object is open */
    uint64_t objects;
    struct shadow *shadows, *spare;
    struct entry *latest;
};

struct json_names *json_names_new(long depth, struct arena *arena)
{
    struct json_names *names = arena_alloc(arena, sizeof *names);

    names->arena = arena;
    names->slot_count = SLOTS_AT_FIRST;
    names->slots = arena_array(arena, names->slot_count, sizeof(struct entry *));
    names->scopes = arena_array(arena, (size_t)depth + 1, sizeof *names->scopes);
    return names;
}

/* The address of the table, which nobody can tell beforehand, is part of it: no document can be
 * made whose names all fall into one slot. */
static uint64_t hash_of(const struct json_names *names, const char *text, size_t size)
{
    const uint64_t factor = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = ((uint64_t)(uintptr_t)names ^ size) * factor;

    while (size > 0) {
        size_t piece = size < sizeof hash ? size : sizeof hash;
        uint64_t word = 0;

        memcpy(&word, text, piece);
        hash = (hash ^ word) * factor;
        hash ^= hash >> 29;
        text += piece;
        size -= piece;
    }
    return hash ^ hash >> 32;
}

static struct entry **slot_of(const struct json_names *names, uint64_t hash)
{
    return &names->slots[hash & (names->slot_count - 1)];
}

static struct entry *find(const struct json_names *names, const char *text, size_t size,
                          uint64_t hash)
{
    struct entry *entry = *slot_of(names, hash);

    while (entry != NULL &&
           (entry->hash != hash || entry->size != size || memcmp(entry->text, text, size) != 0))
        entry = entry->next;
    return entry;
}

static void hang(struct json_names *names, struct entry *entry)
{
    struct entry **slot = slot_of(names, entry->hash);

    entry->next = *slot;
    *slot = entry;
}

static void grow(struct json_names *names)
{
    struct entry **old = names->slots;
    size_t old_count = names->slot_count, i;

    names->slot_count *= 2;
    names->slots = arena_array(names->arena, names->slot_count, sizeof(struct entry *));
    for (i = 0; i < old_count; i++) {
        struct entry *entry, *next;

        for (entry = old[i]; entry != NULL; entry = next) {
            next = entry->next;
            hang(names, entry);
        }
    }
}

static bool is_verbatim(const char *text, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++)
        if ((unsigned char)text[i] < 0x20 || text[i] == '"' || text[i] == '\\')
            return false;
    return size > 0;
}

static struct entry *entry_new(struct json_names *names, const char *text, size_t size,
                               uint64_t hash)
{
    struct entry *entry = arena_alloc(names->arena, sizeof *entry + size + 1);

    entry->hash = hash;
    entry->size = size;
    entry->is_verbatim = is_verbatim(text, size);
    memcpy(entry->text, text, size);
    names->bytes += sizeof *entry + size;
    if (++names->count > names->slot_count)
        grow(names);
    hang(names, entry);
    return entry;
}

static struct entry *intern(struct json_names *names, const char *text, size_t size)
{
    uint64_t hash = hash_of(names, text, size);
    struct entry *entry = find(names, text, size, hash);

    return entry != NULL ? entry : entry_new(names, text, size, hash);
}

const char *json_names_intern(struct json_names *names, const char *text, size_t size)
{
    return intern(names, text, size)->text;
}

void json_names_enter(struct json_names *names)
{
    struct scope *scope = &names->scopes[++names->depth];

    scope->number = ++names->objects;
    scope->shadows = names->shadows;
}

void json_names_leave(struct json_names *names)
{
    const struct scope *scope = &names->scopes[names->depth--];

    while (names->shadows != scope->shadows) {
        struct shadow *shadow = names->shadows;

        shadow->entry->object = shadow->object;
        shadow->entry->depth = shadow->depth;
        names->shadows = shadow->below;
        shadow->below = names->spare;
        names->spare = shadow;
        names->bytes -= sizeof *shadow;
    }
}

/* Puts aside what the name says of an object that is still open. */
static void put_aside(struct json_names *names, struct entry *entry)
{
    struct shadow *shadow = names->spare;

    if (shadow != NULL)
        names->spare = shadow->below;
    else
        shadow = arena_alloc(names->arena, sizeof *shadow);
    shadow->entry = entry;
    shadow->object = entry->object;
    shadow->depth = entry->depth;
    shadow->below = names->shadows;
    names->shadows = shadow;
    names->bytes += sizeof *shadow;
}

/* Notes that the innermost object has the name. */
static enum json_naming add(struct json_names *names, struct entry *entry, const char **name)
{
    uint64_t number = names->scopes[names->depth].number;

    if (entry->object == number)
        return JSON_NAMING_TWICE;
    if (entry->object != 0 && entry->depth < names->depth &&
        names->scopes[entry->depth].number == entry->object)
        put_aside(names, entry);
    if (names->bytes > JSON_NAMES_BYTES_MOST)
        return JSON_NAMING_TOO_MUCH;
    entry->object = number;
    entry->depth = names->depth;
    if (names->latest != NULL)
        names->latest->follower = entry;
    names->latest = entry;
    *name = entry->text;
    return JSON_NAMING_NEW;
}

enum json_naming json_names_add(struct json_names *names, const char *text, size_t size,
                                const char **name)
{
    return add(names, intern(names, text, size), name);
}

size_t json_names_guess(const struct json_names *names, const char *bytes, size_t size)
{
    const struct entry *guess = names->latest != NULL ? names->latest->follower : NULL;

    if (guess == NULL || !guess->is_verbatim || guess->size >= size || bytes[guess->size] != '"' ||
        memcmp(bytes, guess->text, guess->size) != 0)
        return 0;
    return guess->size;
}

enum json_naming json_names_add_guessed(struct json_names *names, const char **name)
{
    return add(names, names->latest->follower, name);
}
