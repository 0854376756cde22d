// The phase of the moon, well enough for a window sill.

/** Days from one new moon to the next. */
export const SYNODIC_MONTH = 29.530588;

const knownNewMoon = Date.UTC(2000, 0, 6, 18, 14);

const names = [
  "new moon",
  "waxing crescent",
  "first quarter",
  "waxing gibbous",
  "full moon",
  "waning gibbous",
  "last quarter",
  "waning crescent",
];

/** How far the month is, from 0 to 1. */
function age(date) {
  const months = (date.getTime() - knownNewMoon) / 86_400_000 / SYNODIC_MONTH;
  return months - Math.floor(months);
}

export function phaseName(date) {
  return names[Math.round(age(date) * 8) % 8];
}

/** The part of the disc that is lit, from 0 to 1. */
export function illumination(date) {
  return (1 - Math.cos(2 * Math.PI * age(date))) / 2;
}
