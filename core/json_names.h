/*
 * The names of the members in one JSON document: each is kept once, and no object has one twice.
 *
 * That an object has met a name before is written at the name itself, as the number of the object,
 * so that an object of many members costs no more for each than one of few, and nothing when it
 * ends.  Only where an object inside another repeats a name of that other, the older number is put
 * aside until the inner object ends.
 */
#ifndef CORE_JSON_NAMES_H
#define CORE_JSON_NAMES_H

#include <stddef.h>

/* Bytes that the names of a document may take; real documents need a few KiB. */
enum { JSON_NAMES_BYTES_MOST = 8 << 20 };

enum json_naming { JSON_NAMING_NEW, JSON_NAMING_TWICE, JSON_NAMING_TOO_MUCH };

struct arena;
struct json_names;

/* No name yet, and no object open; up to depth objects may be open inside one another.  Lives as
 * long as the arena. */
struct json_names *json_names_new(long depth, struct arena *arena);

/* Keeps a name without saying that an object has it; equal names are equal pointers, here and in
 * json_names_add. */
const char *json_names_intern(struct json_names *names, const char *text, size_t size);

/* An object begins; the innermost one ends. */
void json_names_enter(struct json_names *names);
void json_names_leave(struct json_names *names);

/* The innermost object has a member of this name: *name is the kept one, unless the object has had
 * it before or the names take too much memory. */
enum json_naming json_names_add(struct json_names *names, const char *text, size_t size,
                                const char **name);

/* How long the name is that came behind the latest one when that was met before, if the bytes begin
 * with it and a quote; 0 when they do not.  Documents repeat themselves: this saves looking for the
 * name's end and for the name. */
size_t json_names_guess(const struct json_names *names, const char *bytes, size_t size);

/* Like add, of the name that was guessed. */
enum json_naming json_names_add_guessed(struct json_names *names, const char **name);

#endif
