/*
 * A document as a tree, for verifying its signatures: fenced in, and searched without XPath.
 *
 * Everything else in the program streams; only signatures need the whole.  Only core/signature*.c
 * may include this: the nodes are libxml2's.
 */
#ifndef CORE_SIGNATURE_TREE_H
#define CORE_SIGNATURE_TREE_H

#include <stdbool.h>

#include <libxml/tree.h>

struct arena;
struct error;
struct reader;

struct signature_tree {
    xmlDoc *document;     /* NULL when it cannot be held */
    const char *obstacle; /* why not: too long, not well-formed, a DOCTYPE, ... */
};

/* Parses the bytes to their end; more than most_mib MiB, an element deeper than 200 and a DOCTYPE
 * are obstacles.  -1 only when the bytes cannot be read. */
int signature_tree_open(struct signature_tree *tree, struct reader *bytes, long most_mib,
                        struct arena *arena, struct error *err);
void signature_tree_close(struct signature_tree *tree); /* accepts a zeroed tree */

/* The next element behind node in document order, its children first; NULL at the end of the tree
 * under top. */
xmlNode *tree_next(const xmlNode *node, const xmlNode *top);

/* The first child element, and the next element among siblings; NULL when there is none. */
xmlNode *tree_first_child(const xmlNode *node);
xmlNode *tree_next_sibling(const xmlNode *node);

/* True when the element has this local name in the namespace of XML-DSig. */
bool tree_is_signature_part(const xmlNode *node, const char *name);

/* True when node is top or below it. */
bool tree_is_within(const xmlNode *node, const xmlNode *top);

/* The element at a path of local names from the root; NULL when there is none, and when a step has
 * several to choose from: nobody could tell which one is read. */
xmlNode *tree_at(const xmlDoc *document, const char *path);

/* The one element whose attribute Id, ID, id or xml:id has this value, made known to libxml2 as
 * such; NULL when there is none or more than one. */
xmlNode *tree_with_id(xmlDoc *document, const char *id);

#endif
