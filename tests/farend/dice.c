/*
 * The hash behind the values.
 *
 * It is the finaliser of the splitmix64 generator, applied once per coordinate.
 */
#include "tests/farend/dice.h"

static uint64_t mix(uint64_t value)
{
    value += UINT64_C(0x9e3779b97f4a7c15);
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

struct dice dice_of(uint64_t seed, enum topic topic, long day, uint64_t serial)
{
    uint64_t key = mix(seed ^ mix((uint64_t)topic));

    return (struct dice){mix(mix(key ^ (uint64_t)day) ^ serial)};
}

uint64_t dice_value(struct dice dice, unsigned field)
{
    return mix(dice.key ^ ((uint64_t)field << 40));
}

unsigned dice_below(struct dice dice, unsigned field, unsigned limit)
{
    return (unsigned)(dice_value(dice, field) % limit);
}

bool dice_chance(struct dice dice, unsigned field, unsigned permille)
{
    return dice_below(dice, field, 1000) < permille;
}
