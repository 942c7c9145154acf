'use client';
import { useCallback, useEffect, useReducer, useState } from 'react';
import { useApi } from '@/components/live/api';
import { useCluster } from '@/components/live/place';
import { useMessages } from '@/components/messages/messages';
import { StatusError } from '@/lib/meta/status';
import { systemClock } from '@/lib/time/system';
import type { Manifest } from '@/lib/view/document';
import { presentText } from '@/lib/view/documenthistory';
import { type Draft, type DraftEvent, nextDraft, startDraft } from './draft';
import { draftKey, type Origin, type Start, startOf } from './start-text';

const clock = systemClock();

/** A draft and what can be done with it. */
export interface DraftHandle {
  draft: Draft;
  /** What it was made from; undefined while that is being read. */
  start: Start | undefined;
  /** Why it could not be read, in the API's words. */
  failure: string | undefined;
  /** Whether an unsaved draft of before was brought back. */
  restored: boolean;
  send: (event: DraftEvent) => void;
  /** The form's edit: a manifest made from the present one. */
  edit: (manifest: Manifest) => void;
  /** Reads the origin again and begins anew. */
  startAfresh: () => void;
  /** Takes the draft out of the browser's memory, once it has become an object. */
  forget: () => void;
}

/** The draft of the page: begun from its origin, or brought back as it was left in this tab. */
export function useDraft(origin: Origin): DraftHandle {
  const api = useApi();
  const { designer } = useMessages();
  const key = draftKey(useCluster(), origin);
  const [draft, send] = useReducer(nextDraft, '', startDraft);
  const [start, setStart] = useState<Start>();
  const [failure, setFailure] = useState<string>();
  const [restored, setRestored] = useState(false);

  const begin = useCallback(
    async (kept: string | null) => {
      setFailure(undefined);
      try {
        const found = await startOf(api, origin);
        setStart(found);
        send({ kind: 'began', text: kept ?? found.text, origin: found.text });
        setRestored(kept !== null && kept !== found.text);
      } catch (error) {
        if (kept !== null) send({ kind: 'began', text: kept, origin: kept });
        setFailure(error instanceof StatusError ? error.message : designer.noAnswer);
      }
    },
    [api, designer, origin.kind, origin.of],
  );
  useEffect(() => {
    void begin(sessionStorage.getItem(key));
  }, [begin, key]);

  const text = presentText(draft.history);
  useEffect(() => {
    if (text === '' && draft.origin === '') return;
    if (text === draft.origin) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  }, [key, text, draft.origin]);

  const edit = useCallback((manifest: Manifest) => send({ kind: 'edited', manifest, atMs: clock.now() }), []);
  const startAfresh = useCallback(() => void begin(null), [begin]);
  const forget = useCallback(() => sessionStorage.removeItem(key), [key]);
  return { draft, start, failure, restored, send, edit, startAfresh, forget };
}
