/* The key of a world whose landing is encrypted: what stands in its credentials/landing-key. */
#ifndef TESTS_PROOF_WORLD_KEYS_H
#define TESTS_PROOF_WORLD_KEYS_H

struct arena;
struct cipher_keys;

/* Lives in the arena; the file is read when a key is first asked for. */
struct cipher_keys *world_keys_new(const char *world, struct arena *arena);

#endif
