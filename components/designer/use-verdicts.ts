'use client';
import { useDeferredValue, useMemo, useState } from 'react';
import { systemClock } from '@/lib/time/system';
import type { Manifest } from '@/lib/view/document';
import { isSame, type Path, valueAt } from '@/lib/view/documentvalue';
import { type PlacedVerdict, placed, type Verdict } from '@/lib/view/documentverdict';
import { checkDocument } from '@/lib/view/formcheck';

const clock = systemClock();

/** A verdict of the server, with the value it was about. */
interface Remembered {
  verdict: Verdict;
  seen: unknown;
}

/** What is wrong with a text, where, and in whose words. */
export interface Verdicts {
  placed: readonly PlacedVerdict[];
  /** What is wrong with exactly one field of an object. */
  at: (index: number, path: Path) => string | undefined;
  /** Whether something the server refused is still as it was. */
  stands: boolean;
  /** Keeps what the server said until what it said it of changes. */
  remember: (manifest: Manifest, verdicts: readonly Verdict[]) => void;
}

/**
 * Checks every object of a text as it is written, a moment behind the typing, and keeps the server's refusals
 * in sight.
 */
export function useVerdicts(manifest: Manifest, namespace: string): Verdicts {
  const [told, setTold] = useState<readonly Remembered[]>([]);
  const checked = useDeferredValue(manifest);
  const own = useMemo(
    () => checked.documents.flatMap((_, index) => checkDocument(checked, index, namespace, clock.now())),
    [checked, namespace],
  );
  return useMemo(() => {
    const standing = told.filter(({ verdict, seen }) => isSame(seen, seenBy(checked, verdict)));
    const said = standing.map(({ verdict }) => verdict);
    const all = [...own, ...said.filter((verdict) => !own.some((other) => isAlike(other, verdict)))];
    return {
      placed: placed(all, checked),
      stands: standing.length > 0,
      at: (index, path) => {
        const found = all.filter((verdict) => verdict.index === index && isSame(verdict.path, path));
        return found.length > 0 ? found.map(({ message }) => message).join(' ') : undefined;
      },
      remember: (about, verdicts) =>
        setTold(verdicts.map((verdict) => ({ verdict, seen: seenBy(about, verdict) }))),
    };
  }, [told, own, checked]);
}

function seenBy(manifest: Manifest, { index, path }: Verdict): unknown {
  return valueAt(manifest.documents[index]?.value, path);
}

/** Whether two verdicts say the same. The server tells less exactly than the check which value it could not read. */
function isAlike(check: Verdict, server: Verdict): boolean {
  if (check.index !== server.index || check.message !== server.message) return false;
  return check.field === server.field || server.message.includes(' cannot be handled as a ');
}
