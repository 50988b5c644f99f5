/*
 * The kept part of a document: one node for each open or finished element that the plan has a place
 * for, and the following of paths through them.
 *
 * Nodes on the way know their parent only; nodes below the record, and those beside the way, also
 * hang in their parent's list of children.  All live in one arena that is rewound when the element
 * around them ends.
 */
#ifndef TRANSFORMS_TREE_H
#define TRANSFORMS_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/arena.h"
#include "transforms/path.h"
#include "transforms/plan.h"

struct node_mark {
    struct arena_mark arena;
    size_t kept; /* bytes that nodes and texts took before */
};

struct tree_node {
    const struct place *place;
    int symbol;
    const char *name_space;
    struct tree_node *parent, *first, *last, *next;
    struct tree_node *same; /* the next one of its place in the record */
    const char *text; /* trimmed, NULL when there is none; of an open element, its only piece yet */
    size_t size;
    size_t text_start; /* where the element's text begins in that of the walk, while it is open */
    long line;
    bool is_attribute;
    bool has_content;    /* some text, child or attribute, kept or not */
    const char *used_by; /* on the way: the element that has been entered below, NULL before */
    struct node_mark mark;
};

/* The nodes of one place in the open record, in document order. */
struct node_chain {
    struct tree_node *first, *last;
};

/* Puts a node behind the others of its chain. */
void chain_add(struct node_chain *chain, struct tree_node *node);

/* Hangs a node that is read by paths under its parent, behind the others there. */
void node_hang(struct tree_node *node);

/* Nodes found by a path, in document order. */
struct node_list {
    const struct tree_node **items;
    size_t count, capacity;
};

/* Finds what one branch of a path leads to from a node.  chains are those of the record, by number
 * of place, when the node is the record's; else NULL.  The list is emptied first. */
void nodes_find(const struct tree_node *node, const struct node_chain *chains,
                const struct branch *branch, struct node_list *list);

/* Gives the list's memory back. */
void nodes_free(struct node_list *list);

/* True when all filters of the step hold at the node, as far as its children are known. */
bool node_passes(const struct tree_node *node, const struct step *step);

/* True when a path may step to the node: name, namespace and filters are as the step asks. */
bool node_matches(const struct tree_node *node, const struct step *step);

/* True when the node's namespace is the one that is asked for (NULL: any). */
bool name_space_matches(const char *wanted, const char *found);

#endif
