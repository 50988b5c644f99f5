/* The checking of separators. */
#include "transforms/separator_use.h"

#include <string.h>

#include "core/format.h"
#include "core/problem.h"
#include "core/separator.h"
#include "core/yaml.h"
#include "transforms/mapping_inside.h"

/* Of the document that the node tells of, whose format is an index into formats. */
static void check_separator(struct separator_use *use, int format, const struct node *node,
                            struct problems *problems)
{
    const struct node *place = node_find(node, "separator");
    const struct separator *separator = use->name != NULL ? separator_find(use->name) : NULL;

    use->sign = separator != NULL ? separator->sign : '\0';
    if (use->name == NULL || place == NULL)
        return;
    if (separator == NULL)
        problem_at(problems, place, "'separator' does not accept '%s'; accepted: " SEPARATOR_NAMES,
                   use->name);
    else if (strcmp(format_names[format], "csv") != 0 &&
             !problem_is_of(problems, node, "format", NULL))
        problem_at_key(problems, place, "'separator' goes with format csv only");
}

void separators_check(struct mapping *mapping, struct problems *problems)
{
    size_t i;

    check_separator(&mapping->separator, mapping->format, mapping->tree, problems);
    for (i = 0; i < mapping->inside_count; i++)
        check_separator(&mapping->insides[i].separator, mapping->insides[i].format,
                        mapping->inside_items.nodes[i], problems);
    for (i = 0; i < mapping->content_count; i++)
        check_separator(&mapping->contents[i].separator, mapping->contents[i].format,
                        mapping->content_items.nodes[i], problems);
}
