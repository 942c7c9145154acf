import { describe, expect, it } from 'vitest';
import { findItems, type PaletteItem } from './palette-items';

function item(group: string, label: string, note?: string): PaletteItem {
  return { id: `${group} ${label} ${note}`, group, label, note, icon: 'jobs', href: '/' };
}

const items = [
  item('Pages', 'Jobs'),
  item('Jobs', 'nightly-import', 'default'),
  item('Jobs', 'import-0412', 'default'),
  item('Jobs', 'reimport', 'billing'),
];

const labels = (text: string) => findItems(items, text).map((group) => group.items.map(({ label }) => label));

describe('what the command palette finds', () => {
  it('is everything when nothing is typed, in groups in their order', () => {
    expect(labels('')).toEqual([['Jobs'], ['nightly-import', 'import-0412', 'reimport']]);
  });

  it('puts names that begin with the text first, then those with a part that does', () => {
    expect(labels('import')).toEqual([['import-0412', 'nightly-import', 'reimport']]);
  });

  it('asks for every word, also in the small print', () => {
    expect(labels('IMPORT bill')).toEqual([['reimport']]);
    expect(labels('import nowhere')).toEqual([]);
  });

  it('shows a few of many and tells how many more there are', () => {
    const many = Array.from({ length: 20 }, (_, index) => item('Jobs', `run-${index}`));
    const [group] = findItems(many, 'run');
    expect(group?.items).toHaveLength(8);
    expect(group?.hidden).toBe(12);
  });
});
