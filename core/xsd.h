/*
 * XML Schema: the shape that documents of a kind must have, as an .xsd file says it.
 *
 * A schema is compiled before it is used and checks documents while they stream (see
 * decoder_validate).  It may include and import files that lie beside it, by their plain names, and
 * nothing else: no other folder, no address, no DOCTYPE.
 */
#ifndef CORE_XSD_H
#define CORE_XSD_H

struct arena;
struct error;

struct xsd;

/* Compiles the file of this name in the folder.  NULL with ERROR_CONFIG, whose text names the file
 * at fault, with its line where there is one. */
struct xsd *xsd_open(const char *folder, const char *name, struct arena *arena, struct error *err);
void xsd_close(struct xsd *xsd); /* accepts NULL */

#endif
