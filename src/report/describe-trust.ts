import type { PlacementRecord } from '../history/image-history.ts';

/** Says in a word or two what the record of an image is worth; what is not signed is never called so. */
export function describeTrust(record: PlacementRecord): string {
  switch (record.kind) {
    case 'entry': {
      const { trust } = record.entry;
      return trust.kind === 'unverified' ? `unverified (${trust.reason})` : trust.kind;
    }
    case 'refused':
      return 'refused';
    case 'unreadable':
      return 'cannot be read';
    case 'built':
      return 'built here';
    case 'none':
      return 'no record';
    default:
      return record satisfies never;
  }
}
