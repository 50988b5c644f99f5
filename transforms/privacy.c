/* Hashes and masks. */
#include "transforms/privacy.h"

#include <string.h>

#include "core/arena.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/record.h"
#include "core/utf8.h"
#include "transforms/transform.h"

enum { MASK_SHOWN = 3 };

const char *key_id_problem(const char *id)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    size_t size = strlen(id);

    if (size == 0 || strspn(id, letters) != size)
        return "is no word of letters, digits, '_' and '-'";
    return size > KEY_ID_SIZE_MOST ? "has more than 32 characters" : NULL;
}

int privacy_key_check(const struct privacy_key *key, struct error *err)
{
    if (key->size >= KEY_SIZE_LEAST)
        return 0;
    return error_set(err, ERROR_CONFIG,
                     "the key that hides persons has %zu bytes, which is fewer than %d", key->size,
                     KEY_SIZE_LEAST);
}

void value_hash(struct value *value, const struct privacy_key *key, struct arena *arena)
{
    char digits[DIGEST_TEXT_SIZE];

    digest_hmac(key->bytes, key->size, value->text, value->size, digits);
    value->text = arena_print(arena, "%s:%s", key->id, digits);
    value->size = strlen(value->text);
}

void value_mask(struct value *value, struct arena *arena)
{
    size_t hidden = utf8_tail(value->text, value->size, MASK_SHOWN);
    size_t stars;
    char *text;

    if (hidden == 0)
        hidden = value->size;
    stars = utf8_count(value->text, hidden);
    text = arena_alloc(arena, stars + value->size - hidden + 1);
    memset(text, '*', stars);
    memcpy(text + stars, value->text + hidden, value->size - hidden);
    value->text = text;
    value->size = stars + value->size - hidden;
}
