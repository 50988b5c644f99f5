/* The declared number of records, added up and compared. */
#include "transforms/declared.h"

#include "core/error.h"
#include "transforms/drift.h"
#include "transforms/mapping_inside.h"
#include "transforms/tree.h"

/* More records no document has. */
enum { DIGITS_MOST = 9 };

const struct option declaration_options[] = {
    {"path", OPTION_TEXT, offsetof(struct declaration, path_text), true,
     .help = "where the number stands, seen from the outermost document"},
    {"else", OPTION_CHOICE, offsetof(struct declaration, severity), true, .choices = severity_names,
     .help = "what becomes of a document that has another number"},
    {0},
};

/* The plan has found the node by local names; all of its steps may ask for namespaces. */
static bool is_path_to(const struct path *path, const struct tree_node *node)
{
    const struct branch *branch = &path->branches[0];
    size_t i;

    for (i = branch->step_count; i > 0; i--, node = node->parent)
        if (!node_matches(node, &branch->steps[i - 1]))
            return false;
    return true;
}

static bool is_number(const char *text, size_t size)
{
    size_t i;

    for (i = 0; i < size; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return size <= DIGITS_MOST;
}

void declared_add(struct declared *declared, const struct tree_node *node, const struct path *path)
{
    long number = 0;
    size_t i;

    if (node->text == NULL || !is_path_to(path, node))
        return;
    declared->is_given = true;
    if (!is_number(node->text, node->size)) {
        declared->is_wrong = true;
        return;
    }
    for (i = 0; i < node->size; i++)
        number = number * 10 + (node->text[i] - '0');
    declared->total += number;
}

int declared_check(const struct declared *declared, const struct mapping *mapping, long received,
                   struct drifts *drifts, struct error *err)
{
    const struct declaration *declaration = &mapping->declaration;
    const enum error_kind kind =
        declaration->severity == SEVERITY_FAIL ? ERROR_DATA : ERROR_DOCUMENT;

    if (!declared->is_given || (!declared->is_wrong && declared->total == received))
        return 0;
    drift_count(drifts, DRIFT_CHECK, "declared", NULL);
    if (declaration->severity == SEVERITY_NOTE)
        return 0;
    if (declared->is_wrong)
        return error_set(err, kind, "declared: %s is no number of records", declaration->path_text);
    return error_set(err, kind, "declared: %s is %ld, but the document has %ld records",
                     declaration->path_text, declared->total, received);
}
