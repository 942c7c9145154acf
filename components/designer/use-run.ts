'use client';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { useApi } from '@/components/live/api';
import { useLink } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { showToast } from '@/components/ui/toast-store';
import type { KubeObject } from '@/lib/meta/object';
import type { Status } from '@/lib/meta/status';
import type { CronJob } from '@/lib/resources/cronjob/types';
import type { Manifest } from '@/lib/view/document';
import { identityOf } from '@/lib/view/documentresource';
import { verdictsOf } from '@/lib/view/documentverdict';
import { type Outcome, sendManifest } from './run-outcome';
import type { Verdicts } from './use-verdicts';

/** How the last try to send the text stands. */
export type RunState =
  | { kind: 'idle' }
  | { kind: 'busy'; what: 'run' | 'check' }
  | { kind: 'accepted'; text: string }
  | { kind: 'refused'; index: number; all: number; status: Status; made: readonly KubeObject[] }
  | { kind: 'conflict'; theirs: CronJob }
  | { kind: 'failed'; message: string };

interface RunOptions {
  namespace: string;
  live: CronJob | undefined;
  verdicts: Verdicts;
  /** After everything was made. */
  onMade: () => void;
}

/** Sends the objects of a text to the cluster, shows what it refuses, and goes to what was made. */
export function useRun({ namespace, live, verdicts, onMade }: RunOptions) {
  const api = useApi();
  const router = useRouter();
  const link = useLink();
  const { designer } = useMessages();
  const [state, setState] = useState<RunState>({ kind: 'idle' });
  const before = useRef(new Map<number, { value: unknown; object: KubeObject }>());

  const judge = (manifest: Manifest, outcome: Outcome): boolean => {
    const { refused, conflict, made } = outcome;
    verdicts.remember(manifest, refused ? verdictsOf(refused.status, manifest, refused.index) : []);
    if (conflict) setState({ kind: 'conflict', theirs: conflict });
    else if (refused) setState({ kind: 'refused', ...refused, all: manifest.documents.length, made });
    return !conflict && !refused;
  };
  const attempt = async (what: 'run' | 'check', work: () => Promise<void>) => {
    setState({ kind: 'busy', what });
    try {
      await work();
    } catch (error) {
      const known = error instanceof TypeError ? undefined : String(error);
      setState({ kind: 'failed', message: known ?? designer.noAnswer });
    }
  };
  const check = (manifest: Manifest) =>
    attempt('check', async () => {
      const outcome = await sendManifest(api, manifest, { namespace, dryRun: 'All', live, force: true });
      if (judge(manifest, outcome)) setState({ kind: 'accepted', text: manifest.text });
    });
  const run = (manifest: Manifest, force = false) =>
    attempt('run', async () => {
      if (live && !isSameName(live, manifest))
        return setState({ kind: 'failed', message: designer.otherName(nameOf(live)) });
      const outcome = await sendManifest(api, manifest, { namespace, live, force, before: before.current });
      for (const [index, object] of outcome.made.entries())
        before.current.set(index, { value: manifest.documents[index]?.value, object });
      if (!judge(manifest, outcome)) return;
      onMade();
      const { made } = outcome;
      const text = live ? designer.saved(nameOf(live)) : doneText(made, designer);
      showToast({ tone: 'done', title: text });
      router.push(link(placeOf(made)));
    });
  return { state, run, check, dismiss: () => setState({ kind: 'idle' }) };
}

/** Whether the first object of a text is still the one that is being edited. */
function isSameName(live: CronJob, { documents }: Manifest): boolean {
  const { kind, name, namespace = live.metadata.namespace } = identityOf(documents[0]?.value);
  return kind === 'CronJob' && name === live.metadata.name && namespace === live.metadata.namespace;
}

function nameOf({ metadata }: KubeObject): string {
  return metadata.name ?? '';
}

function doneText(
  made: readonly KubeObject[],
  designer: { created: (count: number) => string; createdOne: (kind: string, name: string) => string },
): string {
  const [first] = made;
  return made.length === 1 && first
    ? designer.createdOne(first.kind ?? '', nameOf(first))
    : designer.created(made.length);
}

/** Where to look at what was made: the page of the one object, or the list of several. */
function placeOf(made: readonly KubeObject[]): string {
  const shown = made.filter(({ kind }) => kind === 'Job' || kind === 'CronJob');
  const [first] = shown;
  const list = first?.kind === 'CronJob' ? '/cronjobs' : '/jobs';
  if (!first || shown.length > 1) return list;
  return `${list}/${first.metadata.namespace ?? 'default'}/${nameOf(first)}`;
}
