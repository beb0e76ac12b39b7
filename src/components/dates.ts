const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** `2026-11-24` → `24 November 2026` */
export function longDate(date: string): string {
  return format.format(new Date(`${date}T00:00:00Z`));
}
