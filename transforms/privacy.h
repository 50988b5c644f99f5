/*
 * Hiding persons: what is left of a value that may be counted or matched, but not read.
 */
#ifndef TRANSFORMS_PRIVACY_H
#define TRANSFORMS_PRIVACY_H

struct arena;
struct error;
struct privacy_key;
struct value;

/* A shorter key could be found by trial, and with it all persons. */
enum { KEY_SIZE_LEAST = 16, KEY_ID_SIZE_MOST = 32 };

/* What keeps a word from being a key's id, which stands before a colon in each hashed value; NULL
 * when nothing does. */
const char *key_id_problem(const char *id);

/* ERROR_CONFIG when the key is too short to hide anybody. */
int privacy_key_check(const struct privacy_key *key, struct error *err);

/* Replaces the value by "<key id>:<HMAC-SHA-256 digits>": equal values stay equal under one key. */
void value_hash(struct value *value, const struct privacy_key *key, struct arena *arena);

/* Replaces all characters but the last three by '*'; all, when there are no more than three. */
void value_mask(struct value *value, struct arena *arena);

#endif
