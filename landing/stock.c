/* Walking the landing's folders. */
#include "landing/stock.h"

#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "landing/landing.h"
#include "landing/manifest.h"

/* Fills in what the attempt's folder has. */
static int measure(const char *folder, struct stocked *stocked, struct arena *arena,
                   struct error *err)
{
    stocked->is_sealed = file_is_present(path_join(arena, folder, MANIFEST_NAME));
    return folder_measure(folder, &stocked->bytes, err);
}

static int compare_attempts(const void *left, const void *right)
{
    const struct stocked *one = left, *other = right;

    return (one->attempt > other->attempt) - (one->attempt < other->attempt);
}

static int list_window(const char *folder, const char *window, struct buffer *list,
                       struct arena *arena, struct error *err)
{
    size_t before = list->size, count, i;
    char **names;

    if (folder_list(folder, arena, &names, &count, err) != 0)
        return -1;
    for (i = 0; i < count; i++) {
        struct stocked stocked = {.window = window, .attempt = landing_attempt_parse(names[i])};

        if (stocked.attempt == 0)
            continue;
        if (measure(path_join(arena, folder, names[i]), &stocked, arena, err) != 0)
            return -1;
        buffer_append(list, &stocked, sizeof stocked);
    }
    if (list->size > before)
        qsort(list->data + before, (list->size - before) / sizeof(struct stocked),
              sizeof(struct stocked), compare_attempts);
    return 0;
}

static int list_windows(const char *folder, struct buffer *list, struct arena *arena,
                        struct error *err)
{
    size_t count, i;
    char **names;

    if (folder_list(folder, arena, &names, &count, err) != 0)
        return -1;
    for (i = 0; i < count; i++)
        if (list_window(path_join(arena, folder, names[i]), names[i], list, arena, err) != 0)
            return -1;
    return 0;
}

int stock_list(const struct landing_root *root, const char *source, struct stocked **stocked,
               size_t *count, struct arena *arena, struct error *err)
{
    struct buffer list = {0};
    int status = list_windows(path_join(arena, root->folder, source), &list, arena, err);

    if (status == 0) {
        *count = list.size / sizeof **stocked;
        *stocked = arena_array(arena, *count, sizeof **stocked);
        if (*count != 0)
            memcpy(*stocked, list.data, list.size);
    }
    buffer_free(&list);
    return status;
}

int stock_remove(const struct landing_root *root, const char *source, const struct stocked *stocked,
                 struct error *err)
{
    struct arena *arena = arena_new();
    const char *place = landing_place(source, stocked->window, stocked->attempt, NULL, arena);
    const char *folder = path_join(arena, root->folder, place);
    int status = file_remove(path_join(arena, folder, MANIFEST_NAME), err);

    if (status == 0)
        status = folder_remove(folder, err);
    if (status == 0)
        folder_remove_empty(path_folder(arena, folder));
    if (status == 0)
        folder_remove_empty(path_folder(arena, path_folder(arena, folder)));
    if (status != 0)
        error_within(err, "purging %s", place);
    arena_free(arena);
    return status;
}
