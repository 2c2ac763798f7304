/**
 * Whether a name is that of a place's zone, or UTC: `EST` and `+08:00` are known to Intl, and are no place whose rules
 * change with its summers.
 */
export function isPlace(zone: string): boolean {
  if (zone === 'UTC') return true;
  if (!/^[A-Za-z]+(?:[_-][A-Za-z]+)*(?:\/[A-Za-z]+(?:[_-][A-Za-z0-9]+)*){1,2}$/.test(zone) || zone.startsWith('Etc/')) {
    return false;
  }
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
