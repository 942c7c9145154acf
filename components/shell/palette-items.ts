import type { IconName } from '@/components/ui/icon';

/** Something the command palette goes to. */
export interface PaletteItem {
  id: string;
  group: string;
  label: string;
  /** Small print behind the label, such as the namespace. */
  note?: string;
  icon: IconName;
  href: string;
}

/** The items of one group that are shown, and how many more match. */
export interface PaletteGroup {
  group: string;
  items: readonly PaletteItem[];
  hidden: number;
}

/** How many of a group are shown at once. */
const groupLimit = 8;

/**
 * The items that contain every word typed, in groups in the order given. Within a group those whose label begins with the text come
 * first, then those with a word that does, then the rest.
 */
export function findItems(items: readonly PaletteItem[], text: string): PaletteGroup[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, { item: PaletteItem; rank: number }[]>();
  for (const item of items) {
    const rank = rankOf(item, words);
    if (rank === undefined) continue;
    const found = groups.get(item.group) ?? [];
    found.push({ item, rank });
    groups.set(item.group, found);
  }
  return [...groups].map(([group, found]) => ({
    group,
    items: found
      .toSorted((a, b) => a.rank - b.rank)
      .slice(0, groupLimit)
      .map(({ item }) => item),
    hidden: Math.max(0, found.length - groupLimit),
  }));
}

/** Lower is better; `undefined` when a word is missing. */
function rankOf({ label, note = '' }: PaletteItem, words: readonly string[]): number | undefined {
  const name = label.toLowerCase();
  const all = `${name} ${note.toLowerCase()}`;
  if (!words.every((word) => all.includes(word))) return undefined;
  const [first] = words;
  if (first === undefined || name.startsWith(first)) return 0;
  return name.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(first)) ? 1 : 2;
}
