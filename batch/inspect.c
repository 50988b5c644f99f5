/* Surveys of files, and their tables. */
#include "batch/inspect.h"

#include "batch/inputs.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/format.h"
#include "core/reader.h"
#include "core/separator.h"
#include "core/table.h"
#include "transforms/personal.h"
#include "transforms/snake.h"

enum { PATH, COUNT, PARENTS, EACH, FORMS, EXAMPLES, PERSONAL, COLUMN_COUNT };

static const struct column columns[COLUMN_COUNT] = {
    [PATH] = {.name = "path"},         [COUNT] = {.name = "count", .type = TYPE_INTEGER},
    [PARENTS] = {.name = "in"},        [EACH] = {.name = "each"},
    [FORMS] = {.name = "forms"},       [EXAMPLES] = {.name = "examples"},
    [PERSONAL] = {.name = "personal"},
};

static int survey_input(struct inspection *inspection, const char *name, struct arena *arena,
                        struct error *err)
{
    struct reader *bytes = input_open(name, arena, err);
    int result;

    if (bytes == NULL)
        return -1;
    result = survey_read(&inspection->survey, bytes, err);
    reader_close(bytes);
    if (result == 0 || err->kind != ERROR_DOCUMENT)
        return result;
    inspection->malformed++;
    if (err->line > 0)
        fprintf(inspection->messages, "%s:%ld: %s\n", name, err->line, err->text);
    else
        fprintf(inspection->messages, "%s: %s\n", name, err->text);
    return 0;
}

int inspection_open(struct inspection *inspection, struct arena *arena, struct error *err)
{
    int result = 0;
    size_t i;

    survey_start(&inspection->survey, arena);
    for (i = 0; i < inspection->input_count && result == 0; i++)
        result = survey_input(inspection, inspection->inputs[i], arena, err);
    if (inspection->survey.left_out != 0)
        fprintf(inspection->messages,
                "%ld element%s not shown: only the first %d different paths are counted\n",
                inspection->survey.left_out, inspection->survey.left_out == 1 ? " is" : "s are",
                SPOTS_MOST);
    return result;
}

void inspection_close(struct inspection *inspection)
{
    survey_free(&inspection->survey);
}

static const char *finish(struct buffer *text, struct arena *arena)
{
    const char *copy = text->size != 0 ? arena_text(arena, buffer_string(text)) : NULL;

    buffer_free(text);
    return copy;
}

/* "base64 of gzip of xml document 8 (1 malformed)" */
static void tell_document(const struct spot *document, struct buffer *text)
{
    buffer_print(text, "%s%s%s%s document %ld", text->size != 0 ? ", " : "",
                 document->is_base64 ? "base64 of " : "", document->is_gzip ? "gzip of " : "",
                 document->format != NULL ? document->format->name : "no", document->count);
    if (document->broken != 0)
        buffer_print(text, " (%ld malformed)", document->broken);
}

static const char *tell_forms(const struct spot *spot, struct arena *arena)
{
    const struct spot *child;
    struct buffer text = {0};

    forms_tell(&spot->forms, snake_name(spot->name, arena), &text);
    for (child = spot->first; child != NULL; child = child->next)
        if (child->kind == SPOT_DOCUMENT)
            tell_document(child, &text);
    if (spot->damaged != 0)
        buffer_print(&text, "%s%ld damaged", text.size != 0 ? ", " : "", spot->damaged);
    return finish(&text, arena);
}

static void add_spot(struct table *table, const struct survey *survey, const struct spot *spot)
{
    struct arena *arena = table->arena;
    const struct personal *personal = personal_name(spot->name);
    const char **row = table_add(table);
    long least = spot->parents < spot->parent->count ? 0 : spot->least;
    struct buffer examples = {0};

    if (personal == NULL && spot->forms.personals != 0)
        personal = spot->forms.personal;
    forms_show(&spot->forms, personal != NULL, &examples);
    row[PATH] = spot_path(&survey->root, spot, arena);
    row[COUNT] = arena_print(arena, "%ld", spot->count);
    row[PARENTS] = arena_print(arena, "%ld of %ld", spot->parents, spot->parent->count);
    row[EACH] = least == spot->most ? arena_print(arena, "%ld", least)
                                    : arena_print(arena, "%ld-%ld", least, spot->most);
    row[FORMS] = tell_forms(spot, arena);
    row[EXAMPLES] = finish(&examples, arena);
    row[PERSONAL] = personal != NULL ? personal->why : NULL;
}

struct table *inspection_table(const struct inspection *inspection, struct arena *arena)
{
    struct table *table = table_new("paths", columns, COLUMN_COUNT, arena);
    const struct survey *survey = &inspection->survey;
    const struct spot *spot;
    struct buffer text = {0};
    const char **row = table_add(table);

    if (survey->is_mixed)
        buffer_print(&text, "documents of several formats %ld", survey->root.count);
    else
        tell_document(&survey->root, &text);
    if (survey->has_separators)
        buffer_text(&text, ", several separators between the cells");
    else if (survey->separator != '\0' && survey->separator != ',')
        buffer_print(&text, ", %s between the cells", separator_of(survey->separator)->words);
    row[PATH] = "(all)";
    row[COUNT] = arena_print(arena, "%ld", survey->root.count);
    row[FORMS] = finish(&text, arena);
    for (spot = spot_next(&survey->root); spot != NULL; spot = spot_next(spot))
        if (spot->kind == SPOT_ELEMENT)
            add_spot(table, survey, spot);
    return table;
}
