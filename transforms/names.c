/*
 * Which names tables and columns may have: such as every store and every query tool takes without
 * quotes, and none that the store uses itself.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "transforms/mapping_inside.h"

enum { NAME_SIZE_MOST = 48 };

/* Lists are texts, so that they can be read as such; each word has a blank on both sides. */

/* Reserved in SQLite, PostgreSQL or ClickHouse, or in the standard that they follow. */
static const char sql_words[] =
    " "
    "add all alter analyze and any array as asc attach authorization begin between both by "
    "case cast check collate column commit constraint create cross current_date current_time "
    "current_timestamp current_user database default deferrable delete desc distinct do drop "
    "else end escape except exclude exists explain false fetch final for foreign format "
    "freeze from full global glob grant group having if ilike in index indexed initially "
    "inner insert intersect interval into is isnull join key lateral leading left like limit "
    "localtime match natural not nothing notnull null of offset on only or order outer over "
    "partition placing pragma prewhere primary raise recursive references regexp reindex "
    "release rename replace returning right rollback row rowid rows sample savepoint select "
    "session_user set settings similar some symmetric table temp temporary then to trailing "
    "transaction trigger true union unique update user using vacuum values variadic verbose "
    "view virtual when where window with without ";

static const char store_tables[] = " chi_tieu chi_tieu_dinh_nghia muc_tieu ky ";

static const char store_columns[] =
    " nguon batch tai_lieu vi_tri phien_ban nhan_luc het_han thay_lan_cuoi xoa_luc ";

static bool is_listed(const char *name, const char *list)
{
    char word[NAME_SIZE_MOST + 3];

    snprintf(word, sizeof word, " %s ", name);
    return strstr(list, word) != NULL;
}

/* What is wrong with a name for tables and columns alike. */
static const char *common_problem(const char *name)
{
    size_t i;

    if (name[0] < 'a' || name[0] > 'z')
        return "does not begin with a letter of a-z";
    for (i = 0; name[i] != '\0'; i++)
        if (strchr("abcdefghijklmnopqrstuvwxyz0123456789_", name[i]) == NULL)
            return "has other letters than a-z, 0-9 and _";
    if (i > NAME_SIZE_MOST)
        return "is longer than 48 letters";
    if (strncmp(name, "nhip_", 5) == 0 || strncmp(name, "sqlite_", 7) == 0)
        return "begins as the store's own names do";
    return is_listed(name, sql_words) ? "is a word of SQL" : NULL;
}

const char *table_name_problem(const char *name)
{
    const char *problem = common_problem(name);

    if (problem == NULL && is_listed(name, store_tables))
        problem = "is a table of the store's own";
    return problem;
}

const char *column_name_problem(const char *name)
{
    const char *problem = common_problem(name);

    if (problem == NULL && is_listed(name, store_columns))
        problem = "is a column that the store adds to every table";
    return problem;
}
