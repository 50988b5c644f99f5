/* The laws of the power cut. */
#include "tests/proof/power_laws.h"

#include <stdio.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/cipher.h"
#include "core/error.h"
#include "core/file.h"
#include "core/json.h"
#include "core/reader.h"
#include "tests/proof/world_keys.h"

enum { PROMISED_MOST = 4096, BREACH_SIZE = 2048, MANIFEST_MOST = 1 << 24 };

static const char landing[] = "state/landing/", reports[] = "state/reports/";
static const char mark[] = "state/figures.stale", manifest[] = "manifest.json";

struct laws {
    const struct disk *disk;
    struct arena *arena;
    bool *watched; /* by inode: it had a watched path at some time */
    int inodes;
    const char *sealed[PROMISED_MOST];   /* manifests that were put in place */
    const char *promised[PROMISED_MOST]; /* those of them that the ledger was told of */
    size_t sealed_count, promised_count;
    long attempts;
    bool is_mark_promised, was_mark_removed;
    struct names full; /* after the latest deed, with nothing lost */
    char breach[BREACH_SIZE];
};

static bool begins(const char *path, const char *beginning)
{
    return strncmp(path, beginning, strlen(beginning)) == 0;
}

bool laws_is_watched(const char *path)
{
    return begins(path, landing) || begins(path, reports) || strcmp(path, "state/landing") == 0 ||
           strcmp(path, "state/reports") == 0 || strstr(path, "figures.stale") != NULL;
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

bool laws_is_folder(const struct disk *disk, const struct names *names, size_t index)
{
    const char *path = names->list[index].path;
    size_t length = strlen(path), i;

    for (i = 0; i < disk->count; i++)
        if (disk->effects[i].deed->kind == DEED_FOLDER &&
            strcmp(disk->effects[i].deed->path, path) == 0)
            return true;
    for (i = 0; i < names->count; i++)
        if (strncmp(names->list[i].path, path, length) == 0 && names->list[i].path[length] == '/')
            return true;
    return false;
}

bool laws_is_log(const struct disk *disk, int inode, const char *database)
{
    size_t length = strlen(database), i;

    for (i = 0; i < disk->count; i++) {
        const struct deed *deed = disk->effects[i].deed;

        if (disk->effects[i].inode == inode && deed->path[0] != '\0')
            return strncmp(deed->path, database, length) == 0 &&
                   strcmp(deed->path + length, "-wal") == 0;
    }
    return false;
}

struct laws *laws_new(const struct disk *disk, struct arena *arena)
{
    struct laws *laws = arena_alloc(arena, sizeof *laws);
    size_t i;

    laws->disk = disk;
    laws->arena = arena;
    for (i = 0; i < disk->count; i++)
        if (disk->effects[i].inode > laws->inodes)
            laws->inodes = disk->effects[i].inode;
    laws->watched = arena_array(arena, (size_t)laws->inodes + 1, sizeof *laws->watched);
    for (i = 0; i < disk->count; i++) {
        const struct deed *deed = disk->effects[i].deed;

        if ((deed->path[0] != '\0' && laws_is_watched(deed->path)) || laws_is_watched(deed->other))
            laws->watched[disk->effects[i].inode] = true;
    }
    return laws;
}

bool laws_watch(const struct laws *laws, const struct effect *effect)
{
    return effect->kind != EFFECT_NONE && laws->watched[effect->inode];
}

/* The path of the file that the deed syncs. */
static const char *synced(const struct laws *laws, const struct deed *sync)
{
    size_t i;

    for (i = 0; i < laws->disk->count; i++) {
        const struct deed *deed = laws->disk->effects[i].deed;

        if (deed->file == sync->file && deed->path[0] != '\0')
            return deed->path;
    }
    return "";
}

static void note_told(struct laws *laws, const char *path)
{
    if (strcmp(path, "state/ledger.db-wal") == 0)
        for (; laws->promised_count < laws->sealed_count; laws->promised_count++)
            laws->promised[laws->promised_count] = laws->sealed[laws->promised_count];
    if (strcmp(path, "state/store.db-wal") == 0 && laws->attempts != 0)
        laws->is_mark_promised = !laws->was_mark_removed;
}

/* What is removed on purpose is promised no more. */
static void note_removed(struct laws *laws, const char *path)
{
    size_t i;

    for (i = 0; i < laws->sealed_count; i++)
        if (strcmp(laws->sealed[i], path) == 0)
            laws->sealed[i] = laws->promised[i] = "";
    if (strcmp(path, mark) == 0) {
        laws->is_mark_promised = false;
        laws->was_mark_removed = true;
    }
}

void laws_note(struct laws *laws, size_t deed_number)
{
    const struct deed *deed = laws->disk->effects[deed_number].deed;

    if (deed->kind == DEED_RENAME && begins(deed->other, landing) &&
        strcmp(name_of(deed->other), manifest) == 0 && laws->sealed_count < PROMISED_MOST) {
        laws->sealed[laws->sealed_count++] = deed->other;
        laws->attempts++;
    }
    if (deed->kind == DEED_RENAME && strcmp(deed->other, mark) == 0)
        laws->was_mark_removed = false;
    if (deed->kind == DEED_UNLINK)
        note_removed(laws, deed->path);
    if (deed->kind == DEED_SYNC)
        note_told(laws, synced(laws, deed));
    disk_names(laws->disk, deed_number + 1, NULL, &laws->full, laws->arena);
}

static const char *breach(struct laws *laws, const char *what, const char *path)
{
    snprintf(laws->breach, sizeof laws->breach, "%s: %s", path, what);
    return laws->breach;
}

static struct json *read_manifest(const struct laws *laws, const char *path,
                                  const struct buffer *text, struct arena *arena, struct error *err)
{
    struct reader *bytes = reader_from_memory(text->data, text->size, arena);

    if (cipher_is_encrypted(text->data, text->size))
        bytes = cipher_decrypt(bytes, world_keys_new(laws->disk->before, arena),
                               path + strlen(landing), arena, err);
    return bytes == NULL ? NULL : json_read(bytes, MANIFEST_MOST, err);
}

/* The documents that the manifest in the folder names are there; that they are whole is another
 * law. */
static const char *check_named(struct laws *laws, size_t deeds, const struct names *names,
                               const struct name *sealed, struct arena *arena)
{
    const char *folder = path_folder(arena, sealed->path), *found = NULL;
    struct buffer text = {0};
    struct json *json = NULL;
    struct error err;
    size_t i;

    if (disk_bytes(laws->disk, deeds, sealed->inode, &text)) {
        json = read_manifest(laws, sealed->path, &text, arena, &err);
        if (json == NULL)
            found = breach(laws, err.text, sealed->path);
    }
    for (i = 0; json != NULL && i < json_count(json_find(json, "documents")); i++) {
        const struct json *document = json_at(json_find(json, "documents"), i);
        const char *path = path_join(arena, folder, json_text(document, "name", "?"));

        if (found == NULL && names_find(names, path) == 0)
            found = breach(laws, "the manifest names it, and it is not there", path);
    }
    json_free(json);
    buffer_free(&text);
    return found;
}

static const char *check_name(struct laws *laws, size_t deeds, const bool *lost,
                              const struct names *names, const struct name *name,
                              struct arena *arena)
{
    if (!laws_is_watched(name->path) || name_of(name->path)[0] == '.')
        return NULL;
    if (!disk_is_whole(laws->disk, deeds, lost, name->inode))
        return breach(laws, "it has its name and is not whole", name->path);
    if (begins(name->path, landing) && strcmp(name_of(name->path), manifest) == 0)
        return check_named(laws, deeds, names, name, arena);
    if (laws->was_mark_removed && names_find(names, mark) == 0 && begins(name->path, reports) &&
        names_find(&laws->full, name->path) != name->inode)
        return breach(laws, "the mark is gone, and this is not the latest report", name->path);
    return NULL;
}

static const char *check_promises(struct laws *laws, const struct names *names)
{
    size_t i;

    for (i = 0; i < laws->promised_count; i++)
        if (laws->promised[i][0] != '\0' && names_find(names, laws->promised[i]) == 0)
            return breach(laws, "the ledger was told, and it is not there", laws->promised[i]);
    if (laws->is_mark_promised && names_find(names, mark) == 0)
        return breach(laws, "the store was told, and it is not there", mark);
    return NULL;
}

const char *laws_breach(struct laws *laws, size_t deeds, const bool *lost)
{
    struct arena *arena = arena_new();
    struct names names = {0};
    const char *found;
    size_t i;

    disk_names(laws->disk, deeds, lost, &names, arena);
    found = check_promises(laws, &names);
    for (i = 0; found == NULL && i < names.count; i++)
        found = check_name(laws, deeds, lost, &names, &names.list[i], arena);
    arena_free(arena);
    return found;
}

long laws_attempts(const struct laws *laws)
{
    return laws->attempts;
}

const char *laws_tell(const struct effect *effect)
{
    static const char *const words[] = {"open", "create", "make folder", "write", "truncate",
                                        "sync", "rename", "unlink",      "commit"};
    static char texts[2][2 * TRACE_PATH_SIZE + 32];
    static int next;
    char *text = texts[next ^= 1];
    const struct deed *deed = effect->deed;

    snprintf(text, sizeof texts[0], "%s %s%s%s", words[deed->kind], deed->path,
             deed->other[0] != '\0' ? " to " : "", deed->other);
    return text;
}
