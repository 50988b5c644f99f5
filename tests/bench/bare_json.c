/*
 * The yardstick of JSON: what Jansson takes to read documents that nobody looks at.
 *
 *   bare_json FILE...
 */
#include <stdio.h>

#include <jansson.h>

int main(int count, char **arguments)
{
    int i;

    for (i = 1; i < count; i++) {
        json_error_t error;
        json_t *document = json_load_file(arguments[i], 0, &error);

        if (document == NULL) {
            fprintf(stderr, "bare_json: %s:%d: %s\n", arguments[i], error.line, error.text);
            return 65;
        }
        json_decref(document);
    }
    return count > 1 ? 0 : 64;
}
