/*
 * Which nhip this is.
 */
#ifndef CORE_VERSION_H
#define CORE_VERSION_H

#ifndef NHIP_VERSION
#define NHIP_VERSION "0.1"
#endif

#endif
