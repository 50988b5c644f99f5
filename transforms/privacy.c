/* Hashes and masks. */
#include "transforms/privacy.h"

#include <string.h>

#include "core/arena.h"
#include "core/digest.h"
#include "core/record.h"
#include "core/utf8.h"
#include "transforms/transform.h"

enum { MASK_SHOWN = 3 };

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
