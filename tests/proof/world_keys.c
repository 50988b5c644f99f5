/* Reading the one key that a world may have. */
#include "tests/proof/world_keys.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/cipher.h"
#include "core/file.h"

enum { KEY_FILE_MOST = 128 };

struct world_keys {
    struct cipher_keys keys;
    struct cipher_key key;
    const char *path;
    struct arena *arena;
};

static const struct cipher_key *find_key(struct cipher_keys *keys, const char *id,
                                         struct error *err)
{
    struct world_keys *all = (struct world_keys *)keys;
    struct buffer text = {0};
    int status = file_read(all->path, KEY_FILE_MOST, &text, err);

    if (status == 0) {
        text.data[strcspn(text.data, "\n")] = '\0';
        status = cipher_key_parse(text.data, &all->key, err);
    }
    all->key.id = arena_text(all->arena, id);
    buffer_free(&text);
    return status == 0 ? &all->key : NULL;
}

struct cipher_keys *world_keys_new(const char *world, struct arena *arena)
{
    struct world_keys *keys = arena_alloc(arena, sizeof *keys);

    keys->keys.find = find_key;
    keys->path = path_join(arena, world, "credentials/landing-key");
    keys->arena = arena;
    return &keys->keys;
}
