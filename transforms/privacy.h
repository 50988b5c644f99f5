/*
 * Hiding persons: what is left of a value that may be counted or matched, but not read.
 */
#ifndef TRANSFORMS_PRIVACY_H
#define TRANSFORMS_PRIVACY_H

struct arena;
struct privacy_key;
struct value;

/* Replaces the value by "<key id>:<HMAC-SHA-256 digits>": equal values stay equal under one key. */
void value_hash(struct value *value, const struct privacy_key *key, struct arena *arena);

/* Replaces all characters but the last three by '*'; all, when there are no more than three. */
void value_mask(struct value *value, struct arena *arena);

#endif
